"""TestingAgent, running (EigenData 3.3.2): a suite's cases in the sandbox, and what failed, with evidence.

The environment runs there together with a probe that scribbles over every result; what is expected and whether it was
met stays on this side, out of the reach of the code under test.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from eigendata_assets.artifacts.canonical import canonical_hash, canonical_json
from eigendata_assets.artifacts.coding import CaseFailure
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.suites import Case, ExpectedCall, Suite, Tables, with_changes
from eigendata_assets.execution.protocol import CallResult, EnvironmentCode, Replay, ReplayOutcome, Sandbox, Toolkit
from eigendata_assets.execution.state_diff import state_diff

TEXTS = Path(__file__).parent / "texts"
PROBE = "Probe"
_SHOWN_CHANGES = 8


def run_cases(suite: Suite, cases: Sequence[Case], module: str, sandbox: Sandbox) -> list[CaseFailure]:
    """The cases that fail on a module, each with what was expected and what was seen; in the order of the cases.

    `module` is the text of the environment. Code that cannot even be imported fails every case, with the reason.
    """
    if not cases:
        return []
    with tempfile.TemporaryDirectory(prefix="eigendata-suite-") as folder:
        code = probed(Path(folder), suite.module, suite.toolkit, module)
        outcomes = sandbox.replay(code, [replay_of_case(case, suite, PROBE) for case in cases])
    failures = [failure_of(case, suite, outcome) for case, outcome in zip(cases, outcomes, strict=True)]
    return [failure for failure in failures if failure is not None]


def probed(folder: Path, module: str, toolkit: str, text: str) -> EnvironmentCode:
    """The module with the probe beside it, in a folder, as the sandbox takes it."""
    probe = (TEXTS / "probe.py.txt").read_text(encoding="utf-8").replace("MODULE", module).replace("TOOLKIT", toolkit)
    (folder / f"{module}.py").write_text(text, encoding="utf-8")
    (folder / f"{module}_probe.py").write_text(probe, encoding="utf-8")
    return EnvironmentCode(folder, (Toolkit(PROBE, f"{module}_probe"),), "_load_state")


def replay_of_case(case: Case, suite: Suite, toolkit: str) -> Replay:
    """The case as the sandbox takes it, a turn for each call; `toolkit` is the probe, or a class made of it."""
    turns = [[("call_tool", {"tool": call.tool, "arguments": call.arguments})] for call in case.calls]
    return Replay(case.id, (toolkit,), {toolkit: with_changes(suite.states[case.state], case.given)}, turns)


def failure_of(case: Case, suite: Suite, outcome: ReplayOutcome) -> CaseFailure | None:
    """What is wrong with the outcome of a case; None where it is as it must be."""
    expected = with_changes(suite.states[case.state], case.given)
    for number, call in enumerate(case.calls):
        if number >= len(outcome.turn_states):
            break
        expected = with_changes(expected, call.changes)
        result = outcome.results[number][0]
        seen = _as_seen(result)
        if not _fits(call, result):
            problem = "raised" if result.error else "result"
            return _told(case, number, problem, _wanted(call), seen, f"{call.tool} gave {canonical_text(seen)}")
        if next(iter(outcome.turn_states[number].values())) != canonical_hash(expected, view=True):
            return _wrong_state(case, number, expected, outcome)
    if outcome.failure is not None:
        number = outcome.failure.turn or 0
        message = f"{outcome.failure.kind}: {outcome.failure.message}"
        return _told(case, number, outcome.failure.kind, _wanted(case.calls[number]), None, message)
    return None


def _wrong_state(case: Case, number: int, expected: Tables, outcome: ReplayOutcome) -> CaseFailure:
    """The differences can be told after the last call only: there is one snapshot, at the end."""
    whole = expected
    for call in case.calls[number + 1 :]:
        whole = with_changes(whole, call.changes)
    seen: Json = next(iter(outcome.final_state.values()), {}) if outcome.failure is None else {}
    changes = state_diff({PROBE: whole}, {PROBE: seen}) if seen else []
    told = [
        f"{each.table.partition('.')[2]} {each.key} {each.field}: {each.before} became {each.after}" for each in changes
    ]
    message = f"the state after {case.calls[number].tool} is not what it must be: {'; '.join(told[:_SHOWN_CHANGES])}"
    return _told(case, number, "state", case.calls[number].changes, told[:_SHOWN_CHANGES], message)


def _fits(call: ExpectedCall, result: CallResult) -> bool:
    if result.error is not None:
        return call.expect == "refused" and result.error == "TypeError"
    if call.expect == "value":
        return canonical_text(result.value) == canonical_text(call.result)
    message = result.value.get("error") if isinstance(result.value, dict) and len(result.value) == 1 else None
    if not isinstance(message, str):
        return False
    if call.expect == "error":
        return bool(message == call.result)
    return call.expect == "refused" or str(call.result) in message


def _as_seen(result: CallResult) -> Json:
    return result.value if result.error is None else f"{result.error}: {result.text}"


def _wanted(call: ExpectedCall) -> Json:
    if call.expect == "value":
        return call.result
    if call.expect == "error":
        return {"error": call.result}
    return f"an error that names {call.result}" if call.expect == "invalid" else "an error"


def _told(case: Case, number: int, problem: str, wanted: Json, seen: Json, message: str) -> CaseFailure:
    call = case.calls[number]
    return CaseFailure(
        case=case.id, about=case.about, call=number, tool=call.tool, arguments=call.arguments, problem=problem,
        expected=wanted, seen=seen, message=message,
    )  # fmt: skip


def canonical_text(value: Json) -> str:
    """One text for equal values; what has no canonical form (NaN) is shown as Python does."""
    try:
        return canonical_json(value)
    except ValueError:
        return repr(value)
