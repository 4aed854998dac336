"""Names of fields and their values as people write them: money, units, days and hours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.dialogues.naming import is_state, plain_words, question_of

_DAY, _MOMENT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00")
_DAYS_KEPT = 4096
_SNAKE_IN_TEXT = re.compile(r"(?<![\w.@-])[a-z]+(_[a-z]+)+(?![\w.@-]*[\w@])")
_SNAKE, _PARTICIPLE = re.compile("[a-z]+(_[a-z]+)+"), re.compile(r"(ed|\b(back|due|paid))$")
_MONEY = {"usd": "$", "eur": "\N{EURO SIGN}", "gbp": "\N{POUND SIGN}"}
_UNITS = {
    "cents": "cents", "km": "km", "kg": "kg", "cm": "cm", "mm": "mm", "percent": "percent", "min": "minutes",
    "mins": "minutes", "minutes": "minutes", "hrs": "hours", "hours": "hours",
}  # fmt: skip
_PLURALS = frozenset({"people", "children", "men", "women", "passengers"})
_ENDS = {"most": "highest", "max": "highest", "least": "lowest", "min": "lowest"}
_WHERE = frozenset({"in", "on", "out", "off", "not"})
_OF_TIMES = {"at": "on", "on": "on", "until": "until", "from": "from"}


def written(value: Json) -> str:
    """A value as people write it; days, moments and words of a closed set in a way that can be read back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return joined([written(each) for each in value])
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, str):
        return _written_text(value)
    return "none" if value is None else str(value)


def _written_text(value: str) -> str:
    if _DAY.fullmatch(value):
        return day(value)
    if _MOMENT.fullmatch(value):
        return f"{day(value[:10])} at {value[11:16]}"
    return value.replace("_", " ") if _SNAKE.fullmatch(value) else value


@lru_cache(_DAYS_KEPT)
def day(text: str) -> str:
    """A date as people write it: 5 June 2025."""
    moment = date.fromisoformat(text)
    return f"{moment.day} {moment:%B} {moment.year}"


def money(sign: str, value: float) -> str:
    """An amount as people write it: $12, $12.50, -$1,234.56."""
    size = abs(value)
    exact = f"{size:,.0f}" if float(size).is_integer() else f"{size:,.2f}"
    text = exact if float(exact.replace(",", "")) == float(size) else str(size)
    return f"{'-' if value < 0 else ''}{sign}{text}"


def named(name: str, value: Json) -> tuple[str, str]:
    """What a field is called and its value: `fee_usd` 20 is (fee, $20), `bags` 2 is (number of bags, 2)."""
    raw = name.replace(" ", "_").split("_")
    if isinstance(value, bool):
        return " ".join(question_of(name)), written(value)
    if isinstance(value, int | float):
        label = " ".join(plain_words("_".join(raw[:-1])))
        if len(raw) > 1 and raw[-1] in _MONEY:
            return label, money(_MONEY[raw[-1]], value)
        if len(raw) > 1 and raw[-1] == "pct":
            return label, f"{written(value)}%"
        if len(raw) > 1 and raw[-1] in _UNITS:
            unit = _UNITS[raw[-1]]
            return label, f"{written(value)} {unit.removesuffix('s') if value == 1 else unit}"
        words = [*plain_words(name)]
        return _counted([*words[:-1], "number"] if len(words) > 1 and words[-1] == "id" else words), written(value)
    words = [*plain_words(name)]
    return " ".join(words[:-1] if len(words) > 1 and words[-1] == "id" else words), written(value)


def clause(name: str, value: Json) -> str:
    """A field as a part of a sentence: `the cabin is economy`, `it departs on 5 June 2025`, `$3 is refunded`."""
    words = name.split("_")
    is_time = isinstance(value, str) and (_DAY.fullmatch(value) or _MOMENT.fullmatch(value))
    if is_time and len(words) > 1 and words[-1] in _OF_TIMES:
        return _timed(plain_words("_".join(words[:-1])), words[-1], written(value))
    label, text = named(name, value)
    if isinstance(value, bool):
        return _answered(name, label, is_so=value)
    if (words[-1] in _MONEY or words[-1] in _UNITS) and _PARTICIPLE.search(label):
        return f"{text} {'are' if words[-1] in _UNITS else 'is'} {label}"
    if isinstance(value, int) and (is_state(label) or (words[0] in _WHERE and len(words) == 2)):
        return f"{text} {'is' if value == 1 else 'are'} {label}"
    return f"the {label} {is_or_are(label, value)} {text}"


def _answered(name: str, label: str, *, is_so: bool) -> str:
    """A yes or no as a part of a sentence: `it is paid`, `there is no referral`, `telehealth: yes`."""
    if is_state(label.split(" ")[-1]) or label.split(" ")[0] in _WHERE:
        return f"it is {'' if is_so else 'not '}{label}"
    if name.startswith("has_"):
        article = "a" if is_so and not is_plural(label) else "" if is_so else "no"
        return f"there {'are' if is_plural(label) else 'is'} {article} {label}".replace("  ", " ")
    return f"{label}: {'yes' if is_so else 'no'}"


def _timed(words: tuple[str, ...], link: str, moment: str) -> str:
    """That something happens at a time: what is done, what does itself, or what is a thing."""
    what, last = " ".join(words), words[-1]
    if link == "until" and len(words) > 1:
        return f"{what} is possible until {moment}"
    if last.endswith("ed"):
        return f"it was {what} {_OF_TIMES[link]} {moment}"
    if is_state(last) or last == "due":
        return f"it is {what} {_OF_TIMES[link]} {moment}"
    if last.endswith("s") and not last.endswith("ss"):
        return f"it {what} {_OF_TIMES[link]} {moment}"
    return f"the {what} {'runs' if link == 'until' else 'is'} {_OF_TIMES[link]} {moment}"


def _counted(words: list[str]) -> str:
    """`bags` is the number of bags, `most bags` the highest one; what is not counted stays as it is."""
    if words[0] in _ENDS and len(words) > 1:
        return f"{_ENDS[words[0]]} {_counted(words[1:])}"
    is_counted = any(map(is_plural, words)) and not {"number", "count", "quantity", "total"} & set(words)
    return f"number of {' '.join(words)}" if is_counted else " ".join(words)


def is_plural(word: str) -> bool:
    """Whether a word is of several."""
    if word in _PLURALS:
        return True
    return len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def is_or_are(label: str, value: Json) -> str:
    """The verb for something called so: several things *are*."""
    head = label.split(" of ")[0].split(" ")[-1]
    return "are" if is_plural(head) or (isinstance(value, list) and len(value) > 1) else "is"


def singular(name: str) -> str:
    """What one of several is called."""
    words = " ".join(plain_words(name))
    if words.endswith("ies"):
        return f"{words[:-3]}y"
    if words.endswith(("ches", "shes", "sses", "xes")):
        return words[:-2]
    return words.removesuffix("s") if not words.endswith("ss") else words


def plain_message(text: str) -> str:
    """What a tool says as a sentence, words of closed sets as people write them."""
    return sentence(_SNAKE_IN_TEXT.sub(lambda match: match[0].replace("_", " "), text))


def joined(parts: Sequence[str]) -> str:
    """Parts in a row, `and` before the last."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """The text with a capital letter in front and one full stop at its end."""
    return f"{capital(text).removesuffix('.')}."


def capital(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]
