"""Dialogues of models in Dagster: made by the job, exact about what is stale, held again in their own mode only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.scripted import Answer
from eigendata_assets.cli.session import Session
from eigendata_assets.errors import RequestError
from eigendata_assets.storage.generated_shards import PARTS
from eigendata_assets.trajectories.assets import stale_shards
from eigendata_assets.trajectories.flow import look_ahead
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.pilot.criteria import BY_MODEL
from eigendata_assets.trajectories.staging import read_dataset
from resources.subprocess_sandbox import SubprocessSandbox
from tests.command_line import eigendata
from tests.stale_status import stale
from tests.trajectories.lockers import LOCKERS
from tests.trajectories.schema_only.kitchen import cook
from tests.trajectories.simulation.conftest import ensemble_of
from tests.trajectories.simulation.played_by_server import served

KINDS = "single_turn_single_task=1"
OP = "generate_lockers_dialogues"
CONFIG = {"count": 6, "seed": 1, "kinds": KINDS, "shard_size": 2, "mode": "graphs"}
SHARDS = [f"shard_{number:05}" for number in range(3)]


@contextmanager
def model(session: Session, sandbox: SubprocessSandbox) -> Iterator[None]:
    """A model is configured that plays all roles, and likes every dialogue."""
    wanted = Wanted(6, 1, {"single_turn_single_task": 1})
    ensemble = ensemble_of(session.workspace, sandbox, wanted, {})

    def answer(request: ChatRequest) -> Answer:
        if request.labels.agent == "dialogue_judge":
            return {name: {"score": 0.9, "reason": "nothing"} for name in BY_MODEL}
        return ensemble.answer(request)

    with served(answer) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("EIGENDATA_MODEL", "players")
        patch.setenv("OPENAI_BASE_URL", address)
        yield


@contextmanager
def opened(root: Path) -> Iterator[Session]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "set by the session")
        patch.setenv("EIGENDATA_WORKSPACE", str(root))
        session = Session(root)
        session.prepare()
        yield session


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, sandbox: SubprocessSandbox) -> Path:
    """A workspace with three shards of two dialogues, held by a model; not to be changed."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "lockers.yaml").write_text(LOCKERS)
    done = eigendata(folder / "workspace", "generate", folder / "lockers.yaml")
    assert done.code == 0, done.err
    with opened(folder / "workspace") as session, model(session, sandbox):
        session.run("generate_dataset_lockers", ops={OP: CONFIG})
    return folder / "workspace"


@pytest.fixture
def session(held: Path, tmp_path: Path) -> Iterator[Session]:
    shutil.copytree(held, tmp_path / "workspace")
    with opened(tmp_path / "workspace") as session:
        yield session


def files(session: Session) -> dict[str, bytes]:
    folder = session.workspace.store("lockers").folder
    return {f"{part}/{path.stem}": path.read_bytes() for part in PARTS for path in folder.glob(f"{part}/*.parquet")}


def planned(session: Session) -> list[str]:
    with dg.DagsterInstance.get() as instance:
        return stale_shards(instance, session.workspace.domain("lockers"), session.workspace)


def metadata(asset: str, partition: str | None = None) -> dict[str, dg.MetadataValue]:
    key = dg.AssetKey(["lockers", asset])
    with dg.DagsterInstance.get() as instance:
        found = instance.get_latest_data_version_record(key, partition_key=partition)
        assert found is not None
        assert found.asset_materialization is not None
        return dict(found.asset_materialization.metadata)


def change_spec(session: Session) -> None:
    """What `extend_locker` gives has another name."""
    path = session.root / "specs" / "lockers.yaml"
    path.write_text(path.read_text().replace("months: locker.months}", "months_left: locker.months}"))
    session.run("patch_lockers_environment")
    session.run("plan_lockers")


def test_the_job_lands_in_the_same_assets_with_who_made_them_and_what_it_took(session: Session) -> None:
    with dg.DagsterInstance.get() as instance:
        for part in PARTS:
            assert instance.get_materialized_partitions(dg.AssetKey(["lockers", part])) == set(SHARDS)
    assert stale(session, "lockers", SHARDS) == {}
    told = metadata("trajectories", SHARDS[0])
    assert (told["mode"].value, told["made by"].value, told["dialogues"].value) == ("graphs", "players", 2)
    assert int(str(told["model calls"].value)) >= 8
    assert told["tokens"].value == 2 * int(str(told["model calls"].value))
    assert (told["failures by party"].value, told["left out"].value) == ("none", "none")
    assert str(metadata("tool_graphs", SHARDS[0])["file"].value).startswith("none")


def test_every_check_holds_of_them_too(session: Session) -> None:
    done = session.run("verify_lockers")
    found = {each.check_name: each.passed for each in done.get_asset_check_evaluations()}
    assert {name for name, passed in found.items() if not passed} <= {"every_tool_is_used"}


@pytest.mark.parametrize("config", [{"mode": "scenarios"}, {"mode": "graphs", "pilot": 5}, {"mode": "schema-only"}])
def test_a_mode_that_needs_a_model_fails_at_once_without_one_and_changes_nothing(
    session: Session, config: dict[str, int | str]
) -> None:
    before = files(session)
    with pytest.raises(ModelNeeded, match="EIGENDATA_MODEL"):
        session.run("generate_dataset_lockers", ops={OP: {**CONFIG, **config}})
    assert files(session) == before
    assert not (session.workspace.store("lockers").folder / "generation").exists()


