"""Whether a dialogue is what its provenance says; shares nothing with what wrote it.

Every argument was said, found, in the policy, or is computed from such values as declared; what the user wished for
is so, and what he claimed is not.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import ValidationError

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.origins import Derivation, Formula
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.dialogues.derivations import disagreement, says_unit
from eigendata_assets.verification.template.conveyed import conveyed

Texts = Mapping[str, Mapping[str, str]]
"""By tool and parameter, all that its definition says of the parameter: its name and its description."""

_NO_TEXTS: Texts = {}
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value is needed: before which step, and what is known of the parameter that takes it."""

    turn: int
    step: int
    text: str
    depth: int = 0


def texts_of(tools: Iterable[ToolSchema]) -> Texts:
    """What the definitions of tools say of their parameters."""
    return {
        tool.name: {
            name: f"{name} {each.get('description', '') if isinstance(each, dict) else ''}"
            for name, each in tool.parameters.get("properties", {}).items()
        }
        for tool in tools
    }


def unresolved(trajectory: Trajectory, texts: Texts = _NO_TEXTS) -> list[str]:
    """What is wrong: nothing where each argument was said before or stands in an earlier result, and asides hold.

    What is computed has to be meant by its parameter: by what `texts` has of it, or by its name alone.
    """
    return [*_problems(trajectory, texts), *_broken_limits(trajectory), *_true_claims(trajectory)]


def _problems(trajectory: Trajectory, texts: Texts) -> Iterator[str]:
    known = {(each["turn"], each["step"], each["call"]): each["arguments"] for each in _recorded(trajectory)}
    for turn_number, turn in enumerate(trajectory.turns):
        for step_number, step in enumerate(turn.steps):
            for call_number, call in enumerate(step.calls):
                origins = known.get((turn_number, step_number, call_number), {})
                for name, value in call.arguments.items():
                    place = _Place(turn_number, step_number, texts.get(call.name, {}).get(name, name))
                    problem = _problem(trajectory, place, value, origins.get(name) or {})
                    if problem:
                        yield f"turn {turn_number}, {call.name}, {name}: {problem}"


def _broken_limits(trajectory: Trajectory) -> Iterator[str]:
    for limit in trajectory.provenance.details.get("limits", []):
        bound, shown = limit["bound"], _shown(trajectory, limit["result"])
        is_kept = shown is not None and (shown <= bound if limit["relation"] == "at most" else shown >= bound)
        problem = _not_said(trajectory, limit["said"]["turn"], bound, limit["said"])
        if problem or not is_kept:
            yield f"the limit {limit['relation']} {bound}: {problem or f'{shown!r} stands there'}"


def _true_claims(trajectory: Trajectory) -> Iterator[str]:
    for claim in trajectory.provenance.details.get("claims", []):
        shown = _shown(trajectory, claim["result"])
        problem = _not_said(trajectory, claim["said"]["turn"], claim["claimed"], claim["said"])
        if problem or shown is None or shown == claim["claimed"]:
            yield f"the claim {claim['claimed']!r}: {problem or f'{shown!r} stands there'}"


def _recorded(trajectory: Trajectory) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = trajectory.provenance.details.get("arguments", [])
    return found


def _problem(trajectory: Trajectory, place: _Place, value: Json, origin: dict[str, Json]) -> str:
    if "said" in origin:
        return _not_said(trajectory, place.turn, value, origin["said"])
    if "policy" in origin:
        return _not_said(trajectory, place.turn, value, origin["policy"], by="system")
    if "result" in origin:
        found = _not_in_result(trajectory, (place.turn, place.step), value, origin["result"])
        return found or _not_told_apart(trajectory, place.turn, origin)
    if "derived" in origin:
        return _not_derived(trajectory, place, value, origin["derived"])
    return "its origin is not recorded"


def _not_derived(trajectory: Trajectory, place: _Place, value: Json, derived: Json) -> str:
    """What speaks against a value being computed as declared, from inputs that have origins themselves."""
    try:
        derivation = Derivation.model_validate(derived)
    except ValidationError:
        return "it is not computed by a formula that is known"
    if place.depth == _DEEPEST:
        return "it is computed from what is computed, too often"
    problem = disagreement(derivation, value, place.text) or _without_unit(derivation)
    for each in derivation.inputs if not problem else ():
        inner = replace(place, text=_ROLES.get(derivation.formula, place.text), depth=place.depth + 1)
        problem = problem or _problem(trajectory, inner, each.value, each.origin)
    return problem


