"""The bike shop with its behaviours, suites and module, made once."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.suites.deriving import Suites, derive_suites
from eigendata_assets.environments.synthesis.method_code import method_code
from eigendata_assets.environments.synthesis.module_code import module_code
from eigendata_assets.environments.workflows import Setting
from resources.subprocess_sandbox import SubprocessSandbox
from tests.bike_shop import bike_shop, bike_shop_database


@dataclass(frozen=True)
class Shop:
    """A domain with all that can be derived of it."""

    domain: DomainSpec
    database: Tables
    behaviours: dict[str, Behaviour]
    methods: dict[str, str]
    suites: Suites

    @property
    def module(self) -> str:
        return module_code(self.domain, self.methods)

    def module_with(self, tool: str, old: str, new: str) -> str:
        """The module with a fault in one method."""
        assert old in self.methods[tool], f"{old!r} is not in {tool}"
        return module_code(self.domain, {**self.methods, tool: self.methods[tool].replace(old, new)})


@pytest.fixture(scope="session")
def shop() -> Shop:
    domain, database = bike_shop(), bike_shop_database()
    behaviours = read_behaviours(domain)
    methods = {name: method_code(domain, name, behaviours) for name in behaviours}
    return Shop(domain, database, behaviours, methods, derive_suites(domain, behaviours, database))


@pytest.fixture
def setting(shop: Shop, sandbox: SubprocessSandbox) -> Setting:
    """What a workflow needs, without a model."""
    return Setting(shop.domain, shop.database, {}, sandbox, Offline())
