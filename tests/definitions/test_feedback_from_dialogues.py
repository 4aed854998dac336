"""Dialogues show that a function does something else than the spec says: the environment is asked to mend it."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from eigendata_assets.cli.session import Session
from eigendata_assets.environments.flow import environment_files
from tests.command_line import eigendata
from tests.trajectories.lockers import LOCKERS

OP = "generate_lockers_dialogues"
CONFIG = {"count": 6, "kinds": "single_turn_single_task=1", "processes": 1}


def test_a_function_that_misbehaves_is_repaired_by_the_run_that_the_sensor_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "set by the session")
    monkeypatch.setenv("EIGENDATA_WORKSPACE", str(tmp_path))
    (tmp_path / "lockers.yaml").write_text(LOCKERS)
    assert eigendata(tmp_path / "w", "generate", tmp_path / "lockers.yaml").code == 0
    session = Session(tmp_path / "w")
    files = environment_files(session.workspace, "lockers")
    module = files.folder / "environment" / "lockers.py"
    good = module.read_text()
    module.write_text(good.replace('{"lockers": ', '{"lockers": []} if True else {"lockers": '))

    session.run("generate_dataset_lockers", ops={OP: CONFIG})
    told = files.read_feedback_to_environment()
    assert told is not None
    assert [need.subject for need in told.needs] == ["list_lockers"]
    sensor = session._definitions().get_repository_def().get_sensor_def("lockers_feedback_to_environment")
    with dg.DagsterInstance.get() as instance, dg.build_sensor_context(instance) as context:
        (request,) = sensor.evaluate_tick(context).run_requests or ()
    assert sensor.job_name == "repair_lockers_environment"
    assert request.run_key

    session.run(sensor.job_name)
    assert module.read_text() == good
    session.run("generate_dataset_lockers", ops={OP: CONFIG})
    told = files.read_feedback_to_environment()
    assert told is not None
    assert not told.is_open
