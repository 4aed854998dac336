"""Values that tools make up: the keys of new records, and texts whose wording is the author's own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from eigendata_assets.artifacts.canonical import hash_of_text
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.verification.template.changes import Change, plain

ANY_WORDS = r"(?s).*\w.*"
"""The pattern of a text that may be worded in any way."""

_sorted_json = json.JSONEncoder(sort_keys=True).encode
_LONG_NUMBER = 4
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def new_keys(changes: Sequence[Change], table: Callable[[str, str], Json]) -> tuple[str, ...]:
    """The keys of new records, in the order of the changes; `table` gives an attribute of a toolkit as it was before.

    What holds a new record was there before it; a place in a list is no key.
    """
    added = [
        (name, way) for name, way, kind, _, after in changes if kind == "added" and way and isinstance(after, dict)
    ]
    return tuple(dict.fromkeys(way[-1] for name, way in added if _is_key(way, table(*name.split(".", 1)))))


def made_up(keys: Sequence[str], calls: Sequence[RawCall], shown: Sequence[str]) -> tuple[str, ...]:
    """Those of some new keys that no call has given before a result showed them; `shown` are the results as texts."""
    written = str(calls)
    return tuple(key for key in keys if key not in written or _is_made(key, calls, shown))


def _is_made(key: str, calls: Sequence[RawCall], shown: Sequence[str]) -> bool:
    for number, (_, arguments) in enumerate(calls):
        if any(str(leaf) == key for leaf in _leaves(arguments)):
            return any(_holds(key, text) for text in shown[:number])
    return True


def _holds(key: str, text: str) -> bool:
    return key in text and re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text) is not None


def _is_key(way: Sequence[str], table: Json) -> bool:
    """Whether the last step of a way leads into a record or table, not into a list."""
    value = table
    for step in way[:-1]:
        value = _part(value, step)
    return isinstance(value, dict) and not {"$tuple", "$deque"} & value.keys()


def _part(value: Json, step: str) -> Json:
    if isinstance(value, list):
        return value[int(step)]
    if isinstance(value, dict) and len(value) == 1:
        ((tag, content),) = value.items()
        if tag == "$dict":
            return next(item for key, item in content if step in (key, str(key)))
        if tag in ("$tuple", "$deque"):
            return content[int(step)]
    return value[step]


def replaced(value: Json, texts: Mapping[str, Json], field: str = "") -> Json:
    """A value with some texts replaced, and numbers that read so where they name something: long, or in an id field."""
    if isinstance(value, str):
        return texts.get(value, value)
    if isinstance(value, dict):
        return {key: replaced(item, texts, key) for key, item in value.items()}
    if isinstance(value, list):
        return [replaced(item, texts, field) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and str(value) in texts:
        names = len(str(value)) >= _LONG_NUMBER or field.casefold().endswith(("id", "number", "key"))
        return texts[str(value)] if names else value
    return value


def pattern_of(value: str) -> str:
    """A regular expression for values that look like this one: the same form, other letters and digits.

    A word before a number stays as it is: R17 gives `R[0-9]+`.
    """
    if _ISO_DATE.match(value):
        return re.sub(r"\d+", lambda run: f"[0-9]{{{len(run[0])}}}", re.escape(value).replace(r"\-", "-"))
    numbered = re.fullmatch(r"([^0-9]*)[0-9]+", value)
    if numbered:
        return f"{re.escape(numbered[1])}[0-9]+"
    runs = re.split(r"([A-Za-z0-9]+)", value)
    return "".join(f"[A-Za-z0-9]{{{len(run)}}}" if place % 2 else re.escape(run) for place, run in enumerate(runs))


def without_made_keys(changes: Sequence[Change], keys: Sequence[str]) -> list[str]:
    """The changes as texts, each made key replaced by a name that follows from the record's content alone.

    Two runs that make the same records under other keys then have the same changes.
    """
    names: dict[str, Json] = dict(names_by_content(changes, keys))
    return sorted(
        _text([table, [names.get(step, step) for step in way], kind, before, replaced(after, names) if keys else after])
        for table, way, kind, before, after in changes
    )


def names_by_content(changes: Sequence[Change], keys: Sequence[str]) -> dict[str, str]:
    """Made key to a name that is the same for records of the same content."""
    blank: dict[str, Json] = dict.fromkeys(keys, "$made")
    return {
        way[-1]: f"$made {hash_of_text(_text([table, way[:-1], replaced(after, blank)]))}"
        for table, way, _, _, after in (changes if keys else ())
        if way and way[-1] in blank
    }


def _text(value: Json) -> str:
    return _sorted_json(plain(value))


def _leaves(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield value
