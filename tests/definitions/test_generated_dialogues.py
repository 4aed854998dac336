"""Generated dialogues in Dagster: made by a job, exact about what is stale, redone by refresh and by backfill."""

from __future__ import annotations

import shutil
from pathlib import Path

import dagster as dg
import pytest

from eigendata_assets.cli.session import Session
from eigendata_assets.errors import RequestError
from eigendata_assets.storage.generated_shards import PARTS
from eigendata_assets.trajectories.assets import stale_shards
from eigendata_assets.trajectories.flow import look_ahead
from eigendata_assets.trajectories.staging import read_dataset
from tests.command_line import eigendata
from tests.stale_status import stale
from tests.trajectories.lockers import LOCKERS

SHARDS = [f"shard_{number:05}" for number in range(6)]
CONFIG = {"count": 12, "seed": 3, "kinds": "single_turn_single_task=1", "shard_size": 2, "processes": 1}
OP = "generate_lockers_dialogues"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with six shards of two dialogues, made by the job; not to be changed."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "lockers.yaml").write_text(LOCKERS)
    done = eigendata(folder / "workspace", "generate", folder / "lockers.yaml")
    assert done.code == 0, done.err
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "set by the session")
        patch.setenv("EIGENDATA_WORKSPACE", str(folder))
        Session(folder / "workspace").run("generate_dataset_lockers", ops={OP: CONFIG})
    return folder / "workspace"


@pytest.fixture
def session(generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    shutil.copytree(generated, tmp_path / "workspace")
    monkeypatch.setenv("DAGSTER_HOME", "set by the session")
    monkeypatch.setenv("EIGENDATA_WORKSPACE", str(tmp_path))
    session = Session(tmp_path / "workspace")
    session.prepare()
    return session


def files(session: Session) -> dict[str, bytes]:
    folder = session.workspace.store("lockers").folder
    return {f"{part}/{path.stem}": path.read_bytes() for part in PARTS for path in folder.glob(f"{part}/*.parquet")}


def planned(session: Session) -> list[str]:
    with dg.DagsterInstance.get() as instance:
        return stale_shards(instance, session.workspace.domain("lockers"), session.workspace)


def change_spec(session: Session, old: str, new: str) -> None:
    """The spec says something else, the environment follows it, and the plan is made."""
    path = session.root / "specs" / "lockers.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    session.run("patch_lockers_environment")
    session.run("plan_lockers")


def test_the_job_records_every_shard_of_every_part_and_nothing_is_stale(session: Session) -> None:
    with dg.DagsterInstance.get() as instance:
        assert set(instance.get_dynamic_partitions("lockers_shards")) == set(SHARDS)
        for part in PARTS:
            assert instance.get_materialized_partitions(dg.AssetKey(["lockers", part])) == set(SHARDS)
    assert planned(session) == []
    assert stale(session, "lockers", SHARDS) == {}


def test_a_changed_function_makes_its_shards_stale_and_a_refresh_redoes_them(session: Session) -> None:
    before = files(session)
    change_spec(session, "months: locker.months}", "months_left: locker.months}")
    affected = look_ahead(session.workspace.store("lockers")).stale_shards
    assert 0 < len(affected) < len(SHARDS)
    found = stale(session, "lockers", SHARDS)
    assert list(found) == affected
    assert all("lockers/trajectory_plan" in causes for causes in found.values())
    assert planned(session) == affected

    session.run("refresh_lockers")

    assert stale(session, "lockers", SHARDS) == {}
    assert planned(session) == []
    after = files(session)
    assert {name.split("/")[1] for name in after if after[name] != before[name]} == set(affected)


def test_a_range_that_is_missing_is_backfilled_by_one_run(session: Session) -> None:
    before, store = files(session), session.workspace.store("lockers")
    for shard in SHARDS[1:5]:
        for part in PARTS:
            (store.folder / part / f"{shard}.parquet").unlink()
    session.run("plan_lockers")
    assert planned(session) == SHARDS[1:5]
    with dg.DagsterInstance.get() as instance:
        runs = instance.get_runs_count()

    session.run("__ASSET_JOB", assets=[["lockers", part] for part in PARTS], partition=f"{SHARDS[1]}...{SHARDS[3]}")

    with dg.DagsterInstance.get() as instance:
        assert instance.get_runs_count() == runs + 1
    assert store.shards() == {*SHARDS} - {SHARDS[4]}
    assert planned(session) == [SHARDS[4]]
    session.run("refresh_lockers")
    assert files(session) == before
    assert stale(session, "lockers", SHARDS) == {}


def test_the_nightly_schedule_adds_a_batch_of_the_next_seed(session: Session) -> None:
    before = files(session)
    repository = session._definitions().get_repository_def()
    schedule = repository.get_schedule_def("nightly_batch_lockers")
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    with dg.DagsterInstance.get() as instance, dg.build_schedule_context(instance) as context:
        (request,) = schedule.evaluate_tick(context).run_requests or ()
    nightly = request.run_config["ops"][OP]["config"]
    assert nightly == {"append": True}
    for _ in range(2):
        session.run(schedule.job_name, ops={OP: {**CONFIG, "count": 3, "seed": None, **nightly}})
    dataset = read_dataset(session.workspace.store("lockers"))
    assert [(batch.seed, batch.first_shard, batch.count) for batch in dataset.batches] == [
        (3, 0, 12), (4, 6, 3), (5, 8, 3),
    ]  # fmt: skip
    after = files(session)
    assert before.items() <= after.items()
    assert stale(session, "lockers", dataset.shards) == {}


def test_every_check_of_the_dialogues_holds_and_is_recorded(session: Session) -> None:
    done = session.run("verify_lockers")
    found = {each.check_name: each.passed for each in done.get_asset_check_evaluations()}
    assert len(found) == 8
    assert all(found.values()), found


def test_a_dialogue_that_was_tampered_with_fails_its_check(session: Session) -> None:
    folder = session.workspace.store("lockers").folder
    for part in PARTS:
        shutil.copy(folder / part / f"{SHARDS[0]}.parquet", folder / part / f"{SHARDS[1]}.parquet")
    done = session.run("verify_lockers")
    failed = {each.check_name for each in done.get_asset_check_evaluations() if not each.passed}
    assert "no_two_dialogues_are_alike" in failed


def test_a_shard_that_nobody_asked_for_cannot_be_refreshed(session: Session) -> None:
    with pytest.raises(RequestError, match="shard_00099 of lockers is in no batch"):
        session.run("refresh_lockers", ops={"refresh_lockers_shards": {"shards": ["shard_00099"]}})


def test_the_quality_report_has_verdicts_figures_and_plots_in_its_metadata(session: Session) -> None:
    done = session.run("materialize_assets_lockers", assets=[["lockers", "quality_report"]])
    (event,) = done.get_asset_materialization_events()
    metadata = event.materialization.metadata
    assert metadata["dialogues"].value == "12"
    assert metadata["tools called"].value == "3 of 3"
    assert {"near duplicates", "optional parameters given", "different sequences of calls"} <= metadata.keys()
    assert "data:image/png;base64," in str(metadata["plots"].value)
