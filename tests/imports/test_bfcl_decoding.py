"""An answer of a model becomes the calls that the benchmark's own handler reads from it, and never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from eigendata_assets.artifacts.model_results import AttemptedCall, ModelStep
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.imports.bfcl_decoding import decode_step
from eigendata_assets.imports.json_lines import json_value
from tests.json_values import JSON

NAMES = st.sampled_from(["f", "g", "ls", "Kit.read"])
ARGUMENTS = st.dictionaries(st.from_regex("[a-z]{1,3}_", fullmatch=True), JSON.map(json_value), max_size=3)


def step(*calls: tuple[str, dict[str, Any]], text: str = "") -> ModelStep:
    attempts = tuple(AttemptedCall(call=Call(name=name, arguments=arguments)) for name, arguments in calls)
    return ModelStep(calls=attempts, text=text)


@given(st.lists(st.tuples(NAMES, ARGUMENTS), max_size=3), st.booleans())
def test_structured_calls_are_read_from_text_and_from_objects(calls: list[tuple[str, Any]], as_text: bool) -> None:
    answer = [{name: json.dumps(arguments) if as_text else arguments} for name, arguments in calls]
    assert decode_step(answer) == step(*calls)
    assert decode_step(answer, prompted=True) == decode_step(answer, logged=["other()"]) == step(*calls)


@given(st.lists(st.tuples(NAMES, ARGUMENTS), min_size=1, max_size=3), st.sampled_from(["{}", "[{}]", "`{}`\n", " [{}"]))
def test_calls_in_the_text_of_a_prompted_model_are_read(calls: list[tuple[str, Any]], around: str) -> None:
    written = ", ".join(f"{name}({', '.join(f'{k}={v!r}' for k, v in args.items())})" for name, args in calls)
    assert decode_step(around.format(written), prompted=True) == step(*calls)
    logged = [f"{name}({', '.join(f'{k}={v!r}' for k, v in args.items())})" for name, args in calls]
    assert decode_step("said", logged=logged) == step(*calls)
    assert decode_step(written) == ModelStep(text=written)


@given(JSON, st.none() | st.lists(JSON, max_size=3), st.booleans())
def test_whatever_a_file_holds_becomes_a_step(answer: Any, logged: list[Any] | None, prompted: bool) -> None:
    decoded = decode_step(answer, logged, prompted=prompted)
    event("calls" if decoded.calls else "unreadable" if decoded.unreadable else "text")
    assert not (decoded.calls and decoded.unreadable)


PIECES = st.sampled_from(
    [
        *"[](){}=,'\"`\\0\n\ud800",
        "f(",
        "a=",
        "<tool_call>",
        "</tool_call>",
        '{"name": "f", "arguments": ',
        "{}}",
        "not ",
    ]
)


@given(st.lists(PIECES, max_size=10).map("".join))
def test_any_text_becomes_a_step(text: str) -> None:
    for decoded in (decode_step(text, prompted=True), decode_step(text, [text])):
        assert decoded.calls or decoded.unreadable or decoded.text == text
        assert "\n" not in (decoded.unreadable or "")
    assert decode_step([{"f": text}]).unreadable or decode_step([{"f": text}]).calls


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([{"f": "{}"}, {"g": '{"a": '}], "the arguments of g are not JSON: Expecting value"),
        ([{"f": "{}"}, {"g": "[1]"}], "the arguments of g are not an object: [1]"),
        ([{"f": "{}", "g": None}], "the arguments of g are not an object: null"),
        ([{"f": ""}], "the arguments of f are not JSON: Expecting value"),
        ([{"f": "[" * 100_000}], "the arguments of f are not JSON: it is nested too deeply"),
        ([{"f": '"' + "x" * 200 + '"'}], "the arguments of f are not an object: "),
        ([{"f": "{}"}, "and text"], '"and text" is not a call'),
        ([[{"f": "{}"}]], '[{"f": "{}"}] is not a call'),
    ],
    ids=lambda value: str(value)[:40],
)
def test_one_call_that_cannot_be_read_makes_the_whole_answer_unreadable(answer: Any, says: str) -> None:
    decoded = decode_step(answer)
    assert decoded.calls == ()
    assert decoded.unreadable is not None
    assert decoded.unreadable.startswith(says)
    assert len(decoded.unreadable) < 150


@pytest.mark.parametrize(
    ("answer", "calls"),
    [
        ("[ls(), cd(folder='a')]", [("ls", {}), ("cd", {"folder": "a"})]),
        ("```\nls()\n```", [("ls", {})]),
        ("[ls(a=True, b=None)]", [("ls", {"a": True, "b": None})]),
        ("[cd(folder=documents)]", [("cd", {"folder": "documents"})]),
        ("[cd(folder=documents[0], b=path.join(x))]", [("cd", {"folder": "documents[0]", "b": "path.join(x)"})]),
        ("[ls(true, a=true)]", [("ls", {"a": "true"})]),
        ("[Kit.ls(a=1)]", [("Kit.ls", {"a": 1})]),
        ("[f(a=(1, 2))]", [("f", {"a": [1, 2]})]),
        ("[f(a=1, a=2)]", [("f", {"a": 2})]),
        (r"[f(a='\d')]", [("f", {"a": "\\d"})]),
        ('<tool_call>{"name": "f", "arguments": {"a": 1}}</tool_call>', [("f", {"a": 1})]),
        (
            'First\n<tool_call>\n{"name": "f", "arguments": "{}"}\n</tool_call>'
            '<tool_call>{"name": "g", "arguments": {}}</tool_call> last',
            [("f", {}), ("g", {})],
        ),
    ],
)
def test_the_text_of_a_prompted_model_is_read_as_the_benchmark_reads_it(answer: str, calls: list[Any]) -> None:
    assert decode_step(answer, prompted=True) == step(*calls)


@pytest.mark.parametrize(
    "answer",
    [
        "I cannot do that.",
        "[ls(), and more]",
        "ls() and cd()",
        "[f(a=g(b=1))]",
        "[f(a=lambda: 1)]",
        "f(" * 300,
        "<tool_call>{}</tool_call>",
        '<tool_call>{"name": 1, "arguments": {}}</tool_call>',
        '<tool_call>{"name": "f", "arguments": [1]}</tool_call>',
        "<tool_call>none</tool_call>",
        "[" + "-" * 5000 + "1]",
    ],
    ids=lambda value: value[:30],
)
def test_text_without_calls_is_kept_with_the_reason(answer: str) -> None:
    decoded = decode_step(answer, prompted=True)
    assert decoded.calls == ()
    assert decoded.text == answer
    assert decoded.unreadable is not None
    assert decoded.unreadable.startswith("no calls can be read: ")


@pytest.mark.parametrize(
    ("answer", "prompted", "problem"),
    [
        ([{"f": '{"a": NaN}'}], False, "it has a number that is not finite"),
        ([{"f": '{"a": [1e999]}'}], False, "it has a number that is not finite"),
        ([{"f": {"a": {"b": float("-inf")}}}], False, "it has a number that is not finite"),
        ([{"f": '{"a": ' + "[" * 900 + "]" * 900 + "}"}], False, "it is nested too deeply"),
        ("f(a={1})", True, "it has a set"),
        ("f(a=b'x')", True, "it has a bytes"),
        ("f(a={1: 2})", True, "it has a key that is not text"),
        ("f(a=1j)", True, "it has a complex"),
        ("f(a=...)", True, "it has a ellipsis"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_call_whose_arguments_cannot_be_passed_on_counts_as_a_call_that_is_not_run(
    answer: Any, prompted: bool, problem: str
) -> None:
    decoded = decode_step(answer, prompted=prompted)
    message = f"the arguments cannot be passed on: {problem}"
    assert decoded == ModelStep(calls=(AttemptedCall(call=Call(name="f", arguments={}), problem=message),))


def test_a_logged_call_that_cannot_be_read_spoils_no_other() -> None:
    broken = AttemptedCall(call=Call(name="get-it", arguments={}), problem="it cannot be read: it is not a call")
    infinite = AttemptedCall(
        call=Call(name="f", arguments={}), problem="it cannot be read: an argument of f is not a literal: inf"
    )
    decoded = decode_step("text", ["ls()", "get-it", "f(a=inf)", "cd(folder='a')"])
    assert decoded.calls == (*step(("ls", {})).calls, broken, infinite, *step(("cd", {"folder": "a"})).calls)
    assert decode_step("text", [7]).calls[0].problem == "it cannot be read: it is not a call"


def test_half_a_surrogate_pair_is_replaced_so_that_everything_can_be_written() -> None:
    decoded = decode_step([{"f": '{"a\\udc00": "smile \\ud83d"}'}])
    assert decoded == step(("f", {"a\ufffd": "smile \ufffd"}))
    assert ModelStep.model_validate_json(decoded.model_dump_json()) == decoded


def test_what_the_handler_read_decides_about_text() -> None:
    assert decode_step("Let me see: ls()", ["ls(a=True)"]) == step(("ls", {"a": True}))
    assert decode_step("ls()", []) == ModelStep(text="ls()")
    assert decode_step("ls()", [], prompted=True) == ModelStep(text="ls()")
    assert decode_step({"f": "{}", "g": {}}) == step(("f", {}), ("g", {}))
    assert decode_step(None) == ModelStep(text="null")
    assert decode_step("") == ModelStep()
    assert decode_step([]) == ModelStep()
