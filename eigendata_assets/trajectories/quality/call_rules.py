"""Compliance of calls: which function, with which arguments, and where these come from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

from jsonschema import Draft202012Validator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call, Result, Trajectory
from eigendata_assets.trajectories.quality.collection import Collection, numbered_steps
from eigendata_assets.trajectories.quality.known_facts import facts_by_step, identifiers_in
from eigendata_assets.trajectories.quality.places import Place, at


def not_offered(collection: Collection, entry: Trajectory) -> Iterator[Place]:
    """The calls of functions that are not offered at that turn."""
    offered = list(collection.offered(entry))
    for turn, number, step in numbered_steps(entry):
        for call in step.calls:
            if call.name not in offered[turn]:
                known = ", ".join(sorted(offered[turn])[:8]) or "none"
                message = f"no tool {call.name} is offered"
                yield Place(at(turn, number, call.name), message, f"Offered are: {known}.", call.name)


def bad_arguments(collection: Collection, entry: Trajectory) -> Iterator[Place]:
    """The calls whose arguments no offered tool of that name takes, with what the first of these holds against them."""
    offered = list(collection.offered(entry))
    for turn, number, step in numbered_steps(entry):
        for call in step.calls:
            tools = offered[turn].get(call.name, ())
            problems = [_problems(tool, call) for tool in tools]
            if not all(problems):
                continue
            for problem in problems[0] if problems else ():
                hint = f"Correct the arguments of {call.name} as its schema says."
                yield Place(at(turn, number, call.name), problem, hint, call.name)


def made_up_identifiers(collection: Collection, entry: Trajectory) -> Iterator[Place]:
    """The identifiers in arguments that nobody has said and nothing has returned before."""
    for (turn, number, step), known in facts_by_step(collection, entry):
        for call in step.calls:
            for name, text in _texts(call.arguments):
                for made_up in (each for each in identifiers_in(text) if not known.says_name(each)):
                    message = f"{made_up!r} in {name} was neither said nor returned before"
                    hint = f"Ask the user for {name}, or look it up first."
                    yield Place(at(turn, number, call.name), message, hint, call.name)


def repeated(collection: Collection, entry: Trajectory) -> Iterator[Place]:  # noqa: ARG001 as all rules
    """The calls that only repeat the one before them."""
    before: tuple[Call, Result] | None = None
    for turn, number, step in numbered_steps(entry):
        for call, result in zip(step.calls, step.results, strict=False):
            if before == (call, result):
                message = f"{call.name} is called again as before, and gives the same"
                yield Place(at(turn, number, call.name), message, "Leave the second call out.", call.name)
            before = (call, result)


def _texts(value: Json, name: str = "") -> Iterator[tuple[str, str]]:
    """The texts in arguments, each with the path to it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, f"{name}[{number}]")


def _problems(tool: ToolSchema, call: Call) -> list[str]:
    errors = _validator(json.dumps(tool.parameters)).iter_errors(call.arguments)
    return [f"{error.json_path}: {error.message}"[:240] for error in errors]


@lru_cache(4096)
def _validator(parameters: str) -> Draft202012Validator:
    """Refuses unknown parameters too, unless the schema says otherwise."""
    return Draft202012Validator({"additionalProperties": False, **json.loads(parameters)})
