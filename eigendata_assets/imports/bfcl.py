"""The multi-turn part of BFCL as our artifacts: initial states, tool schemas, environment code, reference dialogues."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
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
from eigendata_assets.imports.call_strings import CallSyntaxError, parse_call
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
        _reference(entry, answer, category, where, source, environment, toolset)
        for category in source.categories
        for where, entry, answer in _entries(package, category)
    )


def read_environment(package: Path, source: BfclSource) -> EnvironmentSource:
    """The classes that the entries involve, found in the package's modules by name, and the files they import."""
    involved = {
        name
        for category in source.categories
        for where, entry, _ in _entries(package, category)
        for name in _field(entry, "involved_classes", list, where)
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


def _entries(package: Path, category: str) -> Iterable[tuple[tuple[str, ...], dict[str, Json], dict[str, Json]]]:
    """Where it stands, the question entry and the answer entry, for each entry of a category."""
    questions = _one_file(package / DATA, f"BFCL_v*_{category}.json")
    answers = package / DATA / "possible_answer" / questions.name
    by_id = {entry["id"]: entry for _, entry in _lines(answers)}
    for where, entry in _lines(questions):
        if entry["id"] not in by_id:
            raise InputError(f"{entry['id']} has no reference", where=(str(answers),))
        yield (*where, entry["id"]), entry, by_id[entry["id"]]


def _one_file(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise InputError(f"{len(found)} files match {pattern}, one is needed", where=(str(folder),))
    return found[0]


def _lines(path: Path) -> Iterable[tuple[tuple[str, ...], dict[str, Json]]]:
    if not path.exists():
        raise InputError("the file is missing", where=(str(path),))
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        where = (str(path), f"line {number}")
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise InputError(f"not JSON: {error}", where=where) from None
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise InputError("not an entry with an id", where=where)
        yield where, entry


def _field(entry: dict[str, Json], name: str, kind: type, where: tuple[str, ...]) -> Any:
    value = entry.get(name)
    if not isinstance(value, kind):
        raise InputError(f"{name} is missing or not a {kind.__name__}", where=where)
    return value


def _reference(
    entry: dict[str, Json],
    answer: dict[str, Json],
    category: str,
    where: tuple[str, ...],
    source: BfclSource,
    environment: EnvironmentSource,
    toolset: Toolset,
) -> Trajectory:
    toolkits = tuple(_field(entry, "involved_classes", list, where))
    questions = _field(entry, "question", list, where)
    calls = _field(answer, "ground_truth", list, where)
    if len(questions) != len(calls):
        raise InputError(f"{len(questions)} turns are asked, {len(calls)} are answered", where=where)
    held_back = _held_back_tools(entry, toolkits, toolset)
    late = {tool for tools in held_back.values() for tool in tools}
    parameters = {name: names for toolkit in toolkits for name, names in environment.parameters[toolkit].items()}
    return Trajectory(
        id=entry["id"],
        category=category,
        toolkits=toolkits,
        tools=tuple(tool.key for tool in toolset.of_toolkits(toolkits) if tool.key not in late),
        turns=tuple(
            Turn(
                messages=_messages(messages, (*where, f"turn {number}")),
                steps=tuple(
                    Step(calls=(_call(text, parameters, (*where, f"turn {number}")),)) for text in calls[number]
                ),
                tools_added=held_back.get(number, ()),
            )
            for number, messages in enumerate(questions)
        ),
        initial_state=_field(entry, "initial_config", dict, where),
        load_options={"long_context": "long_context" in category},
        provenance=Provenance(
            source=DISTRIBUTION,
            version=source.version,
            entry=entry["id"],
            details={key: entry[key] for key in ("path", "excluded_function", "missed_function") if key in entry},
        ),
    )


def _held_back_tools(entry: dict[str, Json], toolkits: tuple[str, ...], toolset: Toolset) -> dict[int, tuple[str, ...]]:
    """Turn to the tools that are offered only from that turn on."""
    offered = toolset.of_toolkits(toolkits)
    return {
        int(turn): tuple(tool.key for name in names for tool in offered if tool.name == name)
        for turn, names in entry.get("missed_function", {}).items()
    }


def _messages(messages: Json, where: tuple[str, ...]) -> tuple[Message, ...]:
    try:
        return tuple(Message(role=message["role"], content=message["content"]) for message in messages)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"not a list of messages: {error}", where=where) from None


def _call(text: Json, parameters: Parameters, where: tuple[str, ...]) -> Call:
    try:
        parsed = parse_call(text)
        return Call(name=parsed.name, arguments=parsed.resolve(parameters.get(parsed.name, ())))
    except (CallSyntaxError, TypeError, AttributeError) as error:
        raise InputError(f"the reference call {text!r} cannot be read: {error}", where=where) from None
