"""Results as the assistant tells them: records in sentences or in lines, lists as lists, people by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.dialogues.naming import is_state, names, plain_words
from eigendata_assets.trajectories.dialogues.values import (
    capital,
    clause,
    is_plural,
    joined,
    named,
    sentence,
    singular,
    written,
)

_COUNTS = frozenset({"count", "total", "number", "found", "hits"})
_MOST_ITEMS, _MOST_FACTS, _IN_ONE = 5, 9, 3

Field = tuple[str, Json]
"""The name of a field, and its value."""


def told(value: Json) -> str:
    """What a result says, in sentences; empty where it says nothing."""
    return " ".join(_sentences(_as_record(value)))


def told_in_lines(value: Json) -> str:
    """What a result says, a line for each fact and each item; empty where it says nothing."""
    return "\n".join(_lines(_as_record(value)))


def is_long(value: Json) -> bool:
    """Whether a result says so much that people would rather read it in lines."""
    record = _as_record(value)
    lists = [each for each in record.values() if isinstance(each, list)]
    return len(_plain(record)) > _IN_ONE or any(len(each) > 1 for each in lists)


def _as_record(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {"result": value}


def _sentences(record: dict[str, Json]) -> Iterator[str]:
    yield from _record(record)
    for name, each in record.items():
        if isinstance(each, dict):
            yield from _named_record(name, each)
        elif isinstance(each, list):
            yield _list(name, each)


def _lines(record: dict[str, Json]) -> Iterator[str]:
    yield from (_line(name, each) for name, each in _plain(record)[:_MOST_FACTS])
    for name, each in record.items():
        if isinstance(each, dict) and _plain(each):
            yield f"- {capital(_words(name))}: {_item(each)}"
        elif isinstance(each, list):
            yield _headed(name, each)
            yield from (f"{number}. {capital(text)}" for number, text in enumerate(_items(each), 1))


def _line(name: str, value: Json) -> str:
    label, text = named(name, value)
    return f"- {capital(label)}: {text}"


def _record(record: dict[str, Json]) -> Iterator[str]:
    """Three facts in a sentence."""
    some = _plain(record)[:_MOST_FACTS]
    labels = [named(name, each)[0] for name, each in some]
    plain = [
        f"the {_words(name)} is {each}" if name.endswith("_id") and labels.count(label) > 1 else clause(name, each)
        for label, (name, each) in zip(labels, some, strict=True)
    ]
    for start in range(0, len(plain), _IN_ONE):
        yield sentence(joined(plain[start : start + _IN_ONE]))


def _named_record(name: str, record: dict[str, Json]) -> Iterator[str]:
    """What a part of a result says, introduced by its name and, where it has one, its key."""
    key, plain = record.get(f"{name}_id"), _plain(record)
    label = _words(name)
    if key is None and _headline(plain)[1]:
        yield f"{capital(label)}: {_item(record)}."
        return
    rest = {field: each for field, each in record.items() if key is None or field != f"{name}_id"}
    sentences = list(_record(rest))
    if sentences:
        yield f"{capital(label)}{'' if key is None else f' {key}'}: {sentences[0][:1].lower()}{sentences[0][1:]}"
    yield from sentences[1:]


def _list(name: str, items: Sequence[Json]) -> str:
    if not items:
        return f"There are no {_words(name)}."
    some = _items(items)
    if len(items) == 1:
        return sentence(f"{_headed(name, items)} {some[0]}")
    return sentence(f"{_headed(name, items)} {'; '.join(f'({number}) {each}' for number, each in enumerate(some, 1))}")


def _headed(name: str, items: Sequence[Json]) -> str:
    """How many items there are, before they are told."""
    label = _words(name) if is_plural(_words(name).split(" ")[-1]) else f"entries under {_words(name)}"
    if not items:
        return f"There are no {label}."
    if len(items) == 1:
        return f"There is one {singular(label) if label == _words(name) else label.replace('entries', 'entry')}:"
    more = f", of which these are the first {_MOST_ITEMS}" if len(items) > _MOST_ITEMS else ""
    return f"There are {len(items)} {label}{more}:"


def _items(items: Sequence[Json]) -> list[str]:
    return [_item(each) if isinstance(each, dict) else written(each) for each in items[:_MOST_ITEMS]]


def _item(record: dict[str, Json]) -> str:
    """One of several: its name, or else its first field, and the others behind it."""
    plain = _plain(record)[:_MOST_FACTS]
    used, head = _headline(plain)
    first = head or (_short(*plain[0]) if plain else "")
    others = [_short(*field) for field in plain if field[0] not in (used if head else (plain[0][0],))]
    return f"{first} ({', '.join(others)})" if others else first


def _headline(plain: Sequence[Field]) -> tuple[tuple[str, ...], str]:
    """The fields by which people call a record, and what they call it; nothing where it has no name."""
    record = dict(plain)
    if record.get("first_name") and record.get("last_name"):
        return ("first_name", "last_name"), f"{record['first_name']} {record['last_name']}"
    for name in names()["name_fields"]:
        if isinstance(record.get(name), str):
            return (name,), str(record[name]).removesuffix(".")
    return (), ""


def _short(name: str, value: Json) -> str:
    label, text = named(name, value)
    if isinstance(value, bool):
        return _short_answer(name, label, is_so=value)
    full = clause(name, value)
    if full.startswith("it "):
        return full.removeprefix("it ").removeprefix("is ").removeprefix("was ")
    if full.endswith((f" on {text}", f" until {text}")):
        return full.removeprefix("the ").replace(" is on ", " on ").replace(" runs until ", " until ")
    counted = label.removeprefix("number of ")
    return f"{label} {text}" if counted == label else f"{text} {counted if value != 1 else singular(counted)}"


def _short_answer(name: str, label: str, *, is_so: bool) -> str:
    """What is so or not in a word: `paid`, `not paid`, `with referral`, `without referral`."""
    if name.startswith("has_"):
        return f"{'with' if is_so else 'without'} {label}"
    if name.startswith(("is_", "on_", "in_")) or is_state(label.split(" ")[-1]):
        return label if is_so else f"not {label}"
    return f"{label}: {'yes' if is_so else 'no'}"


def _words(name: str) -> str:
    return " ".join(plain_words(name))


def _plain(record: dict[str, Json]) -> list[Field]:
    """The fields that have no parts and say something; how many items there are, a list says itself."""
    sizes = [len(each) for each in record.values() if isinstance(each, list)]
    return [
        (name, each)
        for name, each in record.items()
        if each is not None and not isinstance(each, dict | list) and not (name in _COUNTS and each in sizes)
    ]
