"""What the assistant said, where it quoted a value that is another now; rewritten only where that is certain.

Certain is a whole token that cannot be a coincidence: it holds a digit among others, an underscore or a capital inside,
is several words long, or stands in quotes. What may be a quotation and is not certain is a problem, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory, Turn
from eigendata_assets.audits.patch_record import Edit
from eigendata_assets.audits.result_changes import Leaf, ValueChanges, leaves
from eigendata_assets.audits.similarity import words

_DISTINCTIVE = re.compile(r"[^\W_].*[_@/:.-].*[^\W_]|[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]|\d\d\d|\S\s+\S")
_QUOTES = ("'", '"', "`", "\u201c", "\u2018")
_PROSE_WORDS = 4
_WHY = "it quoted what is another now"


@dataclass(slots=True)
class Wording:
    """Texts that have another wording now: old text to new; `doubtful` may be quoted, and have no sure successor."""

    sure: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    lost_words: set[str] = field(default_factory=set)

    def value(self, old: Leaf, new: tuple[Leaf] | None) -> None:
        """A value is another now; `new` is None where it is not one value, or none."""
        if old is None or isinstance(old, bool):
            return
        text, successor = _text(old), None if new is None else _text(new[0])
        if successor is None:
            self.doubtful.add(text)
        elif text != successor and words(text) != words(successor):
            self.sure[text] = successor
        if len(words(text)) >= _PROSE_WORDS:
            self.lost_words |= {word for word in words(text) if len(word) > 2} - {*words(successor or "")}

    def edit(self, edit: Edit) -> None:
        """A call was changed by rule."""
        if edit.renames:
            self.names[edit.before] = edit.after
            return
        olds, news = [*leaves(edit.before)], [*leaves(edit.after)]
        for position, old in enumerate(olds):
            self.value(old, (news[position],) if len(olds) == len(news) and edit.after is not None else None)

    def results(self, changes: ValueChanges) -> None:
        """Results are others."""
        for text in {*changes.now, *changes.gone}:
            value = changes.values[text]
            if changes.concerns(value):
                self.value(value, changes.successor(value))

    def rewritten(self, text: str) -> tuple[str, list[str]]:
        """The text as it must be now, and what in it is doubtful."""
        problems = [
            f"the assistant says {old!r}, which is no more" for old in self.doubtful if _token(old).search(text)
        ]
        if lost := self.lost_words & {*words(text)}:
            problems.append(f"the assistant says {min(lost)!r}, as a result did that is another now")
        certain: dict[str, str] = {}
        for old, new in {**self.names, **self.sure}.items():
            found = [*_token(old).finditer(text)]
            if found and (is_distinctive(old) or all(_is_quoted(text, match) for match in found)):
                certain[old] = new
            elif found and old not in self.names:
                problems.append(f"the assistant says {old!r}, which may be what is now {new!r}")
        if not certain:
            return text, problems
        pattern = re.compile("|".join(_token(old).pattern for old in sorted(certain, key=len, reverse=True)))
        return pattern.sub(lambda match: certain[match.group()], text), problems


def rewrite_texts(
    trajectory: Trajectory, since: tuple[int, int], wording: Wording
) -> tuple[Trajectory, list[Edit], list[str]]:
    """The dialogue with what the assistant said from a step on as it must be now; edits; what is doubtful."""
    edits: list[Edit] = []
    problems: list[str] = []

    def rewrite(turn: int, step: int | None, text: str) -> str:
        new, doubts = wording.rewritten(text) if text else (text, [])
        problems.extend(f"turn {turn}: {doubt}" for doubt in doubts)
        if new != text:
            edits.append(Edit(turn=turn, step=step, what="text", before=text, after=new, why=_WHY))
        return new

    turns = [_turn(number, turn, since, rewrite) for number, turn in enumerate(trajectory.turns)]
    return trajectory.model_copy(update={"turns": tuple(turns)}), edits, problems


def _turn(number: int, turn: Turn, since: tuple[int, int], rewrite: Callable[[int, int | None, str], str]) -> Turn:
    if number < since[0]:
        return turn
    messages = [
        each.model_copy(update={"content": rewrite(number, None, each.content)})
        if each.role == "assistant" and number > since[0]
        else each
        for each in turn.messages
    ]
    steps = [
        step.model_copy(update={"text": rewrite(number, position, step.text)}) if (number, position) >= since else step
        for position, step in enumerate(turn.steps)
    ]
    return turn.model_copy(update={"messages": tuple(messages), "steps": tuple(steps)})


def is_distinctive(text: str) -> bool:
    """Whether a text that is found again is hardly there by chance."""
    return len(text) >= 3 and _DISTINCTIVE.search(text) is not None


def user_words(trajectory: Trajectory, until: int) -> str:
    """All that the user said up to and with a turn, in lower case."""
    return "\n".join(_said(trajectory, until)).casefold()


def _said(trajectory: Trajectory, until: int) -> Iterator[str]:
    for turn in trajectory.turns[: until + 1]:
        yield from (message.content for message in turn.messages if message.role != "assistant")


def _text(value: Json) -> str:
    return value if isinstance(value, str) else str(value)


def _token(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(text)}(?!\w)(?![.,]\d)")


def _is_quoted(text: str, match: re.Match[str]) -> bool:
    return text[match.start() - 1 : match.start()] in _QUOTES and match.start() > 0
