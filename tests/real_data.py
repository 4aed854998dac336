"""Where real data lies, relative to the checkout or as the environment says; tests that need it skip and say why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data" / "bfcl_results"


def real_wheel(version: str) -> Path:
    """The benchmark's wheel: in the folder EIGENDATA_TEST_WHEELS, or in the cache of a workspace; skips without one."""
    workspace = Path(os.environ.get("EIGENDATA_WORKSPACE", ROOT / "workspace"))
    folders = [workspace / "cache" / "bfcl-eval" / version]
    if "EIGENDATA_TEST_WHEELS" in os.environ:
        folders.insert(0, Path(os.environ["EIGENDATA_TEST_WHEELS"]))
    for folder in folders:
        for wheel in sorted(folder.glob(f"bfcl_eval-{version}-*.whl")):
            return wheel
    searched = " and ".join(map(str, folders))
    pytest.skip(f"bfcl-eval {version} is not downloaded (looked in {searched}; EIGENDATA_TEST_WHEELS names a folder)")


def real_results(kind: str) -> list[Path]:
    """The real result files (`kind` is `result`) or their score files (`score`); skips where there are none."""
    found = sorted(SHARED.glob(f"*/*_{kind}.json.gz"))
    if not found:
        pytest.skip(f"no real results lie in {SHARED}")
    return found
