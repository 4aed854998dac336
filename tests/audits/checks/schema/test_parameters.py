"""Parameters of schema and code are held against each other: names, annotations, what is required, defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.schema.annotated_types import CHECK as ANNOTATIONS
from eigendata_assets.audits.checks.schema.defaults import CHECK as DEFAULTS
from eigendata_assets.audits.checks.schema.defaults import default_in_words
from eigendata_assets.audits.checks.schema.offered_parameters import CHECK as OFFERED
from tests.audits.audited import audited, call, entry, subject, tool


def findings(check: Check, folder: Path, signature: str, **parameters: Any) -> tuple[Finding, ...]:
    code = f"class Desk:\n    def go(self{signature}):\n        return {{'ok': True}}\n"
    tools = [tool("go", **parameters)]
    arguments = {
        name: 1 for name, schema in tools[0].parameters["properties"].items() if name in tools[0].parameters["required"]
    }
    return audited(check, subject(folder, code, tools, [entry("a", "Go.", call("go", **arguments))])).findings


def integer(**more: Any) -> dict[str, Any]:
    return {"type": "integer", **more}


def test_an_offered_parameter_that_the_code_does_not_take_is_shown_by_a_call(tmp_path: Path) -> None:
    (finding,) = findings(OFFERED, tmp_path, ", a", a=integer(), b=integer())
    assert (finding.severity, finding.cause) == ("error", "existence of parameter b")
    assert finding.evidence.results[0].error == "TypeError"
    assert finding.evidence.facts["line"] == "module.py:2"


def test_a_parameter_that_the_code_needs_and_nobody_offers_makes_every_call_fail(tmp_path: Path) -> None:
    (finding,) = findings(OFFERED, tmp_path, ", a, secret", a=integer())
    assert (finding.severity, finding.affects) == ("error", ("a",))
    assert finding.evidence.results[0].error == "TypeError"


def test_a_parameter_that_the_code_may_be_given_is_a_warning(tmp_path: Path) -> None:
    (finding,) = findings(OFFERED, tmp_path, ", a, more=1", a=integer())
    assert (finding.severity, finding.affects) == ("warning", ())


def test_a_parameter_that_may_be_left_out_by_the_schema_alone(tmp_path: Path) -> None:
    (finding,) = findings(OFFERED, tmp_path, ", a", a=integer(optional=True))
    assert finding.cause == "existence of parameter a"
    assert finding.affects == ("a",)
    assert "lets a be left out" in finding.message


@pytest.mark.parametrize("signature", [", a", ", a, _hidden=None", ", **anything"])
def test_the_same_parameters_are_fine(tmp_path: Path, signature: str) -> None:
    assert findings(OFFERED, tmp_path, signature, a=integer()) == ()


@pytest.mark.parametrize("annotation", ["str", "List[int]", "Optional[str]"])
def test_an_annotation_of_another_type_is_found(tmp_path: Path, annotation: str) -> None:
    imports = "from typing import List, Optional\n"
    code = f"{imports}class Desk:\n    def go(self, a: {annotation}):\n        return 1\n"
    tools = [tool("go", a=integer())]
    (finding,) = audited(ANNOTATIONS, subject(tmp_path, code, tools, [entry("a", "Go.")])).findings
    assert finding.cause == "type of parameter a"
    assert finding.evidence.facts["annotated"] == annotation


@pytest.mark.parametrize("signature", [", a: int", ", a: float", ", a: 'int | str'", ", a", ", a: object"])
def test_an_annotation_that_allows_the_declared_type_is_fine(tmp_path: Path, signature: str) -> None:
    assert findings(ANNOTATIONS, tmp_path, signature, a=integer()) == ()


@pytest.mark.parametrize(
    ("schema", "code", "reason"),
    [
        (integer(default="5"), "5", "'5' is not of type 'integer'"),
        ({"type": "string", "enum": ["a", "b"], "default": "c"}, "'c'", 'only ["a", "b"] are allowed'),
        (integer(default=5, description="How many. Default is 6."), "5", "the description says 6"),
        (integer(default=5), "7", "the code takes 7"),
        ({"type": "boolean", "default": True}, "False", "the code takes false"),
    ],
)
def test_a_default_that_contradicts_is_found_with_its_reason(
    tmp_path: Path, schema: dict[str, Any], code: str, reason: str
) -> None:
    (finding,) = findings(DEFAULTS, tmp_path, f", a={code}", a={**schema, "optional": True})
    assert finding.evidence.facts["otherwise"] == reason
    assert finding.affects == ("a",)


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        (integer(default=5, description="Default is 5."), "5"),
        (integer(default=5.0), "5"),
        (integer(), "5"),
        (integer(default=5), "None"),
        (integer(default=5), "compute()"),
        ({"type": "string", "default": "Low", "description": "Defaults to 'low'."}, "'low'"),
        (integer(default=None), "5"),
    ],
)
def test_defaults_that_agree_are_fine(tmp_path: Path, schema: dict[str, Any], code: str) -> None:
    code = code.replace("compute()", "(lambda: 5)()")
    assert findings(DEFAULTS, tmp_path, f", a={code}", a={**schema, "optional": True}) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Default is 5.", (5,)),
        ("defaults to True", (True,)),
        ("The default value is 'low'.", ("low",)),
        ("Default: None", (None,)),
        ("The default is the current folder.", None),
        ("By default it is sorted.", None),
        ("", None),
    ],
)
def test_a_default_in_words_is_read_where_it_is_a_value(text: str, value: tuple[Any] | None) -> None:
    assert default_in_words(text) == value


def test_what_references_leave_out_and_the_code_does_not_need_is_not_required(tmp_path: Path) -> None:
    code = "class Desk:\n    def go(self, a, b=None):\n        return {'ok': True}\n"
    tools, calls = [tool("go", a=integer(), b=integer())], (call("go", a=1), call("go", a=1, b=2))
    (finding,) = audited(OFFERED, subject(tmp_path, code, tools, [entry("a", "Go.", *calls)])).findings
    assert finding.cause == "required of parameter b"
    assert audited(OFFERED, subject(tmp_path, code, tools, [entry("a", "Go.", calls[1])])).findings == ()
