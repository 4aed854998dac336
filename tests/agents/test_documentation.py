"""The page about models is complete and its example is a valid configuration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from eigendata_assets.agents.settings import (
    BatchSettings,
    BudgetSettings,
    Models,
    ModelSettings,
    RetrySettings,
    Section,
    Settings,
)
from eigendata_assets.agents.settings_file import VARIABLES

PAGE = (Path(__file__).parents[2] / "docs" / "models.md").read_text()


def example() -> Settings:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    return Settings.model_validate(yaml.safe_load(text))


def test_the_example_is_a_valid_configuration() -> None:
    settings = example()
    judge, simulator = settings.models.of("judge_agent"), settings.models.of("user_simulator_agent")
    assert isinstance(judge, ModelSettings)
    assert isinstance(simulator, ModelSettings)
    assert (judge.model, judge.seed) == ("gpt-5", 1)
    assert simulator.api_key_env is None
    assert settings.models.of("schema_writer") == "rule"


@pytest.mark.parametrize(
    "section", [Settings, Models, ModelSettings, BudgetSettings, RetrySettings, BatchSettings], ids=lambda s: s.__name__
)
def test_every_setting_is_on_the_page(section: type[Section]) -> None:
    assert [name for name in section.model_fields if not re.search(rf"\b{name}\b", PAGE)] == []


def test_every_variable_is_on_the_page() -> None:
    assert [name for name in VARIABLES if f"`{name}`" not in PAGE] == []


def test_the_defaults_on_the_page_are_the_defaults() -> None:
    settings, defaults = example(), Settings()
    assert (settings.retry, settings.batch) == (defaults.retry, defaults.batch)
    for name in ("max_tokens", "structured", "mode", "timeout_seconds", "concurrency", "revision", "api_key_env"):
        assert getattr(settings.models.default, name) == getattr(defaults.models.default, name)
