"""`eigendata import` makes a domain of a published benchmark, or says what is wrong and leaves nothing."""

import json
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from eigendata_assets.storage.workspace import Workspace
from tests.command_line import eigendata
from tests.tiny_benchmark import IDS, VERSION, prepare_workspace


def test_every_reference_of_the_benchmark_is_executed(imported: Path) -> None:
    store = Workspace(imported).store("tiny")

    trajectories = tuple(store.read_trajectories(IDS))

    assert [each.id for each in trajectories] == list(IDS)
    assert all(each.failure is None for each in trajectories)
    assert trajectories[0].turns[0].steps[1].changed == ("Shelf",)
    assert trajectories[0].turns[1].results[0].value == {"boxes": ["hammer", "nails"]}


def test_execution_shows_which_tools_change_the_state(imported: Path) -> None:
    tools = Workspace(imported).store("tiny").read_toolset().by_key

    assert tools["Shelf.add_box"].mutates_state is True
    assert tools["Shelf.list_boxes"].mutates_state is False
    assert tools["Counter.read"].mutates_state is None


def test_importing_again_executes_nothing_and_keeps_every_byte(workspace: Path) -> None:
    shards = Workspace(workspace).store("tiny").folder / "trajectories"
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in shards.iterdir()}

    done = eigendata(workspace, "import", "bfcl", "tiny", "--version", VERSION)

    assert done.code == 0
    assert "replaying" not in done.err
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in shards.iterdir()} == before


def test_trajectories_that_an_older_version_wrote_are_executed_again(workspace: Path) -> None:
    store = Workspace(workspace).store("tiny")
    before = list(store.read_trajectories(IDS))
    for name in IDS:
        pq.write_table(pa.table({"id": [name], "fingerprint": ["of old"]}), store.shard_file(name))
    with sqlite3.connect(store.usage_index_file) as index:
        index.execute("PRAGMA user_version = 0")
    index.close()

    done = eigendata(workspace, "import", "bfcl", "tiny", "--version", VERSION)

    assert done.code == 0, done.err
    assert list(store.read_trajectories(IDS)) == before


def test_a_version_whose_checksum_is_unknown_is_allowed_with_a_warning(tmp_path: Path) -> None:
    workspace = prepare_workspace(tmp_path)

    done = eigendata(workspace, "import", "bfcl", "one", "--version", VERSION, "--categories", "base", "--json")

    assert done.code == 0
    assert "warning: bfcl-eval 0.0.1 is not among the versions checked here" in done.err
    assert json.loads(done.out)["by_category"] == {"multi_turn_base": 2}


def test_a_known_version_with_another_content_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    folder = prepare_workspace(tmp_path) / "cache" / "bfcl-eval"
    (folder / VERSION).rename(folder / "2025.6.8")
    wheel = next((folder / "2025.6.8").iterdir())
    wheel.rename(wheel.with_name("bfcl_eval-2025.6.8-py3-none-any.whl"))

    done = eigendata(tmp_path, "import", "bfcl", "v3")

    assert done.code == 2
    assert "its SHA-256 is" in done.err
    assert not (tmp_path / "domains").exists()
    assert not (tmp_path / "artifacts").exists()


def test_a_damaged_entry_is_named_by_file_line_and_id_before_anything_is_written(tmp_path: Path) -> None:
    entry = {"id": "multi_turn_base_0", "question": [[]], "involved_classes": ["Shelf"]}
    workspace = prepare_workspace(tmp_path, BFCL_v3_multi_turn_base=json.dumps(entry))

    done = eigendata(workspace, "import", "bfcl", "tiny", "--version", VERSION, "--categories", "base")

    assert done.code == 2
    assert "BFCL_v3_multi_turn_base.json: line 1: multi_turn_base_0" in done.err
    assert not (tmp_path / "domains").exists()


def test_a_class_whose_import_loops_for_ever_is_a_clear_error_and_no_trajectory_is_written(tmp_path: Path) -> None:
    workspace = prepare_workspace(tmp_path, sums="while True:\n    pass\n\nclass Sums:\n    pass\n")

    done = eigendata(workspace, "import", "bfcl", "tiny", "--version", VERSION)

    assert done.code == 2
    assert "sums" in done.err
    assert not (workspace / "artifacts" / "tiny" / "trajectories").exists()


def test_another_source_under_a_known_name_needs_a_word_more(workspace: Path) -> None:
    refused = eigendata(workspace, "import", "bfcl", "tiny", "--version", VERSION, "--categories", "base")
    replaced = eigendata(workspace, "import", "bfcl", "tiny", "--version", VERSION, "--categories", "base", "--replace")

    assert refused.code == 2
    assert "--replace" in refused.err
    assert replaced.code == 0
    assert Workspace(workspace).store("tiny").shards() == {"multi_turn_base_0", "multi_turn_base_1"}


def test_a_name_or_category_that_is_none_is_refused(tmp_path: Path) -> None:
    assert eigendata(tmp_path, "import", "bfcl", "Bad Name").code == 2
    done = eigendata(tmp_path, "import", "bfcl", "fine", "--categories", "bass")
    assert done.code == 2
    assert "Choose among: base, miss_func, miss_param, long_context." in done.err
