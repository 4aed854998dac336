"""Shards of rows: what uses nothing of what changed is not even decoded."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits import flow
from eigendata_assets.audits.patch_report import Tally
from eigendata_assets.audits.patch_rows import PatchedShard, patch_shards, row_writer
from eigendata_assets.audits.schema_patch import PatchResult, SchemaPatch
from eigendata_assets.audits.segments import SegmentMap
from eigendata_assets.storage.memo import trajectory_of
from eigendata_assets.storage.trajectory_shards import table_of
from eigendata_assets.trajectories.fingerprint import dependencies
from eigendata_assets.trajectories.fingerprint_columns import planned_row
from tests.audits import desk
from tests.audits.desk import CLOSE, DESK, call, changed, dialogue, step, tool
from tests.audits.in_process import InProcessSandbox

RENAMED = changed(close_ticket=CLOSE.model_copy(update={"name": "resolve_ticket"}))
RENAMED_CODE = desk.CODE.replace("def close_ticket", "def resolve_ticket")
NOW = dependencies(DESK, desk.reach(desk.CODE))
AFTER = dependencies(RENAMED, desk.reach(RENAMED_CODE))
write = row_writer(flow.compare(DESK, RENAMED), AFTER)


def rows(*trajectories: Trajectory) -> pa.Table:
    return table_of(planned_row(each, NOW) for each in trajectories)


def counting(name: str) -> Trajectory:
    return dialogue(name, ("Count.", [step(call("count_tickets"))]))


def closing(name: str, number: int = 7) -> Trajectory:
    return dialogue(name, ("Close.", [step(call("close_ticket", ticket_id=number))]))


def patcher(folder: Path, after: Toolset = RENAMED, code: str = RENAMED_CODE) -> tuple[SchemaPatch, InProcessSandbox]:
    sandbox = InProcessSandbox()
    return SchemaPatch(flow.compare(DESK, after), desk.environment(folder, code), sandbox), sandbox


def patched(folder: Path, *shards: pa.Table, counts: str = "used") -> tuple[list[PatchedShard], InProcessSandbox]:
    patch, sandbox = patcher(folder)
    named = [(f"shard {number}", table) for number, table in enumerate(shards)]
    return list(patch_shards(named, patch, write, "offered" if counts == "offered" else "used")), sandbox


def test_a_shard_without_an_affected_row_is_passed_on_and_nothing_is_executed(tmp_path: Path) -> None:
    done, sandbox = patched(tmp_path, rows(counting("a"), counting("b")))
    assert [(each.shard, each.rows, each.table, list(each.results)) for each in done] == [("shard 0", 2, None, [])]
    assert sandbox.replays == 0


def test_only_affected_rows_are_others_and_every_row_keeps_its_place(tmp_path: Path) -> None:
    first, second = rows(counting("a"), closing("b"), counting("c")), rows(closing("d"), counting("e"))
    done, sandbox = patched(tmp_path, first, second)
    assert sandbox.replays == 2
    for before, after in zip((first, second), done, strict=True):
        assert after.table is not None
        assert after.table.schema == before.schema
        assert after.table["id"].to_pylist() == before["id"].to_pylist()
        pairs = zip(before.to_pylist(), after.table.to_pylist(), strict=True)
        assert [old == new for old, new in pairs] == [
            old == ["Desk.count_tickets"] for old in before["functions_used"].to_pylist()
        ]
    assert done[0].table is not None
    assert done[0].table["functions_used"].to_pylist()[1] == ["Desk.resolve_ticket"]
    assert (
        json.loads(done[0].table["row"].to_pylist()[1])["turns"][0]["steps"][0]["calls"][0]["name"] == "resolve_ticket"
    )


def test_a_row_that_does_not_use_what_changed_is_not_decoded(tmp_path: Path) -> None:
    table = rows(counting("a"), closing("b"))
    broken = table.set_column(
        table.schema.get_field_index("row"), "row", pa.array(["not JSON", table["row"][1].as_py()])
    )
    done, _ = patched(tmp_path, broken)
    assert done[0].table is not None
    assert done[0].table["row"].to_pylist()[0] == "not JSON"


def test_offered_functions_count_where_that_is_asked_for(tmp_path: Path) -> None:
    done, _ = patched(tmp_path, rows(counting("a")), counts="offered")
    assert done[0].results[0].outcome == "patched"
    assert "Desk.resolve_ticket" in done[0].results[0].trajectory.tools


def test_a_patched_shard_has_nothing_left_to_patch(tmp_path: Path) -> None:
    done, _ = patched(tmp_path, rows(closing("a"), counting("b")))
    assert done[0].table is not None
    again, sandbox = patched(tmp_path, done[0].table)
    assert (again[0].table, sandbox.replays) == (None, 0)


def test_a_row_that_needs_a_model_keeps_its_text_and_its_old_fingerprint_and_says_what_is_open(tmp_path: Path) -> None:
    patch, _ = patcher(tmp_path, changed(close_ticket=None))
    before = rows(closing("a"), counting("b"))
    (done,) = patch_shards([("one", before)], patch, write)
    assert done.results[0].outcome == "needs a model"
    assert done.table is not None
    assert done.table.drop_columns("open") == before.drop_columns("open")
    assert done.table["open"].to_pylist() == ["turn 0, step 0: Desk.close_ticket is no more", None]


def test_a_row_that_waits_goes_on_waiting_until_its_calls_fit(tmp_path: Path) -> None:
    misfit = {**planned_row(closing("a"), NOW), "open": "what was it?"}
    fitting = {**planned_row(counting("b"), NOW), "open": "what was it?"}
    lost = changed(close_ticket=tool("close_ticket", "why", why={"type": "string"}), count_tickets=None)
    tools = flow.compare(lost, RENAMED)
    result = PatchResult(trajectory_of(misfit), "still valid", SegmentMap("a", ()))
    other = PatchResult(trajectory_of(fitting), "still valid", SegmentMap("b", ()))
    assert row_writer(tools, AFTER)(result, misfit) is None
    written = row_writer(tools, AFTER)(other, fitting)
    assert written is not None
    assert written["open"] is None


def test_many_shards_are_executed_together(tmp_path: Path) -> None:
    shards = [rows(closing(f"{number}"), counting(f"{number}b")) for number in range(130)]
    patch, sandbox = patcher(tmp_path)
    batches: list[int] = []
    replay = sandbox.replay

    def counted(environment: object, replays: list[object], **options: object) -> object:
        batches.append(len(replays))
        return replay(environment, replays, **options)  # type: ignore[arg-type]

    sandbox.replay = counted  # type: ignore[method-assign, assignment]
    done = list(patch_shards([(str(number), table) for number, table in enumerate(shards)], patch, write))
    assert [each.shard for each in done] == [str(number) for number in range(130)]
    assert batches == [64, 64, 2]


def test_a_preview_says_without_executing_what_the_patch_then_does(tmp_path: Path) -> None:
    after = changed(close_ticket=tool("close_ticket", "ticket_id", ticket_id={"type": "integer", "maximum": 10}))
    shards = [("a", rows(closing("a"), counting("b"), closing("c", 11))), ("b", rows(counting("d")))]
    foreseen = flow.preview(shards, flow.compare(DESK, after))
    assert (foreseen.rows, foreseen.decoded, foreseen.shards, foreseen.shards_changed) == (4, 2, 2, 1)
    assert foreseen.outcomes == {"needs a model": 1, "still valid": 1}
    assert [each.id for each in foreseen.needs_a_model] == ["c"]
    patch, _ = patcher(tmp_path, after, desk.CODE)
    tally = Tally(patch.tools)
    list(flow.patch(shards, patch, write, tally))
    assert tally.report() == foreseen


def test_the_report_counts_segments_and_reasons(tmp_path: Path) -> None:
    patch, _ = patcher(tmp_path)
    tally = Tally(patch.tools)
    list(flow.patch([("a", rows(closing("a"), counting("b"), closing("c")))], patch, write, tally))
    report = tally.report()
    assert report.changes == ("Desk.close_ticket is now Desk.resolve_ticket (similarity, 90%)",)
    assert (report.outcomes, report.steps) == ({"patched": 2}, {"affected": 2})
    assert report.reasons == {report.changes[0]: 2}


def test_a_mapping_file_is_read_for_the_comparison(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text('{"function": "close_ticket", "to": null}\n')
    assert flow.compare(DESK, RENAMED, path).diff.renamed == {}


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_shards_of_any_size_are_passed_on(tmp_path: Path, size: int) -> None:
    table = rows(*(counting(f"{number}") for number in range(min(size, 3))))
    done, _ = patched(tmp_path, table)
    assert done[0].rows == min(size, 3)