_ROLES: Mapping[Formula, str] = {"add_days": "number of days"}
"""What the inputs of a formula stand for, where that is something else than what comes out."""


def _without_unit(derivation: Derivation) -> str:
    """Where a number is said without the unit in which it is taken, or shown under a name without it, what that is."""
    if derivation.formula not in ("converted", "add_days"):
        return ""
    unit, last = derivation.units[0] if derivation.units else "days", derivation.inputs[-1]
    told = last.origin.get("said") or last.origin.get("policy")
    path = last.origin.get("result", {}).get("path", [])
    text = told["text"] if told else " ".join(map(str, path)).replace("_", " ")
    is_night = derivation.formula == "add_days" and says_unit(text, "nights")
    is_computed = "derived" in last.origin
    return "" if is_computed or is_night or says_unit(text, unit) else f"{text!r} does not speak of {unit}"


def _not_said(trajectory: Trajectory, turn: int, value: Json, said: dict[str, Json], by: str = "user") -> str:
    if said["turn"] > turn:
        return "it is said later"
    if not any(said["text"] in each.content for each in trajectory.turns[said["turn"]].messages if each.role == by):
        return f"the {by} does not say {said['text']!r}"
    return "" if states(said["text"], value) else f"{said['text']!r} does not say {value!r}"


def _not_told_apart(trajectory: Trajectory, turn: int, origin: dict[str, Json]) -> str:
    for each in origin.get("told_apart", []):
        problem = _not_said(trajectory, turn, each["value"], each["said"]) if "said" in each else "nobody says which"
        if problem:
            return problem
    return ""


def _not_in_result(trajectory: Trajectory, spot: tuple[int, int], value: Json, place: dict[str, Json]) -> str:
    if (place["turn"], place["step"]) >= spot:
        return "the result comes later"
    found = _shown(trajectory, place)
    if found is None:
        return f"there is nothing at {place['path']}"
    return "" if type(found) is type(value) and found == value else f"{found!r} stands there"


def _shown(trajectory: Trajectory, place: dict[str, Json]) -> Json:
    """What stands at a place of a result; None where there is no such place."""
    try:
        found = trajectory.turns[place["turn"]].steps[place["step"]].results[place["call"]].value
        for step in place["path"]:
            found = found[step]
    except (LookupError, TypeError):
        return None
    return found


_MONTHS = "|".join(month_name[1:])
_TIMES = re.compile(rf"\b\d{{4}}-\d\d-\d\d(T[\d:]+)?\b|\b\d{{1,2}} (?:{_MONTHS}) \d{{4}}\b|\b\d{{1,2}}:\d\d\b")


def states(text: str, value: Json) -> bool:
    """Whether a sentence has a value in it, in any of the usual ways to write it; yes or no, all items of a list.

    A code is written in one way only, and is not said where it is a part of something else, such as of an address. A
    number is not said where it is the day or the hour of a time.
    """
    if isinstance(value, bool):
        return bool(re.search(r"\b(yes|true)\b" if value else r"\b(no|false)\b", text, re.IGNORECASE))
    if isinstance(value, list):
        return all(states(text, each) for each in value)
    if isinstance(value, int | float):
        text = _TIMES.sub(" ", text)
    if _is_code(value):
        return bool(re.search(rf"(?<![\w@.-]){re.escape(value)}(?![\w@-]|\.\w)", text))
    return conveyed(value, text) or any(
        re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) if form[:1].isalnum() else form in text
        for form in _forms(value)
    )


def _is_code(value: Json) -> bool:
    """Whether a value is a text with digits that is one word and no day."""
    return isinstance(value, str) and bool(re.fullmatch(r"(?!\d{4}-\d\d-\d\d)\S*\d\S*", value))


def _forms(value: Json) -> Iterator[str]:
    yield str(value)
    if isinstance(value, str) and re.fullmatch("[a-z]+(_[a-z]+)+", value):
        yield value.replace("_", " ")
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        moment = datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007 - a day has no zone
        yield f"{moment.day} {moment.strftime('%B')} {moment.year}"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00", value):
        moment = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007
        yield f"{moment.day} {moment.strftime('%B %Y')} at {value[11:16]}"
