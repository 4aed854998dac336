"""Whether a dialogue is what its provenance says; shares nothing with what wrote it.

Every argument was said or found, what the user wished for is so, and what he claimed is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.verification.template.conveyed import conveyed


def unresolved(trajectory: Trajectory) -> list[str]:
    """What is wrong: nothing where each argument was said before or stands in an earlier result, and asides hold."""
    return [*_problems(trajectory), *_broken_limits(trajectory), *_true_claims(trajectory)]


def _problems(trajectory: Trajectory) -> Iterator[str]:
    known = {(each["turn"], each["step"], each["call"]): each["arguments"] for each in _recorded(trajectory)}
    for turn_number, turn in enumerate(trajectory.turns):
        for step_number, step in enumerate(turn.steps):
            for call_number, call in enumerate(step.calls):
                origins = known.get((turn_number, step_number, call_number), {})
                for name, value in call.arguments.items():
                    spot = (turn_number, step_number)
                    problem = _problem(trajectory, spot, value, origins.get(name) or {})
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


def _problem(trajectory: Trajectory, spot: tuple[int, int], value: Json, origin: dict[str, Json]) -> str:
    if "said" in origin:
        return _not_said(trajectory, spot[0], value, origin["said"])
    if "result" in origin:
        return _not_in_result(trajectory, spot, value, origin["result"]) or _not_told_apart(trajectory, spot[0], origin)
    return "its origin is not recorded"


def _not_said(trajectory: Trajectory, turn: int, value: Json, said: dict[str, Json]) -> str:
    if said["turn"] > turn:
        return "it is said later"
    if not any(said["text"] in each.content for each in trajectory.turns[said["turn"]].messages if each.role == "user"):
        return f"the user does not say {said['text']!r}"
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


def states(text: str, value: Json) -> bool:
    """Whether a sentence has a value in it, in any of the usual ways to write it; yes or no, all items of a list.

    A code is written in one way only, and is not said where it is a part of something else, such as of an address.
    """
    if isinstance(value, bool):
        return bool(re.search(r"\b(yes|true)\b" if value else r"\b(no|false)\b", text, re.IGNORECASE))
    if isinstance(value, list):
        return all(states(text, each) for each in value)
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
