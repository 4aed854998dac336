"""Files of dialogues in other people's formats: recognized line by line; what cannot be read is named and left out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Provenance, Step, Trajectory, Turn
from eigendata_assets.errors import InputError
from eigendata_assets.imports.bfcl_results import read_entry
from eigendata_assets.imports.dialogue_messages import read_openai, read_sharegpt
from eigendata_assets.imports.dialogue_parts import Said, field, turns_of
from eigendata_assets.imports.dialogue_tags import read_chatml, tools_in
from eigendata_assets.imports.dialogue_tools import ToolShelf
from eigendata_assets.imports.inference_log import heard_in, with_heard
from eigendata_assets.imports.json_lines import Place, readable_json_lines, reason, text_of

_FORMATS: tuple[tuple[str, str, type, Callable[[Any, Place], list[Said]]], ...] = (
    ("openai", "messages", list, read_openai),
    ("sharegpt", "conversations", list, read_sharegpt),
    ("chatml", "text", str, read_chatml),
)
"""Name of the format, the field by which it is known and the type of that, and its reader."""

_HINT = (
    "Known are objects with `messages` (OpenAI), `conversations` (ShareGPT), `text` (ChatML), `id` and `result` (BFCL)."
)


@dataclass(frozen=True, slots=True)
class Dialogues:
    """The dialogues of a file, their tools, the formats they came in, and a line for each thing that is unreadable."""

    entries: tuple[Trajectory, ...]
    toolset: Toolset
    formats: tuple[str, ...]
    unreadable: tuple[str, ...]


@dataclass(slots=True)
class _Reading:
    """What was read so far; `taken` are the ids in use."""

    path: Path
    shelf: ToolShelf = dataclasses.field(default_factory=ToolShelf)
    entries: dict[str, Trajectory] = dataclasses.field(default_factory=dict)
    formats: dict[str, None] = dataclasses.field(default_factory=dict)
    unreadable: list[str] = dataclasses.field(default_factory=list)


def read_dialogues(path: Path) -> Dialogues:
    """All dialogues of a file that can be read; raises InputError where the file as a whole cannot."""
    reading = _Reading(path)
    if text_of(path).lstrip().startswith("<|im_start|>"):
        for number, part in enumerate(_chatml_parts(text_of(path)), start=1):
            _add(reading, (str(path), f"dialogue {number}"), {"text": part})
    else:
        for place, record in readable_json_lines(path):
            _add(reading, place, record)
    if not reading.entries:
        first = reading.unreadable[0] if reading.unreadable else "the file is empty"
        raise InputError(f"no dialogue can be read: {first}", where=(str(path),), hint=_HINT)
    return Dialogues(
        tuple(reading.entries.values()), reading.shelf.toolset, tuple(reading.formats), tuple(reading.unreadable)
    )


def _add(reading: _Reading, place: Place, record: Json | InputError) -> None:
    """The record's dialogue is among the entries, or its complaint among what is unreadable."""
    try:
        if isinstance(record, InputError):
            raise record
        kind, entry = _entry(reading, place, record)
        if entry.id in reading.entries:
            raise InputError(f"{entry.id} comes twice", where=(*place, "id"))
    except InputError as error:
        reading.unreadable.append(error.message)
    except (ValidationError, ValueError, RecursionError) as error:
        reading.unreadable.append(": ".join((*place, reason(error))))
    else:
        reading.entries[entry.id] = entry
        reading.formats[kind] = None


def _entry(reading: _Reading, place: Place, record: Json) -> tuple[str, Trajectory]:
    if not isinstance(record, dict):
        raise InputError(f"a {type(record).__name__}, not an object", where=place)
    if isinstance(record.get("id"), str) and "result" in record:
        return "bfcl", _bfcl(reading, place, record)
    kind, said = _said(record, place)
    instruction = record.get("system")
    if isinstance(instruction, str) and instruction:
        said = [Said("system", instruction), *said]
    defined = record.get("tools") or record.get("functions") or tools_in(said)
    keys = reading.shelf.keys(defined, (*place, "tools" if "functions" not in record else "functions"))
    return kind, _trajectory(reading, place, record, turns_of(said), keys)


def _said(record: dict[str, Json], place: Place) -> tuple[str, list[Said]]:
    """The format of a record, and what is said in it."""
    for kind, name, wanted, read in _FORMATS:
        if name in record:
            return kind, read(field(record, name, wanted, place), (*place, name))
    raise InputError("it is in no format that is known", where=place)


def _bfcl(reading: _Reading, place: Place, record: dict[str, Json]) -> Trajectory:
    """A model's run on an entry of BFCL: its calls by turn, with what was asked and returned where the log has it."""
    entry = read_entry(record)
    if entry.problem:
        raise InputError(entry.problem, where=(*place, "result"))
    for turn, answers in enumerate(entry.turns):
        for answer in answers:
            problems = [answer.unreadable, *(each.problem for each in answer.calls)]
            reading.unreadable += [": ".join((*place, f"result[{turn}]", each)) for each in problems if each]
    turns = tuple(
        Turn(steps=tuple(Step(text=each.text, calls=tuple(call.call for call in each.calls)) for each in answers))
        for answers in entry.turns
    )
    return _trajectory(reading, place, record, with_heard(turns, heard_in(record.get("inference_log"))), ())


def _trajectory(
    reading: _Reading, place: Place, record: dict[str, Json], turns: tuple[Turn, ...], keys: tuple[str, ...]
) -> Trajectory:
    name = record.get("id")
    identifier = str(name) if isinstance(name, str | int) and not isinstance(name, bool) else place[-1]
    return Trajectory(
        id=identifier,
        category=reading.path.stem,
        toolkits=(),
        tools=keys,
        turns=turns,
        provenance=Provenance(source=str(reading.path.name), version="", entry=place[-1]),
    )


def _chatml_parts(text: str) -> list[str]:
    """The dialogues of a file that is ChatML throughout: each begins with a system message, if any has one."""
    parts = text.split("<|im_start|>system\n")
    return [f"<|im_start|>system\n{part}" for part in parts if part.strip()] if len(parts) > 1 else [text]
