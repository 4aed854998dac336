"""Whatever a model does, our verdict is that of the benchmark's checker, written again literally."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from eigendata_assets.evaluation.benchmark import Benchmark
from eigendata_assets.evaluation.flow import evaluate
from eigendata_assets.imports.bfcl_results import read_model_runs
from resources.subprocess_sandbox import SubprocessSandbox
from tests.evaluation.literal_checker import Classes, verdict
from tests.tiny_benchmark import ENTRIES, RIGHT, call, write_results
from tests.tiny_domain import tiny_package

DOCUMENTS = {each["entry"]["id"]: each for entries in ENTRIES.values() for each in entries}
CALLS: list[Any] = [
    call("open_box", name="tools"),
    call("open_box", name="nowhere"),
    call("add_box", name="nails"),
    call("add_box", name="count (2) and list_boxes( )"),
    call("remove_box", name="tools"),
    call("remove_box", name="nails"),
    call("list_boxes"),
    call("list_boxes", all_of_them=True),
    call("list_boxes", all_of_them=1),
    call("count"),
    call("count", steps=1),
    call("count", steps=1.0),
    call("count", steps=-1),
    call("read"),
    call("note", text="half past two"),
    call("note", text="buy nails"),
    call("note", text="buy (nails)"),
    call("note", text="count(1)"),
    call("note", text=["a", {"read (b)": None}]),
    call("add", a=2, b=0.5),
    call("add", a=2.0, b=0.5),
    call("add", a=1, b=2),
    call("add", a="1", b="2"),
    call("add", a=True, b=2),
    call("add", a=1e308, b=1e308),
    call("add", a=float("nan"), b=1),
    call("add", a=1),
    call("add", a=1, b=2, c=3),
    call("no_such_tool", a=1),
    call("_fill", box=None, contents={}),
    {"count": {"steps": 1}},
    {"count": "{}", "read": "{}"},
    {"read": ""},
    {"count": '{"steps": '},
    {"count": "[1]"},
    {"count": None},
    "not a call",
]
STEPS = st.lists(st.sampled_from(CALLS), max_size=2) | st.sampled_from(["Done.", "", None, {"count": "{}"}, 7])


@st.composite
def runs(draw: st.DrawFn) -> dict[str, Any]:
    """A run over all entries, often right, or nearly so."""
    return {name: draw(_results(right)) for name, right in RIGHT.items()}


@st.composite
def _results(draw: st.DrawFn, right: list[list[Any]]) -> Any:
    if draw(st.integers(0, 20)) == 0:
        return draw(st.sampled_from(["Error during inference: no", None, [], right[:-1], [*right, []]]))
    turns = [[*turn] for turn in right]
    for _ in range(draw(st.integers(0, 3))):
        turn = turns[draw(st.integers(0, len(turns) - 1))]
        place = draw(st.integers(0, len(turn)))
        change = draw(st.sampled_from(["insert", "insert", "drop", "double", "move"]))
        if change == "insert":
            turn.insert(place, draw(STEPS))
        elif place < len(turn):
            step = turn[place] if change == "double" else turn.pop(place)
            if change != "drop":
                turns[draw(st.integers(0, len(turns) - 1))].append(step)
    return turns


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classes]:
    """The benchmark's classes, imported into this process."""
    package = tiny_package(tmp_path_factory.mktemp("imported"))
    sys.path.insert(0, str(package))
    try:
        modules = {kind.lower(): kind for kind in ("Shelf", "Counter", "Sums")}
        prefix = "bfcl_eval.eval_checker.multi_turn_eval.func_source_code"
        yield {kind: getattr(importlib.import_module(f"{prefix}.{stem}"), kind) for stem, kind in modules.items()}
    finally:
        sys.path.remove(str(package))
        for name in [name for name in sys.modules if name.partition(".")[0] == "bfcl_eval"]:
            del sys.modules[name]


@settings(max_examples=80)
@given(many=st.lists(runs(), min_size=1, max_size=4))
def test_our_verdict_is_that_of_the_benchmark(
    many: list[dict[str, Any]],
    classes: Classes,
    tiny_benchmark: Benchmark,
    sandbox: SubprocessSandbox,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.getbasetemp()
    files: list[tuple[str | None, Path]] = [
        (f"model-{number}", write_results(folder / f"{number}.json", run)) for number, run in enumerate(many)
    ]
    evaluation = evaluate(tiny_benchmark, read_model_runs(files), sandbox)
    found = {(each.model, each.id): each for each in evaluation.entries}
    for (model, _), run in zip(files, many, strict=True):
        for name, result in json.loads(json.dumps(run)).items():
            document = DOCUMENTS[name]
            expected = verdict(str(model), document["entry"], document["answer"], result, classes)
            event(f"{expected}")
            given = found[str(model), name]
            assert (given.official_error, given.official) == (expected, expected is None)
