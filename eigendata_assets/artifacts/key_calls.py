"""Key calls: what an outcome must contain (EigenData paper, section 4.3)."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact
from eigendata_assets.artifacts.trajectory import Call


class KeyCall(Artifact):
    """A call that an outcome must contain.

    `changes_state` says why it is key: for its effect, or for the result shown to the user. `persists` says that the
    effect is seen in the final state, so that a run which reaches that state has done it, by whatever call. `free`
    names arguments that are the author's own words: no text of that meaning is better than another. `failed` says
    that the reference itself got an error here.
    """

    turn: int
    call: Call
    changes_state: bool
    persists: bool = False
    free: tuple[str, ...] = ()
    shown: str = ""
    failed: bool = False


class KeyCalls(Artifact):
    """The key calls of a domain, by entry id, in the order of the references.

    `fingerprints` are those of the trajectories they were found in, by which one knows what has to be looked at anew.
    """

    format_version: int = FORMAT_VERSION
    entries: dict[str, tuple[KeyCall, ...]]
    fingerprints: dict[str, str] = {}
