"""`eigendata import dialogues`: a team's own trajectories become bulk data in shards."""

import gzip
import json
from pathlib import Path

import pytest

from eigendata_assets.storage.workspace import Workspace
from tests.command_line import eigendata
from tests.own_dialogues import CODE, VOIDING, write_files


def test_dialogues_are_imported_in_shards_and_executed(own: Path) -> None:
    store = Workspace(own).store("till")

    assert sorted(store.shards()) == ["shard_00000", "shard_00001", "shard_00002"]
    found = list(store.planned_trajectories())
    assert [each.id for each in found] == [f"sale_{number}" for number in range(10)]
    assert found[2].turns[2].results[0].value == {"total": 202}
    assert all(each.fingerprint and not each.failure for each in found)
    assert store.usage_index.users_of("Till.void") == tuple(f"sale_{number}" for number in VOIDING)
    assert store.usage_index.functions()["Till.void"] == ["shard_00000", "shard_00001"]


def test_a_change_redoes_the_rows_that_it_touches_and_keeps_the_bytes_of_all_others(own: Path) -> None:
    store = Workspace(own).store("till")
    before = {each.id: each for each in store.planned_trajectories()}
    files = {shard: store.shard_file(shard).read_bytes() for shard in store.shards()}
    module = store.environment_folder / "till.py"
    module.write_text(module.read_text().replace('"voided": amount', '"voided": -amount'))

    ahead = json.loads(eigendata(own, "refresh", "till", "--dry-run", "--json").out)
    assert [each["id"] for each in ahead["stale"]] == ["sale_2", "sale_7"]
    assert ahead["reasons"] == {"till.Till.void": 2}
    done = eigendata(own, "refresh", "till")

    assert done.code == 0, done.err
    after = {each.id: each for each in store.planned_trajectories()}
    assert {name for name in after if after[name] != before[name]} == {"sale_2", "sale_7"}
    assert {shard for shard in files if store.shard_file(shard).read_bytes() != files[shard]} == {
        "shard_00000",
        "shard_00001",
    }
    assert after["sale_2"].turns[1].results[0].value == {"voided": -1, "paid": 202}
    assert json.loads(eigendata(own, "refresh", "till", "--dry-run", "--json").out)["stale_trajectories"] == 0


def test_a_packed_file_is_read_as_well(tmp_path: Path) -> None:
    words = list(write_files(tmp_path, 2))
    packed = tmp_path / "sales.jsonl.gz"
    packed.write_bytes(gzip.compress((tmp_path / "sales.jsonl").read_bytes()))
    words[1] = str(packed)

    done = eigendata(tmp_path / "workspace", "import", "dialogues", "till", *words, "--json")

    assert done.code == 0, done.err
    assert json.loads(done.out)["executed"] == 2


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("sales.jsonl", "", "there are no trajectories"),
        ("sales.jsonl", '{"id": "a"}\n', "sales.jsonl: line 1: not a trajectory: category"),
        ("sales.jsonl", "{\n", "sales.jsonl: line 1: not JSON"),
        ("tools.json", "[]", "sales.jsonl: line 1: sale_0: toolkits: no tool schema belongs to Till"),
        ("tools.json", '[{"name": "pay", "toolkit": "Till", "parameters": {"type": "no"}}]', "tools.json: Till.pay"),
        ("code/till.py", "class Other: pass", "no module defines the class Till"),
        ("code/till.py", CODE.replace("def pay(", "def pay"), "till.py: not a Python module"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(tmp_path: Path, file: str, content: str, message: str) -> None:
    words = write_files(tmp_path)
    (tmp_path / file).write_text(content)

    done = eigendata(tmp_path / "workspace", "import", "dialogues", "till", *words)

    assert done.code == 2
    assert message in done.err
    assert not (tmp_path / "workspace" / "domains").exists()


def test_two_trajectories_of_one_id_are_refused(tmp_path: Path) -> None:
    words = write_files(tmp_path)
    lines = (tmp_path / "sales.jsonl").read_text()
    (tmp_path / "sales.jsonl").write_text(lines + lines.splitlines()[3] + "\n")

    done = eigendata(tmp_path / "workspace", "import", "dialogues", "till", *words)

    assert done.code == 2
    assert "sales.jsonl: line 11: sale_3: two trajectories have this id" in done.err
