"""Collections of records in a value: by their keys, or by the first of their fields that is an id."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json

Records = dict[str, dict[str, Json]]
"""Key or id of a record to the record."""


def collections_of(value: Json) -> Iterator[Records]:
    """Every dictionary and list of records in a value, the outer ones first; a list without ids is none."""
    items = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    records = [item for item in items if isinstance(item, dict)]
    if records and len(records) == len(items):
        if isinstance(value, dict):
            yield {str(key): item for key, item in value.items()}
        else:
            field = next((name for name in records[0] if _is_id(name)), None)
            if field is not None and all(isinstance(item.get(field), str | int) for item in records):
                yield {str(item[field]): item for item in records}
    for item in items:
        yield from collections_of(item)


def _is_id(name: str) -> bool:
    return name.casefold() == "id" or name.casefold().endswith(("_id", "number", "code")) or name.endswith("Id")
