"""The variety of a collection: coverage, slot filling, repetition and lengths, counted by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eigendata_assets.artifacts.diversity import DiversityReport, PairUse, ParameterUse
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.progress import silent
from eigendata_assets.trajectories.quality import flow, report
from eigendata_assets.trajectories.quality.diversity import measure_diversity, shape_of
from eigendata_assets.trajectories.quality.plots import plot_png, slot_filling_by_tool
from tests.trajectories.quality.dialogues import (
    BOOKED,
    FOUND,
    Made,
    broken,
    collection,
    dialogue,
    good,
    made_up,
    step,
    turn,
)

QUIET: Made = ("find_room", {"floor": 2, "kind": "quiet"}, [])


def measured(*entries: Trajectory, toolset: Toolset | None = None) -> DiversityReport:
    whole = collection(*entries, toolset=toolset) if toolset else collection(*entries)
    return measure_diversity(whole, silent)


def test_tools_and_parameters_are_counted() -> None:
    found = measured(good(), dialogue(turn("A quiet one on floor 2?", QUIET), name="quiet"))
    book, find = found.tools
    assert (find.function, find.offered, find.dialogues, find.calls, find.failed) == ("find_room", 2, 2, 2, 0)
    assert find.parameters == (
        ParameterUse(name="floor", required=True, calls=2, values=1),
        ParameterUse(name="kind", required=False, calls=1, values=1),
    )
    assert (book.calls, found.tools_used, found.slot_filling) == (1, 2, 0.5)
    assert slot_filling_by_tool(found.tools) == [("find_room", 50.0)]


def test_failed_calls_are_counted() -> None:
    (_, find) = measured(broken()).tools
    assert (find.calls, find.failed) == (1, 1)


def test_pairs_are_calls_one_after_the_other_in_a_dialogue() -> None:
    found = measured(good("one"), good("two"))
    assert found.pairs == (PairUse(first="find_room", then="book_room", times=2),)
    assert found.possible_pairs == 4


def test_copies_are_near_duplicates_and_add_no_sequence() -> None:
    found = measured(good("one"), made_up(), good("two"))
    assert (found.near_duplicates, found.skeletons, found.sequences) == (1, 2, 2)
    assert [(each.id, each.like, each.similarity) for each in found.examples] == [("two", "one", 1.0)]
    assert found.duplicate_rate == pytest.approx(1 / 3)


def test_distinct_runs_of_words_are_a_share_of_all() -> None:
    found = measured(dialogue(turn("red red blue"), name="one"), dialogue(turn("red red blue"), name="two"))
    assert found.distinct == {"1": round(2 / 6, 4), "2": 0.5, "3": 0.5}


def test_lengths_are_distributions_over_dialogues() -> None:
    found = {each.measure: each for each in measured(good(), made_up()).distributions}
    assert (found["turns"].counts, found["turns"].mean) == (((1, 1), (2, 1)), 1.5)
    assert found["calls"].counts == ((1, 1), (2, 1))


def test_shapes_say_turns_functions_and_parallel_calls() -> None:
    at_once = turn("Find and book.", answer="Done.").model_copy(update={"steps": (step(FOUND, BOOKED),)})
    assert shape_of(good()) == "multi-turn, several functions"
    assert shape_of(dialogue(turn("Hello."))) == "single-turn, no call"
    assert shape_of(dialogue(at_once)) == "single-turn, several functions, parallel calls"


def test_without_definitions_nothing_is_said_of_optional_parameters() -> None:
    found = measured(dialogue(turn("Floor 2?", FOUND), tools=()), toolset=Toolset(tools=()))
    assert found.slot_filling is None
    assert found.tools[0].parameters == (ParameterUse(name="floor", required=None, calls=1, values=1),)


def test_an_empty_collection_has_a_report_and_a_picture() -> None:
    found = measured()
    assert (found.dialogues, found.duplicate_rate) == (0, 0)
    assert plot_png(found).startswith(b"\x89PNG")


def test_foreign_names_break_neither_picture_nor_page() -> None:
    strange: Made = ("<b>$x^|`", {"$": "\u4f60"}, None)
    found = measured(dialogue(turn("Go.", strange), name="<script>|`"), dialogue(turn("Go.", strange), name="d$"))
    page = report.html(found)
    assert "<script>" not in page
    assert "&lt;b&gt;" in page
    assert "\\|" in report.markdown(found)
    assert plot_png(found).startswith(b"\x89PNG")


def test_reports_lie_in_the_folder_with_the_last_verdicts(tmp_path: Path) -> None:
    done = flow.measure(collection(good(), made_up()), tmp_path, silent)
    assert DiversityReport.model_validate(json.loads((tmp_path / flow.DIVERSITY).read_text())) == done
    assert "data:image/png;base64," in (tmp_path / flow.PAGE).read_text()
    text = (tmp_path / "report.md").read_text()
    assert "| tools called | 2 of 2 |" in text
    assert "## Checks" not in text
    assert report.plot_markdown(done).startswith("![")


def test_where_arguments_come_from_and_what_was_revised_is_counted() -> None:
    count = {"derived": {"formula": "count", "inputs": []}}
    arguments = [{"arguments": {"a": {"said": {}}, "b": count}}, {"arguments": {"a": {"result": {}}, "c": {}}}]
    attempts = [{"revised": "another row"}, {"revised": "another row"}]
    entry, plain = good(), dialogue(turn("A quiet one on floor 2?", QUIET), name="quiet")
    details = {"arguments": arguments, "attempts": attempts}
    entry = entry.model_copy(update={"provenance": entry.provenance.model_copy(update={"details": details})})
    found = measured(entry, plain)
    assert found.origins == {"derived": 1, "derived by count": 1, "none": 1, "result": 1, "said": 1}
    assert found.revised == {"another row": 2, "dialogues": 1}
    told = {str(name): str(figure) for name, figure in report.figures(found)}
    assert (told["arguments: derived by count"], told["revised: another row"]) == ("1", "2")
