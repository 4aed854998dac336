"""The bike shop as a generated domain to audit, clean, and with one thing changed."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.suites import Case, Suite
from eigendata_assets.audits.generated import GeneratedDomain
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.suites.deriving import Suites, derive_suites
from eigendata_assets.environments.synthesis.method_code import method_code
from eigendata_assets.environments.synthesis.module_code import module_code
from eigendata_assets.environments.tool_schemas import toolset_of
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit
from tests.bike_shop import bike_shop, bike_shop_database


@cache
def _suites() -> Suites:
    spec = bike_shop()
    return derive_suites(spec, read_behaviours(spec), bike_shop_database())


@cache
def _module() -> str:
    spec = bike_shop()
    behaviours = read_behaviours(spec)
    return module_code(spec, {name: method_code(spec, name, behaviours) for name in behaviours})


def generated_shop(folder: Path, module: str | None = None) -> GeneratedDomain:
    """The bike shop, its module in the folder."""
    spec, text = bike_shop(), module or _module()
    suites = _suites()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bike_shop.py").write_text(text)
    environment = EnvironmentCode(folder, (Toolkit("BikeShop", "bike_shop"),), "_load_state")
    return GeneratedDomain(
        name="bike_shop",
        source="tests",
        spec=spec,
        toolset=toolset_of(spec, read_behaviours(spec)),
        environment=environment,
        files={"bike_shop.py": text},
        suites=(suites.workflow, suites.unit),
        state=bike_shop_database(),
    )


def module_with(old: str, new: str) -> str:
    """The module with a fault."""
    assert old in _module(), f"{old!r} is not in the module"
    return _module().replace(old, new, 1)


def with_row(shop: GeneratedDomain, table: str, key: str, **values: Any) -> GeneratedDomain:
    """The database with other values in one record; `...` takes a field away."""
    state = copy.deepcopy(dict(shop.state))
    row = {**state[table][key], **values}
    state[table][key] = {name: value for name, value in row.items() if value is not ...}
    return replace(shop, state=state)


def with_case(shop: GeneratedDomain, suite: Suite, case: Case, changed: Case) -> GeneratedDomain:
    """The suites with one case changed."""
    cases = tuple(changed if each is case else each for each in suite.cases)
    mended = suite.model_copy(update={"cases": cases})
    return replace(shop, suites=tuple(mended if each is suite else each for each in shop.suites))
