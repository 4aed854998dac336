"""Replays dialogues and runs their programs in a bare interpreter: `python -I -S dialogues_alone.py IN OUT`.

IN has a line for each dialogue: the environment's file and class, the state, the calls, the assistant's texts, and the
file of the program. OUT gets a line for each: the results and states in fresh objects, and the program's scores of the
dialogue, of doing nothing, and of the dialogue without each of its changes. Nothing but the standard library is used.
"""

import importlib.util
import json
import runpy
import sys
from pathlib import Path
from typing import Any

Calls = list[dict[str, Any]]


def replayed(tool_class: type, state: dict[str, Any], calls: Calls) -> tuple[list[Any], list[str], dict[str, Any]]:
    """The results of calls on a fresh object, the state after each as text, and the final state."""
    tools = tool_class()
    tools._load_state(state)  # noqa: SLF001 - what every environment offers
    results, texts = [], [_text(tools, state)]
    for call in calls:
        try:
            results.append({"value": getattr(tools, call["name"])(**call["arguments"]), "error": None})
        except Exception as error:  # noqa: BLE001 - a result, whatever it is
            results.append({"value": None, "error": f"{type(error).__name__}: {error}"})
        results[-1] = json.loads(json.dumps(results[-1]))
        texts.append(_text(tools, state))
    return results, texts, json.loads(texts[-1])


def _text(tools: Any, state: dict[str, Any]) -> str:
    return json.dumps({table: getattr(tools, table) for table in state}, sort_keys=True)


def judged(tool_class: type, row: dict[str, Any]) -> dict[str, Any]:
    """What a dialogue gives when it is replayed, and what its program says."""
    results, texts, final = replayed(tool_class, row["state"], row["calls"])
    changes = [number for number in range(len(results)) if texts[number] != texts[number + 1]]
    score = runpy.run_path(row["program"])["score"]
    without = []
    for left_out in changes:
        calls = [call for number, call in enumerate(row["calls"]) if number != left_out]
        without.append(score(outcome(row, calls, *replayed(tool_class, row["state"], calls)[::2])))
    nothing = {**outcome(row, [], [], row["state"]), "messages": []}
    return {
        "id": row["id"], "results": results, "final": final, "without_a_change": without,
        "itself": score(outcome(row, row["calls"], results, final)), "nothing": score(nothing),
    }  # fmt: skip


def outcome(row: dict[str, Any], calls: Calls, results: list[Any], final: dict[str, Any]) -> dict[str, Any]:
    """What a program judges."""
    made = [
        {**call, "result": each["value"], "error": each["error"]} for call, each in zip(calls, results, strict=True)
    ]
    toolkit = row["toolkit"]
    states = {"initial_state": {toolkit: row["state"]}, "final_state": {toolkit: final}}
    return {**states, "calls": made, "messages": row["messages"]}


def main(source: str, target: str) -> None:
    """Judges all dialogues of a file."""
    classes: dict[str, type] = {}
    with Path(source).open(encoding="utf-8") as lines, Path(target).open("w", encoding="utf-8") as out:
        for line in lines:
            row = json.loads(line)
            if row["environment"] not in classes:
                spec = importlib.util.spec_from_file_location("environment", row["environment"])
                module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
                sys.modules["environment"] = module
                spec.loader.exec_module(module)  # type: ignore[union-attr]
                classes[row["environment"]] = getattr(module, row["toolkit"])
            out.write(json.dumps(judged(classes[row["environment"]], row)) + "\n")


if __name__ == "__main__":
    assert not any("eigendata" in name for name in sys.modules)
    main(*sys.argv[1:])
