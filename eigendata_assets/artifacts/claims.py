"""What a model claims in an audit, in a form that execution can confirm, and what became of the claims."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import Artifact, Json

ExpectationKind = Literal[
    "error",
    "success",
    "result_equals",
    "result_has",
    "result_lacks",
    "result_contains",
    "result_type",
    "result_at_most",
    "state_equals",
    "state_unchanged",
    "state_changed",
    "same_as_before",
    "other_than_before",
]

Fault = Literal["schema", "implementation", "test", "intent", "database", "none"]


class Expectation(Artifact):
    """What the last of some calls must give.

    error: it is refused. success: it is not. result_equals: the value at `path` in its result is `value` (25 equals
    25.0). result_has, result_lacks: there is something, nothing, at `path`. result_contains: the text, list or object
    at `path` has `value` in it. result_type: the value at `path` has the JSON type `value`. result_at_most: the number
    at `path`, or the length of the text, list or object there, is at most `value`. state_equals: afterwards the state
    has `value` at `path`. state_unchanged, state_changed: the call leaves, changes, the state at `path`.
    same_as_before, other_than_before: its result at `path` is, is not, that of the call before.

    A path is keys from the top, indexes of lists as digits; one into the state begins with the toolkit.
    """

    kind: ExpectationKind
    path: tuple[str, ...] = ()
    value: Json = None


class Attribution(Artifact):
    """What a judge holds to be at fault for a finding, and why; `test` is the reference or its evaluation."""

    fault: Fault
    reason: str
    made_by: str


class ReviewCount(Artifact):
    """What became of the questions and claims of one review by a model.

    `asked` questions were put now, `remembered` ones were answered before, to `failed` ones there is no usable reply.
    Of the `claims`, `kept` became findings; `dropped` counts the others by reason. `problem` is what ended the asking,
    or why the first of the failed questions failed.
    """

    code: str
    model: str
    asked: int = 0
    remembered: int = 0
    failed: int = 0
    claims: int = 0
    kept: int = 0
    dropped: dict[str, int] = {}
    problem: str | None = None
