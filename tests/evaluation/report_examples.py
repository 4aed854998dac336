"""Small evaluations for the tests of reports."""

from __future__ import annotations

from typing import Any

from eigendata_assets.artifacts.verdicts import Evaluation, StateChange, Verdict
from eigendata_assets.evaluation.ranking import summarize

HOSTILE = [
    "<script>alert(1)</script>",
    "</script></style></title><img src=x onerror=alert(1)>",
    "a|b||c\\|d\\\\|",
    "`one` ``two`` ```",
    "first\nsecond\r\n# heading\n\n- item\n",
    "line\u2028paragraph\u2029next\u0085end",
    "\u202egnissim\u202c \x1b[31mred\x1b[0m \x00 \x7f",
    "half \ud800 of a pair",
    "![x](http://evil.example) [y](javascript:alert(1)) <http://evil.example> www.evil.example *b* _i_ ~~s~~",
    "{{ 7 * 7 }} {% raw %} {# gone #} $\\frac{1}{0}$ $x$",
    "'\" onmouseover='alert(1)' \"x=\"",
    "&lt;b&gt; &amp; &#60;",
    "\\",
    " ",
    "W" * 10_000,
    "模型 😀 \u200d é",
]
"""Strings that act somewhere: in HTML, in Markdown, in a terminal, in a template, in a formula."""


def verdict(number: int = 1, model: str = "model", **changes: Any) -> Verdict:
    """A verdict on which all agree, with what is said otherwise."""
    fields: dict[str, Any] = {
        "id": f"base_{number}",
        "category": "base",
        "model": model,
        "official": True,
        "config_match": True,
        "key_function": True,
        "config_func": True,
        "calls": 3,
    }
    return Verdict(**(fields | changes))


def rejected(number: int = 1, model: str = "model", **changes: Any) -> Verdict:
    """A verdict on which the official check and the outcome disagree: only the outcome accepts."""
    about = {"official": False, "official_error": "instance_state_mismatch", "official_turn": 2, "reason": "it differs"}
    return verdict(number, model, **(about | changes))


def evaluation(*verdicts: Verdict, unreadable: tuple[str, ...] = (), **changes: Any) -> Evaluation:
    """An evaluation of these verdicts."""
    fields: dict[str, Any] = {"domain": "bfcl_v3", "source": "bfcl 1.0"} | changes
    return Evaluation(**fields, entries=verdicts, summary=summarize(verdicts), unreadable=unreadable)


def two_models() -> Evaluation:
    """The second is the better by outcome, the first by the official check."""
    change = StateChange(table="Fleet.cars", key="7", field="owner", before="Ann", after=None)
    return evaluation(
        *(verdict(number, "first", config_func=number < 3, config_match=number < 3) for number in range(1, 5)),
        verdict(1, "second"),
        *(rejected(number, "second", official_diff=(change,)) for number in range(2, 5)),
        unreadable=("second: base_2: turn 1: not a call", "second: base_4: the inference failed"),
    )


def everywhere(text: str) -> Evaluation:
    """An evaluation of one shape with a foreign text in every place that can hold one."""
    change = StateChange(table=f"{text}t", key=f"{text}k", field=f"{text}f", before=text, after={text: [text, 1]})
    says = {"category": f"{text}c", "official_error": f"{text}e", "reason": f"{text}r", "missing_calls": (f"{text}m",)}
    both = {"official_diff": (change,), "state_diff": (change, change)}
    return evaluation(
        rejected(1, f"{text}1", id=f"{text}i", **says, **both),
        verdict(1, f"{text}2", id=f"{text}i", category=f"{text}c"),
        domain=f"{text}d",
        source=f"{text}s",
        unreadable=(f"{text}1: {text}i: turn 0: {text}u", f"{text}u"),
    )
