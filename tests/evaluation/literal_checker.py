"""The benchmark's checker, written again from its description: real instances, real `==`, calls as Python text.

Nothing of `eigendata_assets` is used, so that the two can be compared. A call is turned into text, an instance's name
is put before every tool's name that is followed by a parenthesis, and the text is parsed and carried out by hand.
"""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]
Classes = Mapping[str, type]


class Run:
    """The instances of one side, model or reference, and what its calls gave."""

    def __init__(self, name: str, entry: Document, classes: Classes) -> None:
        self.instances: dict[str, Any] = {}
        self.by_class: dict[str, Any] = {}
        self.owner: dict[str, str] = {}
        for kind in entry["involved_classes"]:
            instance = classes[kind]()
            if hasattr(instance, "_load_scenario"):
                state = copy.deepcopy(entry["initial_config"].get(kind, {}))
                instance._load_scenario(state, long_context="long_context" in entry["id"])
            label = re.sub(r"[-./]", "_", f"{name}_{entry['id']}_{kind}_instance")
            self.instances[label] = self.by_class[kind] = instance
            for tool in dir(instance):
                if not tool.startswith("_") and callable(getattr(instance, tool)):
                    self.owner[tool] = label

    def results(self, calls: list[str]) -> list[str]:
        return [self._result(call) for call in calls]

    def _result(self, call: str) -> str:
        text = re.sub(
            r"\b([a-zA-Z_]\w*)\s*(?=\()",
            lambda found: f"{self.owner[found[1]]}.{found[1]}" if found[1] in self.owner else found[1],
            call,
        )
        try:
            value = self._carry_out(ast.parse(text, mode="eval").body)
            if isinstance(value, str):
                return value
            return json.dumps(value) if type(value) is dict else str(value)
        except Exception as error:  # noqa: BLE001 - as the benchmark does
            return f"Error during execution: {error}"

    def _carry_out(self, node: ast.expr) -> Any:
        if not isinstance(node, ast.Call):
            raise SyntaxError("no call")
        if isinstance(node.func, ast.Name):
            raise NameError(f"name '{node.func.id}' is not defined")
        assert isinstance(node.func, ast.Attribute)
        assert isinstance(node.func.value, ast.Name)
        tool = getattr(self.instances[node.func.value.id], node.func.attr)
        values = [self._value(value) for value in node.args]
        return tool(*values, **{keyword.arg: self._value(keyword.value) for keyword in node.keywords if keyword.arg})

    @staticmethod
    def _value(node: ast.expr) -> Any:
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                raise NameError(f"name '{part.id}' is not defined")
        return ast.literal_eval(node)


def verdict(model: str, entry: Document, answer: Document, result: Any, classes: Classes) -> str | None:
    """The error that the benchmark's checker finds; None where it accepts the run."""
    if not isinstance(result, list):
        return "inference_error"
    truth = answer["ground_truth"]
    if len(result) != len(truth):
        return "force_terminated"
    ours, theirs = Run(model, entry, classes), Run(f"{model}_ground_truth", entry, classes)
    so_far: list[str] = []
    for steps, expected_calls in zip(result, truth, strict=True):
        decoded = [calls for calls in map(_decoded, steps) if calls]
        for calls in decoded:
            so_far += ours.results(calls)
        expected = theirs.results(expected_calls)
        if not expected_calls:
            continue
        if not decoded:
            return "empty_turn_model_response"
        if any(not _same(ours.by_class[kind], theirs.by_class[kind]) for kind in entry["involved_classes"]):
            return "instance_state_mismatch"
        left = list(so_far)
        for item in expected:
            if item not in left:
                return "execution_response_mismatch"
            left.remove(item)
    return None


def _decoded(step: Any) -> list[str]:
    """The calls of an answer as text; none where one of them cannot be read."""
    try:
        calls = [step] if isinstance(step, dict) else step
        pairs = [pair for call in calls for pair in call.items()]
        read = [(name, json.loads(value) if isinstance(value, str) else value) for name, value in pairs]
        return [f"{name}({','.join(f'{key}={value!r}' for key, value in args.items())})" for name, args in read]
    except Exception:  # noqa: BLE001 - as the benchmark does
        return []


def _same(model: Any, reference: Any) -> bool:
    return not any(getattr(model, name) != value for name, value in vars(reference).items() if not name.startswith("_"))
