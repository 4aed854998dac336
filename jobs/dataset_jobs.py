"""The jobs and the schedule of a generated domain's dialogues: make them, redo what a change affects, add some nightly.

What they do is handed in by `definitions.py`, because jobs see no stage.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import dagster as dg

from eigendata_assets.agents.chat_model import MODEL_POOL, ChatModel
from eigendata_assets.execution.engine import Engine
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace


class GenerateConfig(dg.Config):
    """Which dialogues are made: `kinds` are the shares of kinds, `kind=share,...`, the usual ones where it is empty.

    Without a seed it is 0, or with `append` the next that no batch has. `processes` 0: one for each core. `mode` says
    who makes them: `rules`; or models, with tool `graphs`, from `scenarios` alone, or `schema-only`, without the
    environment. A model tries a place with so many scenarios as there are `attempts`. `pilot` is the number of samples
    of a pilot (0: none), which has so many `rounds` at most and is judged by `criteria`, `name=score` each, beside the
    usual ones.
    """

    count: int = 1000
    seed: int | None = None
    kinds: str = ""
    append: bool = False
    processes: int = 0
    shard_size: int = 1000
    mode: Literal["rules", "graphs", "scenarios", "schema-only"] = "rules"
    attempts: int = 3
    pilot: int = 0
    rounds: int = 3
    criteria: list[str] = []


class RedrawConfig(dg.Config):
    """Which shards to bring up to date; none named: all that are missing or out of date."""

    shards: list[str] = []


Generate = Callable[[dg.OpExecutionContext, Workspace, Engine, Sandbox, ChatModel, Progress, GenerateConfig], None]
"""Makes dialogues as they are configured."""

Redraw = Callable[[dg.OpExecutionContext, Workspace, Engine, Sandbox, ChatModel, Progress, Sequence[str]], None]
"""Brings some shards up to date, or all where none is named."""


def generate_dataset_job(domain: str, generate: Generate) -> dg.JobDefinition:
    """Makes dialogues in place of those that are there, or adds some; each shard is recorded as materialized."""

    @dg.op(name=f"generate_{domain}_dialogues", pool=MODEL_POOL)
    def generate_dialogues(
        context: dg.OpExecutionContext,
        config: GenerateConfig,
        workspace: dg.ResourceParam[Workspace],
        engine: dg.ResourceParam[Engine],
        sandbox: dg.ResourceParam[Sandbox],
        chat: dg.ResourceParam[ChatModel],
        progress: dg.ResourceParam[Progress],
    ) -> None:
        generate(context, workspace, engine, sandbox, chat, progress, config)

    @dg.job(name=f"generate_dataset_{domain}")
    def job() -> None:
        generate_dialogues()

    return job


def redraw_job(domain: str, redraw: Redraw) -> dg.JobDefinition:
    """Plans, and brings any set of shards up to date in one run; what is out of date is drawn anew."""

    @dg.op(name=f"refresh_{domain}_shards", pool=MODEL_POOL)
    def refresh_shards(
        context: dg.OpExecutionContext,
        config: RedrawConfig,
        workspace: dg.ResourceParam[Workspace],
        engine: dg.ResourceParam[Engine],
        sandbox: dg.ResourceParam[Sandbox],
        chat: dg.ResourceParam[ChatModel],
        progress: dg.ResourceParam[Progress],
    ) -> None:
        redraw(context, workspace, engine, sandbox, chat, progress, config.shards)

    @dg.job(name=f"refresh_{domain}")
    def job() -> None:
        refresh_shards()

    return job


def nightly_batch(domain: str, generate: dg.JobDefinition) -> dg.ScheduleDefinition:
    """Every night at one, a batch of the next seed in the next shards; off until switched on."""
    return dg.ScheduleDefinition(
        name=f"nightly_batch_{domain}",
        job=generate,
        cron_schedule="0 1 * * *",
        run_config={"ops": {f"generate_{domain}_dialogues": {"config": {"append": True}}}},
        default_status=dg.DefaultScheduleStatus.STOPPED,
    )
