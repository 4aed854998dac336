"""A benchmark of six entries, packed like the real one: a wheel, and result files of models that ran on it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

VERSION = "0.0.1"
CODE = "bfcl_eval/eval_checker/multi_turn_eval/func_source_code"
DATA = "bfcl_eval/data"

SHELF = '''
from copy import deepcopy
from {package}.labels import LABELS

DEFAULT_STATE = {{"boxes": {{}}}}


class Box:
    def __init__(self, name, parent=None):
        self.name = name
        self.parent = parent
        self.contents = {{}}

    def __eq__(self, other):
        return isinstance(other, Box) and self.name == other.name and self.contents == other.contents


class Shelf:
    """Boxes in boxes, with links back to what holds them."""

    def __init__(self):
        self.root = Box("root")
        self._here = self.root

    def _load_scenario(self, scenario, long_context=False):
        self.root = Box("root")
        self._fill(self.root, deepcopy(scenario.get("boxes", DEFAULT_STATE["boxes"])))
        if long_context:
            self._fill(self.root, {{label: {{}} for label in LABELS}})
        self._here = self.root

    def _fill(self, box, contents):
        for name, inner in contents.items():
            box.contents[name] = Box(name, box)
            self._fill(box.contents[name], inner)

    def open_box(self, name):
        if name not in self._here.contents:
            return {{"error": f"there is no box {{name}}"}}
        self._here = self._here.contents[name]
        return {{"opened": name}}

    def add_box(self, name):
        if name in self._here.contents:
            return {{"error": f"there is a box {{name}}"}}
        self._here.contents[name] = Box(name, self._here)

    def remove_box(self, name):
        if name not in self._here.contents:
            raise KeyError(name)
        del self._here.contents[name]
        return {{"removed": name}}

    def list_boxes(self, all_of_them=False):
        return {{"boxes": sorted(name for name in self._here.contents if all_of_them or not name.startswith("."))}}
'''

COUNTER = '''
class Counter:
    """A number, and a log of what was said about it."""

    def __init__(self):
        self.value = 0
        self.notes = []

    def _load_scenario(self, scenario, long_context=False):
        self.value = scenario.get("value", 0)
        self.notes = []

    def count(self, steps=1):
        if not isinstance(steps, int):
            return {"error": "steps must be a whole number"}
        self.value += steps
        return {"value": self.value}

    def read(self):
        return {"value": self.value}

    def note(self, text):
        self.notes.append(text)
        return "noted"
'''

SUMS = """
class Sums:
    def add(self, a, b):
        return {"sum": a + b}