def test_what_a_change_affects_stays_without_a_model_and_is_held_again_with_one(
    session: Session, sandbox: SubprocessSandbox
) -> None:
    before = files(session)
    change_spec(session)
    affected = look_ahead(session.workspace.store("lockers")).stale_shards
    assert 0 < len(affected) < len(SHARDS)
    assert list(stale(session, "lockers", SHARDS)) == affected

    with pytest.raises(RequestError, match="are a model's work, and stay as they are"):
        session.run("refresh_lockers")
    assert files(session) == before
    assert planned(session) == affected

    with model(session, sandbox):
        session.run("refresh_lockers")
    assert stale(session, "lockers", SHARDS) == {}
    assert planned(session) == []
    after = files(session)
    assert {name.split("/")[1] for name in after if after[name] != before[name]} == set(affected)
    assert {batch.mode for batch in read_dataset(session.workspace.store("lockers")).batches} == {"graphs"}
    assert metadata("trajectories", affected[0])["made by"].value == "players"


def test_rules_go_on_beside_models_and_neither_replaces_the_other(session: Session) -> None:
    rules = {**CONFIG, "mode": "rules", "append": True, "seed": 9, "count": 4, "processes": 1}
    session.run("generate_dataset_lockers", ops={OP: rules})
    before, store = files(session), session.workspace.store("lockers")
    assert [batch.mode for batch in read_dataset(store).batches] == ["graphs", "rules"]
    for shard in (SHARDS[1], "shard_00004"):
        for part in PARTS:
            (store.folder / part / f"{shard}.parquet").unlink(missing_ok=True)
    session.run("plan_lockers")
    with pytest.raises(RequestError, match=f"1 of the shards of lockers are a model's work.*{SHARDS[1]}"):
        session.run("refresh_lockers")
    assert planned(session) == [SHARDS[1]]
    assert files(session) == {name: each for name, each in before.items() if not name.endswith(SHARDS[1])}


def test_a_range_of_a_models_shards_is_backfilled_by_one_run(session: Session, sandbox: SubprocessSandbox) -> None:
    before, store = files(session), session.workspace.store("lockers")
    for part in PARTS:
        for shard in SHARDS[:2]:
            (store.folder / part / f"{shard}.parquet").unlink(missing_ok=True)
    session.run("plan_lockers")
    with model(session, sandbox):
        session.run("__ASSET_JOB", assets=[["lockers", part] for part in PARTS], partition=f"{SHARDS[0]}...{SHARDS[1]}")
    assert files(session) == before
    assert stale(session, "lockers", SHARDS) == {}


def test_a_pilot_of_models_is_seen_as_assets_and_shards_say_its_prompts(
    session: Session, sandbox: SubprocessSandbox
) -> None:
    config = {**CONFIG, "seed": 1, "pilot": 5, "rounds": 2, "criteria": ["accepted=0.5"]}
    with model(session, sandbox):
        session.run("generate_dataset_lockers", ops={OP: config})
    told = metadata("pilot_report")
    assert told["made by"].value == "players"
    prompts = str(metadata("pilot_prompts")["versions"].value)
    assert all(role in prompts for role in ("intent_from_graph", "user", "assistant"))
    assert "data:image/png;base64," in str(metadata("control_charts")["charts"].value)
    (batch,) = read_dataset(session.workspace.store("lockers")).batches
    assert {each.role for each in batch.prompts} == {"intent_from_graph", "user", "assistant"}
    assert str(metadata("trajectories", SHARDS[0])["made with"].value).count(batch.prompts[1].version) == 1
    assert stale(session, "lockers", list(batch.shards)) == {}


def test_a_pilot_by_rule_tunes_and_its_batch_can_be_drawn_again_byte_for_byte(session: Session) -> None:
    wanted = {**CONFIG, "mode": "rules", "kinds": "", "count": 20, "seed": 5, "processes": 1}
    config = {**wanted, "pilot": 8, "rounds": 4, "criteria": ["several_calls=0.95", "several_turns=0.9"]}
    session.run("generate_dataset_lockers", ops={OP: config})
    store = session.workspace.store("lockers")
    batches = read_dataset(store).batches
    assert sum(batch.dialogues for batch in batches) == 20
    revised = [each for each in batches[0].prompts if each.parent]
    assert revised
    assert all(each.made_by == "rule" and "would be" in each.reason for each in revised)
    assert revised[0].reason in str(metadata("pilot_prompts")["versions"].value)
    with dg.DagsterInstance.get() as instance:
        key = dg.AssetCheckKey(dg.AssetKey(["lockers", "pilot_report"]), "criteria_are_met")
        (record,) = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
        assert record.event is not None

    before, shards = files(session), list(read_dataset(store).shards)
    for part in PARTS:
        (store.folder / part / f"{shards[1]}.parquet").unlink()
    session.run("refresh_lockers")
    assert files(session) == before
    assert stale(session, "lockers", shards) == {}
    done = session.run("verify_lockers")
    failed = {each.check_name for each in done.get_asset_check_evaluations() if not each.passed}
    assert failed <= {"every_tool_is_used"}


def test_dialogues_from_schemas_are_an_asset_of_their_own_and_no_shard(
    session: Session, sandbox: SubprocessSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(session)
    toolset = session.workspace.store("lockers").read_toolset()
    with served(cook(toolset=toolset)) as address:
        monkeypatch.setenv("EIGENDATA_MODEL", "players")
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        session.run("generate_dataset_lockers", ops={OP: {"count": 3, "kinds": KINDS, "mode": "schema-only"}})
    told = metadata("simulated_dialogues")
    assert (told["mode"].value, told["dialogues"].value, told["made by"].value) == ("schema-only", 3, "players")
    assert Path(str(told["file"].value)).exists()
    assert files(session) == before
