"""`eigendata generate NAME --count N`: dialogues of a generated domain, or an error that says what to do first."""

from __future__ import annotations

import json
from pathlib import Path

from tests.command_line import eigendata
from tests.databases.small_specs import CINEMA
from tests.trajectories.lockers import LOCKERS


def test_a_spec_becomes_a_domain_and_the_domain_gets_dialogues(tmp_path: Path) -> None:
    (tmp_path / "lockers.yaml").write_text(LOCKERS)
    made = eigendata(tmp_path / "w", "generate", tmp_path / "lockers.yaml")
    assert made.code == 0, made.err
    kinds = "single_turn_single_task=3,self_correction=1"
    done = eigendata(tmp_path / "w", "generate", "lockers", "--count", "12", "--kinds", kinds, "--json")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert (report["dialogues"], report["resumed"]) == (12, 0)
    assert report["kinds"] == {"self_correction": 3, "single_turn_single_task": 9}
    assert "12 dialogues, executed and proved" in done.err
    folder = tmp_path / "w" / "artifacts" / "lockers"
    assert [path.name for path in (folder / "trajectories").iterdir()] == ["shard_00000.parquet"]
    assert [path.name for path in (folder / "verification_functions").iterdir()] == ["shard_00000.parquet"]


def test_dialogues_are_added_to_those_that_are_there_and_their_functions_proved(tmp_path: Path) -> None:
    (tmp_path / "lockers.yaml").write_text(LOCKERS)
    assert eigendata(tmp_path / "w", "generate", tmp_path / "lockers.yaml").code == 0
    words = ("generate", "lockers", "--count", "3", "--kinds", "single_turn_single_task=1", "--processes", "1")
    assert eigendata(tmp_path / "w", *words).code == 0
    done = eigendata(tmp_path / "w", *words, "--append", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["shards"] == ["shard_00001"]
    ids = [each["id"] for each in json.loads((eigendata(tmp_path / "w", "verify", "lockers", "--json")).out)["rows"]]
    assert ids == [f"lockers_{seed}_00000{place}" for seed in (0, 1) for place in range(3)]
    again = eigendata(tmp_path / "w", *words, "--append", "--seed", "1")
    assert again.code == 2
    assert "the domain has dialogues of the seed 1 already" in again.err


def test_a_domain_without_an_environment_or_tools_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "cinema.yaml").write_text(CINEMA)
    assert eigendata(tmp_path / "w", "generate", tmp_path / "cinema.yaml", "--until", "database").code == 0
    done = eigendata(tmp_path / "w", "generate", "cinema", "--count", "5")
    assert done.code == 2
    assert "cinema has no environment" in done.err
    assert eigendata(tmp_path / "w", "generate", tmp_path / "cinema.yaml").code == 0
    assert "cinema has no tools" in eigendata(tmp_path / "w", "generate", "cinema", "--count", "5").err


def test_a_kind_that_is_not_known_is_refused_with_those_that_are(tmp_path: Path) -> None:
    done = eigendata(tmp_path / "w", "generate", "cinema", "--count", "5", "--kinds", "poems=1")
    assert done.code == 2
    assert "'poems=1' is not KIND=SHARE" in done.err
    assert "single_turn_single_task" in done.err
