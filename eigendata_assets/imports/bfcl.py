"""The multi-turn part of BFCL as our artifacts: initial states, tool schemas, environment code, reference dialogues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.domain import BfclSource
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn
from eigendata_assets.errors import InputError, RequestError
from eigendata_assets.execution.protocol import Toolkit
from eigendata_assets.imports.bfcl_package import CODE, DATA, DISTRIBUTION
from eigendata_assets.imports.bfcl_schemas import read_function_docs
from eigendata_assets.imports.call_strings import parse_call
from eigendata_assets.imports.json_lines import Place, json_lines, json_value, reason
from eigendata_assets.imports.python_source import classes_of, imported_modules, parameters_of, parse_module

CATEGORIES = ("multi_turn_base", "multi_turn_miss_func", "multi_turn_miss_param", "multi_turn_long_context")
LOADER = "_load_scenario"
"""The method with which a class of the benchmark takes its initial state."""

_CODE_PACKAGE = CODE.rstrip("/").replace("/", ".")

Parameters = Mapping[str, tuple[str, ...]]
"""Tool name to its parameter names, in order."""


@dataclass(frozen=True, slots=True)
class EnvironmentSource:
    """Which classes are toolkits, and the files they need, relative to the unpacked package."""

    toolkits: tuple[Toolkit, ...]
    files: tuple[str, ...]
    parameters: Mapping[str, Parameters]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is asked and as the reference answers it, and where both stand."""

    asked: dict[str, Json]
    asked_at: Place
    answer: dict[str, Json]
    answered_at: Place


def category_names(wanted: Iterable[str]) -> tuple[str, ...]:
    """Full category names, in the benchmark's order; `base` is short for `multi_turn_base`.

    Raises RequestError for a name that is none of them.
    """
    full = {name if name.startswith("multi_turn_") else f"multi_turn_{name}" for name in wanted}
    unknown = sorted(full.difference(CATEGORIES))
    if unknown:
        short = ", ".join(name.removeprefix("multi_turn_") for name in CATEGORIES)
        raise RequestError(f"{unknown[0]} is no category of BFCL's multi-turn part", hint=f"Choose among: {short}.")
    return tuple(name for name in CATEGORIES if name in full)


def read_references(package: Path, source: BfclSource) -> tuple[Trajectory, ...]:
    """The entries of the chosen categories as dialogues not yet executed, in the order of the files."""
    environment = read_environment(package, source)
    toolset = read_toolset(package, environment)
    return tuple(
        _reference(entry, category, source, environment, toolset)
        for category in source.categories
        for entry in _entries(package, category)
    )


def read_environment(package: Path, source: BfclSource) -> EnvironmentSource:
    """The classes that the entries involve, found in the package's modules by name, and the files they import."""
    involved = {
        name
        for category in source.categories
        for entry in _entries(package, category)
        for name in _texts(entry.asked, "involved_classes", entry.asked_at)
    }
    modules = {path.stem: parse_module(path) for path in sorted((package / CODE).glob("*.py"))}
    homes = {name: stem for stem, module in modules.items() for name in classes_of(module) if name in involved}
    missing = sorted(involved - homes.keys())
    if missing:
        raise InputError(f"no module defines the class {missing[0]}", where=(str(package / CODE),))
    needed = set(homes.values())
    while (
        wider := {
            stem for each in needed for stem in modules if f"{_CODE_PACKAGE}.{stem}" in imported_modules(modules[each])
        }
        - needed
    ):
        needed |= wider
    return EnvironmentSource(
        toolkits=tuple(Toolkit(name, f"{_CODE_PACKAGE}.{homes[name]}") for name in sorted(homes)),
        files=tuple(sorted(f"{CODE}{stem}.py" for stem in needed)),
        parameters={name: parameters_of(classes_of(modules[stem])[name]) for name, stem in homes.items()},
    )


def read_toolset(package: Path, environment: EnvironmentSource) -> Toolset:
    """The schemas of the environment's tools, from the function documents beside the data."""
    tools: list[ToolSchema] = []
    for toolkit in environment.toolkits:
        stem = toolkit.module.rpartition(".")[2]
        path = package / DATA / "multi_turn_func_doc" / f"{stem}.json"
        if not path.exists():
            raise InputError(f"the function documents of {toolkit.name} are missing", where=(str(path),))
        tools.extend(read_function_docs(path, toolkit.name))
    return Toolset(tools=tuple(tools))


def _entries(package: Path, category: str) -> Iterable[Entry]:
    """The entries of a category, in the order of the file."""
    questions = _one_file(package / DATA, f"BFCL_v*_{category}.json")
    answers = package / DATA / "possible_answer" / questions.name
    by_id = {answer["id"]: (place, answer) for place, answer in _lines(answers)}
    for place, asked in _lines(questions):
        if asked["id"] not in by_id:
            raise InputError(f"{asked['id']} has no reference", where=(str(answers),))
        answered_at, answer = by_id[asked["id"]]
        yield Entry(asked, place, answer, answered_at)


