"""The gate's report counts verdicts and reasons, and is a warning for a published benchmark."""

from __future__ import annotations

import dagster as dg

from eigendata_assets.artifacts.domain import BfclSource, Domain
from eigendata_assets.artifacts.verification_function import GateFailure, Soundness
from eigendata_assets.verification.assets import SOUND, _check, _metadata
from eigendata_assets.verification.flow import report_of

DOMAIN = Domain(name="shop", source=BfclSource(version="1", categories=("multi_turn_base",)))
ROWS = [
    Soundness(id="a", verdict="sound", tested={"reference": 1, "omission": 2}),
    Soundness(id="b", verdict="repaired", tested={"reference": 1}, repairs=("loosened: x is valid too",)),
    Soundness(
        id="c",
        verdict="dropped",
        tested={"reference": 1},
        failures=(
            GateFailure(requirement="omission", what="without pay scores 1", calls=("book()",)),
            GateFailure(requirement="reordering", what="pay before book scores 0"),
        ),
    ),
]


def test_a_report_counts_verdicts_first_reasons_and_scored_runs() -> None:
    report = report_of("shop", ROWS)
    assert (report.trajectories, report.sound, report.repaired, report.dropped) == (3, 1, 1, 1)
    assert report.why == {"omission": 1}
    assert report.tested == {"reference": 3, "omission": 2}
    assert report_of("shop", []).trajectories == 0


def test_the_check_warns_of_what_a_benchmark_lacks_and_says_why() -> None:
    result = _check(report_of("shop", ROWS), DOMAIN)
    assert (result.check_name, result.passed, result.severity) == (SOUND, False, dg.AssetCheckSeverity.WARN)
    assert result.metadata["passed"].value == 2
    assert "| omission | 1 |" in str(result.metadata["why"].value)
    assert "| c | omission | without pay scores 1 |" in str(result.metadata["first of them"].value)
    assert _check(report_of("shop", ROWS[:2]), DOMAIN).passed


def test_the_metadata_of_the_asset_is_the_report_in_numbers() -> None:
    metadata = _metadata(report_of("shop", ROWS))
    assert {name: metadata[name] for name in ("sound", "repaired", "dropped")} == {
        "sound": 1,
        "repaired": 1,
        "dropped": 1,
    }
    assert "| reference | 3 |" in str(metadata["runs scored"])
