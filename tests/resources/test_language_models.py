"""Assets get the configured chat model as a resource; without one they use their rules."""

import asyncio
from pathlib import Path

import dagster as dg
import pytest
from pydantic import BaseModel

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.labels import SPENDING_TAG
from eigendata_assets.agents.needs import require_models
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.errors import InputError
from resources.language_models import BatchCollection, LanguageModels

KEY = "sk-planted-0123456789abcdef"
VARIABLES = ("EIGENDATA_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY", "EIGENDATA_BUDGET_USD", "EIGENDATA_MODE")


class Size(BaseModel):
    size: int


RULED = Agent("sizer", Prompt("t/size", "How long is {{ text }}?"), Size, rule=lambda text: Size(size=len(text)))
UNRULED = Agent("judge", Prompt("t/size", "How long is {{ text }}?"), Size)


@pytest.fixture(autouse=True)
def no_models_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@dg.asset
def size(chat: dg.ResourceParam[ChatModel]) -> list[object]:
    reply = asyncio.run(RULED.ask(chat, text="four"))
    return [reply.value.size, reply.provenance.made_by]


@dg.asset
def verdict(chat: dg.ResourceParam[ChatModel]) -> None:
    require_models([RULED, UNRULED], chat)


def test_an_asset_with_a_rule_materializes_without_a_model_and_writes_nothing(tmp_path: Path) -> None:
    result = dg.materialize([size], resources={"chat": LanguageModels(workspace=str(tmp_path))})
    assert result.output_for_node("size") == [4, "rule"]
    assert list(tmp_path.iterdir()) == []


def test_an_asset_that_needs_a_model_fails_naming_agent_and_setting(tmp_path: Path) -> None:
    with pytest.raises(ModelNeeded, match="`judge`; no model is named"):
        dg.materialize([verdict], resources={"chat": LanguageModels(workspace=str(tmp_path))})


def test_any_chat_model_can_take_the_place_of_the_resource() -> None:
    result = dg.materialize([size], resources={"chat": ScriptedChat([Size(size=5)])})
    assert result.output_for_node("size") == [5, "scripted"]


def test_a_run_spends_on_its_own_account_or_on_that_of_the_run_it_goes_on_for(tmp_path: Path) -> None:
    accounts: list[str] = []

    @dg.asset
    def look(chat: dg.ResourceParam[ChatModel]) -> None:
        accounts.append(chat.run)  # type: ignore[attr-defined]

    resources = {"chat": LanguageModels(workspace=str(tmp_path))}
    first = dg.materialize([look], resources=resources)
    dg.materialize([look], resources=resources, tags={SPENDING_TAG: first.run_id})
    assert accounts == [first.run_id, first.run_id]


def test_a_mistake_in_the_configuration_ends_the_run_before_the_asset(tmp_path: Path) -> None:
    (tmp_path / "eigendata.yaml").write_text("budgets: {}")
    with pytest.raises((InputError, dg.DagsterResourceFunctionError)) as caught:
        dg.materialize([size], resources={"chat": LanguageModels(workspace=str(tmp_path))})
    assert isinstance(caught.value, InputError) or isinstance(caught.value.__cause__, InputError)


def test_the_key_is_no_part_of_what_dagster_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("EIGENDATA_MODEL", "m")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    (tmp_path / "eigendata.yaml").write_text("retry: {attempts: 1}")
    (tmp_path / "home").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "home")) as instance:
        result = dg.materialize(
            [size], resources={"chat": LanguageModels(workspace=str(tmp_path))}, instance=instance, raise_on_error=False
        )
        assert not result.success
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) > 2
    assert [path.name for path in kept if KEY.encode() in path.read_bytes()] == []


def test_looking_after_batches_without_any_does_nothing(tmp_path: Path) -> None:
    with dg.build_resources({"collect": BatchCollection(workspace=str(tmp_path))}) as resources:
        found = resources.collect()
    assert (found.answered, found.direct, found.open, found.ready) == (0, 0, 0, ())
