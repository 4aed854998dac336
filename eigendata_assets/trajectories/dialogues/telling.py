"""Results as the assistant tells them: records in sentences, lists as lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.dialogues.values import (
    capital,
    clause,
    joined,
    named,
    sentence,
    singular,
    written,
)

_MOST_ITEMS, _MOST_FACTS, _IN_ONE = 5, 9, 3


def told(value: Json) -> str:
    """What a result says, in words; empty where it says nothing."""
    record = value if isinstance(value, dict) else {"result": value}
    return " ".join(_sentences(record))


def _sentences(record: dict[str, Json]) -> Iterator[str]:
    yield from _record(record)
    for name, each in record.items():
        if isinstance(each, dict):
            yield from _named_record(name, each)
        elif isinstance(each, list):
            yield _list(name, each)


def _record(record: dict[str, Json]) -> Iterator[str]:
    """Three facts in a sentence."""
    plain = [clause(name, each) for name, each in _plain(record)[:_MOST_FACTS]]
    for start in range(0, len(plain), _IN_ONE):
        yield sentence(joined(plain[start : start + _IN_ONE]))


def _named_record(name: str, record: dict[str, Json]) -> Iterator[str]:
    """What a part of a result says, introduced by its name and, where it has one, its key."""
    key = record.get(f"{name}_id")
    label = name.replace("_", " ")
    rest = {field: each for field, each in record.items() if key is None or field != f"{name}_id"}
    sentences = list(_record(rest))
    if sentences:
        yield f"{capital(label)}{'' if key is None else f' {key}'}: {sentences[0][:1].lower()}{sentences[0][1:]}"
    yield from sentences[1:]


def _list(name: str, items: Sequence[Json]) -> str:
    label = name.replace("_", " ")
    if not items:
        return f"There are no {label}."
    some = [_item(each) if isinstance(each, dict) else written(each) for each in items[:_MOST_ITEMS]]
    if len(items) == 1:
        return sentence(f"there is one {singular(name)}: {some[0]}")
    more = f", of which these are the first {_MOST_ITEMS}" if len(items) > _MOST_ITEMS else ""
    numbered = "; ".join(f"({number}) {each}" for number, each in enumerate(some, 1))
    return sentence(f"there are {len(items)} {label}{more}: {numbered}")


def _item(record: dict[str, Json]) -> str:
    """One of several: its first field, the others behind it."""
    first, *others = [_short(name, each) for name, each in _plain(record)[:_MOST_FACTS]] or [""]
    return f"{first} ({', '.join(others)})" if others else first


def _short(name: str, value: Json) -> str:
    label, text = named(name, value)
    full = clause(name, value)
    if full.startswith("it "):
        return full.removeprefix("it ").removeprefix("is ").removeprefix("was ")
    if isinstance(value, bool):
        return f"{label}: {text}"
    counted = label.removeprefix("number of ")
    return f"{label} {text}" if counted == label else f"{text} {counted if value != 1 else singular(counted)}"


def _plain(record: dict[str, Json]) -> list[tuple[str, Json]]:
    """The fields that have no parts and say something."""
    return [(name, each) for name, each in record.items() if each is not None and not isinstance(each, dict | list)]