"""


def _doc(name: str, properties: dict[str, Any], required: list[str], returns: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "description": f"Tool description: {name}.",
        "parameters": {"type": "dict", "properties": properties, "required": required},
        "response": {"type": "dict", "properties": returns},
    }


_TEXT = {"type": "string", "description": "A name."}
DOCS = {
    "shelf": [
        _doc("open_box", {"name": _TEXT}, ["name"], {"opened": _TEXT}),
        _doc("add_box", {"name": _TEXT}, ["name"], {}),
        _doc("remove_box", {"name": _TEXT}, ["name"], {"removed": _TEXT}),
        _doc("list_boxes", {"all_of_them": {"type": "boolean", "default": False}}, [], {"boxes": {"type": "array"}}),
    ],
    "counter": [
        _doc("count", {"steps": {"type": "integer", "default": 1}}, [], {"value": {"type": "integer"}}),
        _doc("read", {}, [], {"value": {"type": "integer"}}),
        _doc("note", {"text": _TEXT}, ["text"], {}),
    ],
    "sums": [_doc("add", {"a": {"type": "float"}, "b": {"type": "float"}}, ["a", "b"], {"sum": {"type": "float"}})],
}

_BOXES = {"Shelf": {"boxes": {"tools": {"hammer": {}}, ".hidden": {}}}, "Counter": {"value": 3}}


def _entry(
    name: str, toolkits: list[str], said: list[list[str]], calls: list[list[str]], **more: Any
) -> dict[str, Any]:
    question = [[{"role": "user", "content": text} for text in turn] for turn in said]
    state = {toolkit: _BOXES[toolkit] for toolkit in toolkits if toolkit in _BOXES}
    entry = {
        "id": name,
        "question": question,
        "initial_config": state,
        "path": [],
        "involved_classes": toolkits,
        **more,
    }
    return {"entry": entry, "answer": {"id": name, "ground_truth": calls}}


ENTRIES: dict[str, list[dict[str, Any]]] = {
    "multi_turn_base": [
        _entry(
            "multi_turn_base_0",
            ["Shelf"],
            [["Put a box named nails into the box tools."], ["What is in there now?"]],
            [["open_box(name='tools')", "add_box('nails')"], ["list_boxes()"]],
        ),
        _entry(
            "multi_turn_base_1",
            ["Counter", "Sums"],
            [["Count twice, please."], ["Add 2 and 0.5, and note 'half past two'."]],
            [["count()", "count(1)"], ["add(a=2, b=0.5)", "note(text='half past two')"]],
        ),
    ],
    "multi_turn_miss_func": [
        _entry(
            "multi_turn_miss_func_0",
            ["Shelf", "Counter"],
            [["Remove the box tools."], [], ["And count once."]],
            [[], ["remove_box(name='tools')"], ["count()"]],
            missed_function={"1": ["remove_box"]},
        ),
    ],
    "multi_turn_miss_param": [
        _entry(
            "multi_turn_miss_param_0",
            ["Counter"],
            [["Make a note."], ["It is: buy nails."], ["Count."]],
            [[], ["note(text='buy nails')"], ["count(steps=1)"]],
        ),
    ],
    "multi_turn_long_context": [
        _entry("multi_turn_long_context_0", ["Shelf"], [["List all boxes, hidden ones too."]], [["list_boxes(True)"]]),
        _entry(
            "multi_turn_long_context_1",
            ["Shelf", "Sums"],
            [["Add 1 and 2, add a box 3."]],
            [["add(1, 2)", "add_box('3')"]],
        ),
    ],
}

IDS = tuple(each["entry"]["id"] for entries in ENTRIES.values() for each in entries)


def write_wheel(folder: Path, **replaced: str) -> Path:
    """The wheel lies in the folder; `replaced` maps a member's file name (without suffix) to another text."""
    package = CODE.replace("/", ".")
    members = {
        f"{CODE}/shelf.py": SHELF.format(package=package),
        f"{CODE}/counter.py": COUNTER,
        f"{CODE}/sums.py": SUMS,
        f"{CODE}/labels.py": f"LABELS = {[f'label{number}' for number in range(5)]}\n",
        f"{CODE}/unused.py": "class Unused:\n    pass\n",
        "bfcl_eval/model_handler/handler.py": "raise RuntimeError('never imported')\n",
    }
    for stem, docs in DOCS.items():
        members[f"{DATA}/multi_turn_func_doc/{stem}.json"] = _lines(docs)
    for category, entries in ENTRIES.items():
        members[f"{DATA}/BFCL_v3_{category}.json"] = _lines([each["entry"] for each in entries])
        members[f"{DATA}/possible_answer/BFCL_v3_{category}.json"] = _lines([each["answer"] for each in entries])
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"bfcl_eval-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, replaced.get(Path(name).stem, text))
    return wheel


def prepare_workspace(root: Path, **replaced: str) -> Path:
    """A workspace in whose cache the wheel lies already, so that nothing is downloaded."""
    write_wheel(root / "cache" / "bfcl-eval" / VERSION, **replaced)
    return root


def call(tool: str, /, **arguments: Any) -> dict[str, str]:
    """A call as function-calling models leave it in result files."""
    return {tool: json.dumps(arguments)}


RIGHT: dict[str, list[list[Any]]] = {
    "multi_turn_base_0": [
        [[call("open_box", name="tools")], [call("add_box", name="nails")], []],
        [[call("list_boxes")], "There are two boxes."],
    ],
    "multi_turn_base_1": [
        [[call("count")], [call("count")]],
        [[call("add", a=2, b=0.5), call("note", text="half past two")]],
    ],
    "multi_turn_miss_func_0": [["I cannot do that."], [[call("remove_box", name="tools")]], [[call("count")]]],
    "multi_turn_miss_param_0": [["What shall I note?"], [[call("note", text="buy nails")]], [[call("count")]]],
    "multi_turn_long_context_0": [[[call("list_boxes", all_of_them=True)]]],
    "multi_turn_long_context_1": [[[call("add", a=1, b=2), call("add_box", name="3")]]],
}
"""A run that does everything right."""

WRONG: dict[str, Any] = {
    # another way to the same end: counted by two at once, and the note first
    "multi_turn_base_1": [
        [[call("count", steps=2)]],
        [[call("note", text="half past two")], [call("add", a=2, b=0.5)]],
    ],
    "multi_turn_base_0": [[[call("add_box", name="nails")]], [[call("list_boxes")]]],
    "multi_turn_miss_func_0": [[[call("remove_box", name="tools")]], [], [[call("count")]]],
    "multi_turn_miss_param_0": "Error during inference: it broke",
    "multi_turn_long_context_0": [[[{"list_boxes": '{"all_of_them": '}]]],
    "multi_turn_long_context_1": [[[call("no_such_tool", a=1)]], []],
}
"""A run in which every entry goes wrong in a way of its own."""


def write_results(path: Path, runs: dict[str, Any]) -> Path:
    """A result file with one line for each entry."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_lines([{"id": name, "result": result} for name, result in runs.items()]))
    return path


def _lines(documents: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)
