"""Another path as evidence that can be run again, and as words."""

from __future__ import annotations

import json
from collections.abc import Sequence

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.probing.paths import OtherPath
from eigendata_assets.audits.subject import AuditSubject


def path_evidence(subject: AuditSubject, path: OtherPath) -> Evidence:
    """The entry up to the end of the turn, the turn done the other way."""
    alternative, entry = path.alternative, subject.by_id[path.alternative.entry]
    before = tuple(call for turn in entry.turns[: alternative.turn] for call in turn.calls)
    return Evidence(
        entry=entry.id,
        toolkits=entry.toolkits,
        calls=(*before, *alternative.calls),
        results=path.results[-1:],
        expected="accepted: no call fails, and the state after every turn is that of the reference",
        facts={
            "turn": alternative.turn,
            "reference": [written([call]) for _, call in alternative.instead_of],
            "instead": [written([call]) for call in alternative.new_calls],
            "rejected because": path.miss.detail if path.miss else "",
        },
    )


def written(calls: Sequence[Call]) -> str:
    """Calls as a reader knows them: `move(source="a", target="b"), ...`."""
    return ", ".join(f"{call.name}({_arguments(call)})" for call in calls)


def _arguments(call: Call) -> str:
    return ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in call.arguments.items())
