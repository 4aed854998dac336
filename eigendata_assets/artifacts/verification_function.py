"""Verification functions: what a right outcome is, as data (EigenData paper, section 3.4, VerificationFunctionAgent).

This is the declarative twin of a program that scores outcomes; `verification/template/` says how each field is read.
A place in a state is a table (`Toolkit.attribute`) and the way inside it: the key of the record, then the field.
`{"$made": name}` stands for a value that a tool makes up, such as the key of a new record: any of its pattern in
`made`, and the same wherever the name stands.
"""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact, Json

Requirement = Literal[
    "reference",
    "doing_nothing",
    "only_talking",
    "silence",
    "goal_not_already_true",
    "omission",
    "wrong_argument",
    "reordering",
    "extra_reads",
    "equivalent_path",
    "executable",
]
"""What the soundness gate asks of a function, see `verification/soundness.py`."""

Verdict = Literal["sound", "repaired", "dropped"]


class RequiredChange(Artifact):
    """One place of the state that must be another afterwards; `after` is None where it must be gone."""

    table: str
    path: tuple[str | dict[str, str], ...]
    kind: Literal["added", "removed", "changed"]
    before: Json = None
    after: Json = None


class CallPattern(Artifact):
    """A tool and the arguments it must be called with; those in `free` may have any value or be left out."""

    name: str
    arguments: dict[str, Json]
    free: tuple[str, ...] = ()


class RequiredCall(Artifact):
    """A call that must have been made, in any of these ways.

    With `by_result`, any call that shows `result` does as well. `may_fail`: the reference's own call failed.
    """

    any_of: tuple[CallPattern, ...]
    by_result: bool = False
    result: Json = None
    may_fail: bool = False


class Information(Artifact):
    """A value that the assistant must tell the user, in any phrasing and format, and where it comes from."""

    value: Json
    source: str


class ValidOutcome(Artifact):
    """One way to be right: exactly these changes, all these calls, all this information.

    `answers`: the assistant must say something.
    """

    label: str
    changes: tuple[RequiredChange, ...]
    calls: tuple[RequiredCall, ...] = ()
    information: tuple[Information, ...] = ()
    answers: bool = False


class VerificationFunction(Artifact):
    """What scores 1: any of the valid outcomes; all other changes of the state are forbidden but in `ignore`.

    `made` maps names to patterns, `defaults` tools to the values of parameters that are left out. `failures` maps the
    digest of a wrong change of the state to what it is known to come from. `fingerprint` is that of the trajectory,
    `made_by` a model's name or `rule`.
    """

    format_version: int = FORMAT_VERSION
    id: str
    ignore: tuple[str, ...] = ()
    made: dict[str, str] = {}
    defaults: dict[str, dict[str, Json]] = {}
    outcomes: tuple[ValidOutcome, ...]
    failures: dict[str, str] = {}
    fingerprint: str = ""
    made_by: str = "rule"


class GateFailure(Artifact):
    """A requirement that did not hold, and the calls that show it."""

    requirement: Requirement
    what: str
    calls: tuple[str, ...] = ()


class Soundness(Artifact):
    """What the gate found for one trajectory.

    `tested` counts, by requirement, the runs that were scored; `repairs` are what was tightened or loosened on the way.
    A dropped one has the failures that were left.
    """

    id: str
    verdict: Verdict
    tested: dict[str, int] = {}
    repairs: tuple[str, ...] = ()
    failures: tuple[GateFailure, ...] = ()


class SoundnessReport(Artifact):
    """The gate over the trajectories of a domain; what `eigendata verify --json` prints."""

    format_version: int = FORMAT_VERSION
    domain: str
    trajectories: int
    sound: int
    repaired: int
    dropped: int
    why: dict[str, int]
    tested: dict[str, int]
    rows: tuple[Soundness, ...]
