"""A Dagster run that waits for a batch, the sensor that sees it done, and the run that goes on: end to end."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from pydantic import BaseModel

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import AnswersPending
from eigendata_assets.agents.labels import Labelled
from eigendata_assets.agents.many import for_each
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.usage_log import UsageLog
from eigendata_assets.agents.usage_report import usage_report
from jobs.batch_sensor import batch_sensor
from resources.language_models import BatchCollection, LanguageModels
from resources.model_stack import usage_file
from tests.model_servers import ModelServer, model_servers


class Answer(BaseModel):
    answer: int


ASKER = Agent("asker", Prompt("tests/question", "This is question {{ number }}."), Answer)
SHARDS = dg.StaticPartitionsDefinition(["s1", "s2"])


@dg.asset(partitions_def=SHARDS)
def answers(context: dg.AssetExecutionContext, chat: dg.ResourceParam[ChatModel]) -> None:
    asking = Labelled(chat, asset=context.asset_key.to_user_string())
    outcomes = asyncio.run(for_each(range(12), lambda number: ASKER.ask(asking, number=number)))
    total = sum(outcome.value.value.answer for outcome in outcomes if outcome.value)
    context.add_output_metadata({"total": total, "shard": context.partition_key})


JOB = dg.define_asset_job("answer_questions", [answers])
ASSETS_JOB = dg.define_asset_job("materialize_assets", dg.AssetSelection.all())
SENSOR = batch_sensor([JOB], {"answers": ASSETS_JOB})


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_servers() as start:
        yield start(batch=True)


@pytest.fixture
def definitions(tmp_path: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> dg.Definitions:
    for name, value in (
        ("EIGENDATA_MODEL", "gpt-4o-mini"),
        ("EIGENDATA_MODE", "batch"),
        ("OPENAI_BASE_URL", server.base_url),
    ):
        monkeypatch.setenv(name, value)
    workspace = str(tmp_path)
    resources: dict[str, Any] = {
        "chat": LanguageModels(workspace=workspace),
        "collect_batches": BatchCollection(workspace=workspace),
    }
    return dg.Definitions(assets=[answers], jobs=[JOB, ASSETS_JOB], sensors=[SENSOR], resources=resources)


def tick(instance: dg.DagsterInstance, definitions: dg.Definitions) -> Any:
    collect: Callable[[], Any] = (definitions.resources or {})["collect_batches"]
    context = dg.build_sensor_context(
        instance=instance, definitions=definitions, resources={"collect_batches": collect}
    )
    return SENSOR.evaluate_tick(context)


def test_a_run_waits_for_its_batch_and_goes_on_when_the_sensor_sees_it_done(
    tmp_path: Path, definitions: dg.Definitions, server: ModelServer
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        job = definitions.resolve_job_def("answer_questions")
        with pytest.raises(AnswersPending, match="12 of 12 rows wait for a batch"):
            job.execute_in_process(instance=instance, partition_key="s2")
        (waiting,) = instance.get_runs()
        assert server.count()["batches"] == 1, "submitted as the run ended"
        assert tick(instance, definitions).skip_message == "0 answers collected, 12 questions still wait"
        server.finish_batch("batch-0", skip=6)
        (request,) = tick(instance, definitions).run_requests
        again = job.execute_in_process(request.run_config, instance, tags=dict(request.tags))
        metadata = again.asset_materializations_for_node("answers")[0].metadata
    assert (metadata["total"].value, metadata["shard"].value) == (sum(range(12)), "s2")
    rows = usage_report(UsageLog(usage_file(tmp_path)), ["run", "asset"]).rows
    assert [(row.run, row.asset, row.calls, row.batch, row.cache_hits) for row in rows] == [
        (waiting.run_id, "answers", 12, 10, 10)
    ]
    assert (server.count()["requests"], set(server.count()["answers"].values())) == (2, {1})
