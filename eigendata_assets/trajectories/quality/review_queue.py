"""The review queue (GenesisFunc, section 4, Human Validation): what people look at, most urgent first, in two passes.

A dialogue is approved when one person has approved or revised it and another has approved that. Decisions hold as long
as the dialogue is the one that was looked at.
"""

from __future__ import annotations

import json
from collections.abc import Collection as Several
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

from sqlite_utils import Database

from eigendata_assets.agents.sqlite_file import SqliteFile
from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.quality import Decision, DialogueVerdict
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.quality.evaluation import Judged

State = Literal["first pass", "second pass", "approved", "rejected"]
_DECIDED: dict[State, Decision] = {"approved": "approved", "rejected": "rejected"}


@dataclass(frozen=True, slots=True)
class InReview:
    """A dialogue in the queue; `reviewer` did the first pass. `entry` is the revised dialogue where there is one."""

    subject: str
    state: State
    reviewer: str
    verdict: DialogueVerdict
    entry: Trajectory


@dataclass(frozen=True, slots=True)
class Decided:
    """One entry of the log: who decided what on which dialogue, and why."""

    id: str
    action: str
    reviewer: str
    note: str
    at: str


class ReviewQueue:
    """The queue of a workspace, for all its subjects (a domain, or a file by its name), in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path, _make_tables)

    def begin(self, subject: str, toolset: Toolset) -> None:
        """The tools of a subject are known, so that revised dialogues can be checked."""
        self._file.write("INSERT OR REPLACE INTO subjects VALUES (?, ?)", (subject, toolset.to_json()))

    def take(self, subject: str, judged: Judged) -> DialogueVerdict:
        """The verdict after what people have decided; the dialogue waits for them if it needs that and is new."""
        verdict, digest = judged.verdict, canonical_hash(judged.entry.model_dump())
        key = (subject, verdict.id)
        if verdict.decision == "accepted":
            self._file.write("DELETE FROM dialogues WHERE subject = ? AND id = ?", key)
            return verdict
        known = self._file.rows("SELECT state, digest FROM dialogues WHERE subject = ? AND id = ?", key)
        if known and known[0][1] == digest:
            self._file.write(
                "UPDATE dialogues SET priority = ?, verdict = ? WHERE subject = ? AND id = ?",
                (verdict.priority, verdict.to_json(), *key),
            )
            return verdict.model_copy(update={"decision": _DECIDED.get(known[0][0], "review")})
        values = (*key, "first pass", "", verdict.priority, digest, verdict.to_json(), judged.entry.to_json())
        self._file.write("INSERT OR REPLACE INTO dialogues VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        return verdict

    def keep_only(self, subject: str, ids: Several[str]) -> None:
        """Dialogues that the subject does not have any more are gone."""
        for (found,) in self._file.rows("SELECT id FROM dialogues WHERE subject = ?", (subject,)):
            if found not in ids:
                self._file.write("DELETE FROM dialogues WHERE subject = ? AND id = ?", (subject, found))

    def waiting(self, subject: str | None = None) -> Iterator[InReview]:
        """What waits for a person, the most urgent first; of one subject, or of all."""
        rows = self._file.rows(
            "SELECT subject, state, reviewer, verdict, document FROM dialogues WHERE (? IS NULL OR subject = ?) "
            "AND state IN ('first pass', 'second pass') ORDER BY priority DESC, subject, id",
            (subject, subject),
        )
        return map(_in_review, rows)

    def find(self, subject: str, identifier: str) -> InReview:
        """One dialogue; raises RequestError where the queue does not have it."""
        rows = self._file.rows(
            "SELECT subject, state, reviewer, verdict, document FROM dialogues WHERE subject = ? AND id = ?",
            (subject, identifier),
        )
        if not rows:
            hint = "`eigendata review list` shows what waits."
            raise RequestError(f"no dialogue {identifier} of {subject} is in the review queue", hint=hint)
        return _in_review(rows[0])

    def toolset(self, subject: str) -> Toolset:
        """The tools of a subject."""
        rows = self._file.rows("SELECT toolset FROM subjects WHERE subject = ?", (subject,))
        return Toolset.model_validate_json(rows[0][0]) if rows else Toolset(tools=())

    def approve(self, subject: str, identifier: str, reviewer: str, note: str = "") -> InReview:
        """The dialogue is one pass further; raises RequestError where the second pass is by the first's reviewer."""
        now = self._open(subject, identifier)
        if now.state == "second pass" and now.reviewer == reviewer:
            hint = "The second pass is for another person: say who with --by."
            raise RequestError(f"{reviewer} has already looked at {identifier}", hint=hint)
        first = now.state == "first pass"
        self._set(now, "second pass" if first else "approved", reviewer if first else now.reviewer)
        return self._logged(now, "approved", reviewer, note)

    def reject(self, subject: str, identifier: str, reviewer: str, note: str = "") -> InReview:
        """The dialogue is not used."""
        now = self._open(subject, identifier)
        self._set(now, "rejected", reviewer)
        return self._logged(now, "rejected", reviewer, note)

    def revise(
        self, subject: str, identifier: str, reviewer: str, revised: Trajectory, verdict: DialogueVerdict, note: str
    ) -> InReview:
        """The revised dialogue with its verdict waits for the second pass, by another person."""
        now = self._open(subject, identifier)
        self._set(now, "second pass", reviewer)
        self._file.write(
            "UPDATE dialogues SET document = ?, verdict = ? WHERE subject = ? AND id = ?",
            (revised.to_json(), verdict.to_json(), subject, identifier),
        )
        return self._logged(now, "revised", reviewer, note)

    def log(self, subject: str) -> list[Decided]:
        """All decisions on a subject, in order."""
        rows = self._file.rows(
            "SELECT id, action, reviewer, note, at FROM decisions WHERE subject = ? ORDER BY rowid", (subject,)
        )
        return [Decided(*row) for row in rows]

    def _open(self, subject: str, identifier: str) -> InReview:
        found = self.find(subject, identifier)
        if found.state in _DECIDED:
            raise RequestError(f"{identifier} is {found.state} already")
        return found

    def _set(self, now: InReview, state: State, reviewer: str) -> None:
        self._file.write(
            "UPDATE dialogues SET state = ?, reviewer = ? WHERE subject = ? AND id = ?",
            (state, reviewer, now.subject, now.entry.id),
        )

    def _logged(self, now: InReview, action: str, reviewer: str, note: str) -> InReview:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        values = (now.subject, now.entry.id, action, reviewer, note, at)
        self._file.write("INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?)", values)
        return self.find(now.subject, now.entry.id)


def _in_review(row: tuple[Any, ...]) -> InReview:
    subject, state, reviewer, verdict, document = row
    return InReview(
        subject,
        cast(State, state),
        reviewer,
        DialogueVerdict.model_validate(json.loads(verdict)),
        Trajectory.model_validate(json.loads(document)),
    )


def _make_tables(database: Database) -> None:
    database.table("subjects").create({"subject": str, "toolset": str}, pk="subject", if_not_exists=True)
    columns = dict.fromkeys(("subject", "id", "state", "reviewer"), str) | {"priority": float}
    columns |= dict.fromkeys(("digest", "verdict", "document"), str)
    database.table("dialogues").create(columns, pk=("subject", "id"), if_not_exists=True)
    log = dict.fromkeys(("subject", "id", "action", "reviewer", "note", "at"), str)
    database.table("decisions").create(log, if_not_exists=True)
