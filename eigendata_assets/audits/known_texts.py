"""What is known at a call of a reference: what was said, what came back before, what the data and the tools hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.subject import AuditSubject, SeenCall, user_words
from eigendata_assets.audits.wording import number_set, plain, quotations, words


@dataclass(frozen=True)
class Known:
    """Texts and numbers, by where they come from.

    `said` up to the turn of the call; `returned` by the calls before it, and `passed` to them; `stored` in the initial
    state; `told` by the schema of the tool.
    """

    said: str
    returned: tuple[Json, ...]
    passed: tuple[Json, ...]
    stored: tuple[Json, ...]
    told: str

    @cached_property
    def quoted(self) -> list[str]:
        """What the user put in quotation marks."""
        return quotations(self.said)

    @property
    def shown(self) -> tuple[Json, ...]:
        """What was returned or passed before."""
        return self.returned + self.passed

    @cached_property
    def shown_texts(self) -> list[str]:
        """The texts among it."""
        return [each for each in self.shown if isinstance(each, str)]

    @cached_property
    def texts(self) -> list[str]:
        """All texts: said, shown, stored, told."""
        stored = (each for each in self.stored if isinstance(each, str))
        return [self.said, *self.shown_texts, *stored, self.told]

    @cached_property
    def plain_text(self) -> str:
        """All texts in one, as `plain` writes them."""
        return " \n ".join(map(plain, self.texts))

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of all texts."""
        return frozenset(word for text in self.texts for word in words(text))

    @cached_property
    def numbers(self) -> frozenset[float]:
        """All numbers that were said or shown, in texts or as values."""
        found = set(number_set(self.said))
        for each in self.shown:
            found |= number_set(each) if isinstance(each, str) else {float(each)}
        return frozenset(found)

    @cached_property
    def told_numbers(self) -> frozenset[float]:
        """The numbers in the schema of the tool."""
        return number_set(self.told)

    @cached_property
    def stored_numbers(self) -> frozenset[float]:
        """The numbers that the data holds."""
        return frozenset(float(each) for each in self.stored if isinstance(each, int | float))


def known_at(subject: AuditSubject, seen: SeenCall) -> Known:
    """What is known when a call is made."""
    entry = subject.by_id[seen.entry]
    calls = subject.calls_in[seen.entry]
    before = calls[: calls.index(seen)]
    returned = tuple(leaf for each in before for leaf in _leaves(each.result.value if each.result else None))
    passed = tuple(leaf for each in before for leaf in _leaves(each.call.arguments))
    tool = subject.toolset.by_key.get(seen.tool)
    told = repr(tool.parameters) + tool.description if tool else ""
    said = "\n".join(user_words(entry, seen.turn + 1))
    return Known(said, returned, passed, tuple(_leaves(entry.initial_state)), told)


def _leaves(value: Json) -> Iterator[Json]:
    """Texts, numbers and names of fields in a value, and how many there are of what is listed."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _leaves(item)
        yield len(value)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
        yield len(value)
    elif value is not None and not isinstance(value, bool):
        yield value
