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
_STATES = {"initial_state", "final_state"}


def row_of(trajectory: Trajectory, tools: Iterable[str], states: Mapping[str, str] | None = None) -> Row:
    """The row of a trajectory with the fingerprint that it carries; `tools` are the keys of all tools that exist.

    `states` are its `written_states`, for a caller that has them.
    """
    states = written_states(trajectory) if states is None else states
    return {**memo_of(trajectory, tools, states), TEXT: _text(trajectory, states)}


def written_states(trajectory: Trajectory) -> dict[str, str]:
    """Toolkit to its initial state as JSON: much of a row, and written once for the text and for the hashes."""
    return {toolkit: json.dumps(state) for toolkit, state in trajectory.initial_state.items()}


def _text(trajectory: Trajectory, states: Mapping[str, str]) -> str:
    """The trajectory as JSON, without what stands in columns; the states are JSON already, and are not copied."""
    fields = trajectory.model_dump(exclude=_IN_COLUMNS | _STATES)
    texts = {name: json.dumps(value) for name, value in fields.items()}
    texts |= {"initial_state": _object(states), "final_state": json.dumps(trajectory.final_state)}
    return _object({name: texts[name] for name in Trajectory.model_fields if name in texts})


def _object(texts: Mapping[str, str]) -> str:
    """An object as `json.dumps` writes it, of values that are written already."""
    return f"{{{', '.join([f'{json.dumps(name)}: {text}' for name, text in texts.items()])}}}"


def memo_of(trajectory: Trajectory, tools: Iterable[str], states: Mapping[str, str] | None = None) -> Row:
    """The row without its text."""
    counts = calls_by_function(trajectory, tools)
    own = dict(trajectory.own_parts) or own_parts(trajectory, states)
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


def own_parts(reference: Trajectory, states: Mapping[str, str] | None = None) -> dict[str, str]:
    """Part name to hash, over what one dialogue brings itself: initial state, options, texts, calls, and prompts.

    Results, states and final state are not among them: execution gives those. `states` are its `written_states`.
    """
    states = written_states(reference) if states is None else states
    found: dict[str, Json] = {f"load_options.{name}": value for name, value in reference.load_options.items()}
    found["toolkits"] = list(reference.toolkits)
    for number, turn in enumerate(reference.turns, start=1):
        messages = [[message.role, message.content] for message in turn.messages]
        steps = [[step.text, [[call.name, call.arguments] for call in step.calls]] for step in turn.steps]
        found[f"dialogue.turn_{number}"] = [messages, steps, list(turn.tools_added)]
    if MADE_WITH in reference.provenance.details:
        found[MADE_WITH] = reference.provenance.details[MADE_WITH]
    texts = {f"initial_state.{name}": text for name, text in states.items()}
    texts |= {name: json.dumps(value) for name, value in found.items()}
    return {name: _exact_hash(text) for name, text in texts.items()}


def own_hash(own: Mapping[str, str]) -> str:
    """One hash for a trajectory's own parts."""
    return canonical_hash(sorted(own.items()))


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


def _exact_hash(text: str) -> str:
    """A hash of a JSON text: 25 and 25.0, or another order of keys, can give other results and are told apart."""
    return hashlib.blake2b(text.encode("ascii"), digest_size=8).hexdigest()
