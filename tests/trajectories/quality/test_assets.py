"""The quality report as an asset of a domain, by its own job run in this process."""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg
import pytest

from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.domain import DialoguesSource, Domain
from eigendata_assets.execution.progress import silent
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.quality import flow
from eigendata_assets.trajectories.quality.assets import CHECK, build_quality_assets, build_quality_checks


def materialized(root: Path, domain: Domain) -> dg.ExecuteInProcessResult:
    assets = [dg.AssetSpec([domain.name, each]) for each in ("trajectories", "tool_schemas")]
    built = [*build_quality_assets(domain), build_quality_checks(domain)]
    selection = [dg.AssetKey([domain.name, "quality_report"])]
    resources = {"workspace": Workspace(root), "chat": Offline(), "progress": silent}
    return dg.materialize([*assets, *built], resources=resources, selection=dg.AssetSelection.assets(*selection))


@pytest.fixture
def domain(own: Path) -> Domain:
    return Workspace(own).domain("till")


def test_the_asset_has_verdicts_figures_and_plots_in_its_metadata(own: Path, domain: Domain) -> None:
    assert isinstance(domain.source, DialoguesSource)
    done = materialized(own, domain)
    (event,) = done.get_asset_materialization_events()
    metadata = event.materialization.metadata
    checks = flow.read_checks(own / "artifacts" / "till" / "quality")
    assert checks is not None
    assert sum(checks.decisions.values()) == int(str(metadata["dialogues"].value))
    assert "data:image/png;base64," in str(metadata["plots"].value)
    assert str(metadata["model checker"].value).startswith("not run: ")
    assert Path(str(metadata["page"].value)).exists()
    assert json.loads((own / "artifacts" / "till" / "quality" / flow.DIVERSITY).read_text())["dialogues"]


def test_the_check_holds_when_nothing_waits_for_people(own: Path, domain: Domain) -> None:
    queue = flow.queue_of(Workspace(own))
    (before,) = materialized(own, domain).get_asset_check_evaluations()
    waiting = [each.entry.id for each in queue.waiting("till")]
    assert (before.check_name, before.passed) == (CHECK, not waiting)
    for each in waiting:
        queue.reject("till", each, "ann")
    (after,) = materialized(own, domain).get_asset_check_evaluations()
    assert after.passed
