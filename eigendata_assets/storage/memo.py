"""What the row of a trajectory says beside its text: what the trajectory is, uses, depends on, and waits for.

A plan is made from these columns alone. A million rows are then planned without a single dialogue being read.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping

import pyarrow as pa

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory

_NAMES = pa.list_(pa.string())

MEMO = pa.schema(
    [
        ("id", pa.string()),
        ("category", pa.string()),
        ("failure", pa.string()),  # why its execution stopped early; null where it did not
        ("toolkits", _NAMES),
        ("functions_used", _NAMES),
        ("times_used", pa.list_(pa.int32())),  # how often each of them is called
        ("functions_offered", _NAMES),
        ("own", pa.string()),  # hash of the own parts
        ("own_parts", pa.string()),  # the own parts as JSON
        ("dependencies", _NAMES),  # what the fingerprint was made of: keys ...
        ("digests", _NAMES),  # ... and their digests then
        ("fingerprint", pa.string()),  # empty where it was never executed
        ("open", pa.string()),  # what only a model can settle, a line each; null where nothing is open
    ]
)
"""The columns of a row that say what it depends on."""

MADE_WITH = "made_with"
"""The entry of the provenance that names the versions of the prompts or weights that a dialogue was made with."""

TEXT = "row"
"""The column of the dialogue itself, as JSON."""

ROW = MEMO.append(pa.field(TEXT, pa.string()))
"""All columns of a row."""

Row = dict[str, Json]
"""One row, column by column."""

NOWHERE = "*"
"""Stands for the toolkit of a function that no toolkit has."""

_IN_COLUMNS = {"fingerprint", "depends_on", "own_parts"}


def row_of(trajectory: Trajectory, tools: Iterable[str]) -> Row:
    """The row of a trajectory with the fingerprint that it carries; `tools` are the keys of all tools that exist."""
    return {**memo_of(trajectory, tools), TEXT: json.dumps(trajectory.model_dump(exclude=_IN_COLUMNS))}


def memo_of(trajectory: Trajectory, tools: Iterable[str]) -> Row:
    """The row without its text."""
    counts = calls_by_function(trajectory, tools)
    own = dict(trajectory.own_parts) or own_parts(trajectory)
    return {
        "id": trajectory.id,
        "category": trajectory.category,
        "failure": trajectory.failure,
        "toolkits": list(trajectory.toolkits),
        "functions_used": list(counts),
        "times_used": list(counts.values()),
        "functions_offered": list(functions_offered(trajectory)),
        "own": own_hash(own),
        "own_parts": json.dumps(own),
        "dependencies": list(trajectory.depends_on),
        "digests": list(trajectory.depends_on.values()),
        "fingerprint": trajectory.fingerprint,
        "open": None,
    }


def trajectory_of(row: Mapping[str, Json]) -> Trajectory:
    """The trajectory of a row; raises pydantic's ValidationError where it is none."""
    columns = {
        "fingerprint": row["fingerprint"],
        "depends_on": dict(zip(row["dependencies"], row["digests"], strict=True)),
        "own_parts": json.loads(row["own_parts"]) if row["fingerprint"] else {},
    }
    return Trajectory.model_validate({**json.loads(row[TEXT]), **columns})


def own_parts(reference: Trajectory) -> dict[str, str]:
    """Part name to hash, over what one dialogue brings itself: initial state, options, texts, calls, and prompts.

    Results, states and final state are not among them: execution gives those.
    """
    found: dict[str, Json] = {f"initial_state.{name}": state for name, state in reference.initial_state.items()}
    found |= {f"load_options.{name}": value for name, value in reference.load_options.items()}
    found["toolkits"] = list(reference.toolkits)
    for number, turn in enumerate(reference.turns, start=1):
        messages = [[message.role, message.content] for message in turn.messages]
        steps = [[step.text, [[call.name, call.arguments] for call in step.calls]] for step in turn.steps]
        found[f"dialogue.turn_{number}"] = [messages, steps, list(turn.tools_added)]
    if MADE_WITH in reference.provenance.details:
        found[MADE_WITH] = reference.provenance.details[MADE_WITH]
    return {name: _exact_hash(value) for name, value in found.items()}


def own_hash(own: Mapping[str, str]) -> str:
    """One hash for a trajectory's own parts."""
    return canonical_hash(sorted(own.items()))


def functions_used(trajectory: Trajectory, tools: Iterable[str]) -> tuple[str, ...]:
    """The keys of the functions that the calls run, sorted; see `owner`."""
    return tuple(calls_by_function(trajectory, tools))


def functions_offered(trajectory: Trajectory) -> tuple[str, ...]:
    """The keys of the functions that were offered at any time, sorted."""
    return tuple(sorted({*trajectory.tools, *(key for turn in trajectory.turns for key in turn.tools_added)}))


def calls_by_function(trajectory: Trajectory, tools: Iterable[str]) -> dict[str, int]:
    """Function key to the number of its calls, sorted by key."""
    known = tools if isinstance(tools, frozenset | set | dict) else frozenset(tools)
    counts: Counter[str] = Counter()
    for name, times in Counter(call.name for call in trajectory.calls).items():
        counts[owner(name, trajectory.toolkits, known)] += times
    return dict(sorted(counts.items()))


def owner(name: str, toolkits: Iterable[str], tools: Iterable[str]) -> str:
    """The key of the function that a call by this name runs: that of the last toolkit that has one, as in the sandbox.

    A call of a function that no toolkit has is `*.name`.
    """
    keys = [f"{toolkit}.{name}" for toolkit in toolkits if f"{toolkit}.{name}" in tools]
    return keys[-1] if keys else f"{NOWHERE}.{name}"


def _exact_hash(value: Json) -> str:
    """A hash of the JSON text: 25 and 25.0, or another order of keys, can give other results and are told apart."""
    return hashlib.blake2b(json.dumps(value).encode("ascii"), digest_size=8).hexdigest()