def _one_file(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise InputError(f"{len(found)} files match {pattern}, one is needed", where=(str(folder),))
    return found[0]


def _lines(path: Path) -> Iterable[tuple[Place, dict[str, Json]]]:
    """Where it stands, and the entry, for each of a file; no id comes twice."""
    seen: set[str] = set()
    for place, entry in json_lines(path):
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise InputError("not an entry with an id", where=place)
        if entry["id"] in seen:
            raise InputError(f"{entry['id']} comes twice", where=place)
        seen.add(entry["id"])
        yield (*place, entry["id"]), entry


def _field(entry: dict[str, Json], name: str, kind: type, where: Place) -> Any:
    value = entry.get(name)
    if not isinstance(value, kind):
        raise InputError(f"{name} is missing or not a {kind.__name__}", where=where)
    return value


def _texts(entry: dict[str, Json], name: str, where: Place) -> list[str]:
    values: list[str] = _field(entry, name, list, where)
    if not all(isinstance(value, str) for value in values):
        raise InputError(f"{name} holds something else than names", where=where)
    return values


def _reference(
    entry: Entry, category: str, source: BfclSource, environment: EnvironmentSource, toolset: Toolset
) -> Trajectory:
    asked, place = entry.asked, entry.asked_at
    toolkits = tuple(_texts(asked, "involved_classes", place))
    questions = _field(asked, "question", list, place)
    calls = _field(entry.answer, "ground_truth", list, entry.answered_at)
    if len(questions) != len(calls):
        raise InputError(f"{len(questions)} turns are asked, {len(calls)} are answered", where=entry.answered_at)
    held_back = _held_back_tools(asked, len(questions), toolset.of_toolkits(toolkits), place)
    late = {tool for tools in held_back.values() for tool in tools}
    parameters = {name: names for toolkit in toolkits for name, names in environment.parameters[toolkit].items()}
    return Trajectory(
        id=asked["id"],
        category=category,
        toolkits=toolkits,
        tools=tuple(tool.key for tool in toolset.of_toolkits(toolkits) if tool.key not in late),
        turns=tuple(
            Turn(
                messages=_messages(said, (*place, f"turn {number}")),
                steps=_steps(made, parameters, (*entry.answered_at, f"turn {number}")),
                tools_added=held_back.get(number, ()),
            )
            for number, (said, made) in enumerate(zip(questions, calls, strict=True))
        ),
        initial_state=_field(asked, "initial_config", dict, place),
        load_options={"long_context": "long_context" in category},
        provenance=Provenance(
            source=DISTRIBUTION,
            version=source.version,
            entry=asked["id"],
            details={key: asked[key] for key in ("path", "excluded_function", "missed_function") if key in asked},
        ),
    )


def _held_back_tools(
    asked: dict[str, Json], turns: int, offered: Sequence[ToolSchema], place: Place
) -> dict[int, tuple[str, ...]]:
    """Turn to the tools that are offered only from that turn on."""
    if "missed_function" not in asked:
        return {}
    held_back: dict[int, tuple[str, ...]] = {}
    by_turn = _field(asked, "missed_function", dict, place)
    for turn in by_turn:
        if not (turn.isdecimal() and int(turn) < turns):
            raise InputError(f"missed_function: there is no turn {turn}", where=place)
        keys = {tool.name: tool.key for tool in offered}
        names = _texts(by_turn, turn, (*place, "missed_function"))
        if unknown := [name for name in names if name not in keys]:
            raise InputError(f"missed_function: {unknown[0]} is no tool of the entry", where=place)
        held_back[int(turn)] = tuple(keys[name] for name in names)
    return held_back


def _messages(messages: Json, where: Place) -> tuple[Message, ...]:
    try:
        return tuple(Message(role=message["role"], content=message["content"]) for message in messages)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"not a list of messages: {reason(error)}", where=where) from None


def _steps(calls: Json, parameters: Parameters, where: Place) -> tuple[Step, ...]:
    """One step for each call of a turn."""
    if not isinstance(calls, list):
        raise InputError("not a list of calls", where=where)
    return tuple(Step(calls=(_call(text, parameters, where),)) for text in calls)


def _call(text: Json, parameters: Parameters, where: Place) -> Call:
    if not isinstance(text, str):
        raise InputError("a reference call is not text", where=where)
    try:
        parsed = parse_call(text)
        arguments = json_value(parsed.resolve(parameters.get(parsed.name, ())))
    except (ValueError, RecursionError) as error:
        message = f"the reference call {text[:80]!r} cannot be read: {reason(error)}"
        raise InputError(message, where=where) from None
    return Call(name=parsed.name, arguments=arguments)
