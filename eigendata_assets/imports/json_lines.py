"""Files of JSON, one value a line, plain or compressed; every complaint names file and line."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import SchemaError
from pydantic import ValidationError

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.errors import InputError

Place = tuple[str, ...]
"""File, line, and what is in it, outermost first."""


def json_lines(path: Path, *, finite: bool = True) -> Iterator[tuple[Place, Json]]:
    """Where it stands, and its value, for each line that is not blank.

    Half a surrogate pair becomes U+FFFD. With `finite`, NaN and the infinities are refused as JSON does; without it
    they are numbers. Raises InputError where the file is missing, empty, cut off or damaged, or a line is not JSON.
    """
    text = text_of(path)
    if not text.strip():
        raise InputError("the file is empty", where=(str(path),))
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            place = (str(path), f"line {number}")
            yield place, _value(line, place, finite)


def readable_json_lines(path: Path) -> Iterator[tuple[Place, Json | InputError]]:
    """Like `json_lines`, with the complaint in place of the value where a line is no JSON; a file may also be one list.

    Raises InputError where nothing of the file can be read.
    """
    text = text_of(path)
    if text.lstrip()[:1] == "[":
        values = _value(text, (str(path),), finite=True)
        for number, value in enumerate(values if isinstance(values, list) else [values]):
            yield (str(path), f"item {number}"), value
        return
    for number, line in enumerate(text.split("\n"), start=1):
        place = (str(path), f"line {number}")
        try:
            if line.strip():
                yield place, _value(line, place, finite=True)
        except InputError as error:
            yield place, error


def json_value(value: Any, *, finite: bool = True) -> Json:
    """The value as a JSON file can hold it: tuples as lists, half a surrogate pair as U+FFFD.

    Raises ValueError where it is, or holds, something else than JSON: a set, bytes, with `finite` also NaN.
    """
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, list | tuple):
        return [json_value(item, finite=finite) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("it has a key that is not text")
        return {json_value(key): json_value(item, finite=finite) for key, item in value.items()}
    if not isinstance(value, float):
        raise ValueError(f"it has a {type(value).__name__}")
    if finite and not math.isfinite(value):
        raise ValueError("it has a number that is not finite")
    return value


def reason(error: BaseException) -> str:
    """What an exception says, in one line."""
    if isinstance(error, KeyError):
        return f"{error} is missing"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return ": ".join((".".join(map(str, first["loc"])), first["msg"]))
    said = error.message if isinstance(error, SchemaError) else str(error)
    return " ".join(said.split())[:200] or type(error).__name__


def text_of(path: Path) -> str:
    """The text of a file, plain or compressed; raises InputError where it cannot be read."""
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8")
    except FileNotFoundError:
        raise InputError("the file is missing", where=(str(path),), hint="Give the path of a file.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        hint = "Copy or download the file again."
        raise InputError(f"the compressed file is cut off or damaged: {error}", where=(str(path),), hint=hint) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the file cannot be read: {reason(error)}", where=(str(path),)) from None


def _value(line: str, place: Place, finite: bool) -> Json:
    try:
        value = json.loads(line)
        return json_value(value, finite=finite) if finite or "\\ud" in line.lower() else value
    except (ValueError, RecursionError) as error:
        hint = "Each line holds one JSON value; is the file cut off?"
        raise InputError(f"not JSON: {reason(error)}", where=place, hint=hint) from None
