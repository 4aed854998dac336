"""The chat model as a Dagster resource, and the function that looks after batches."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from eigendata_assets.agents.batch_queue import Collected
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import CallFailed
from eigendata_assets.agents.labels import SPENDING_TAG
from eigendata_assets.agents.settings_file import read_configuration
from resources.model_stack import ModelStack, usage_file
from resources.openai_batch import BatchDesk

FORGOTTEN_SECONDS = 600


class LanguageModels(dg.ConfigurableResource[ChatModel]):
    """Assets that take `chat: dg.ResourceParam[ChatModel]` get the configured model, or `Offline`.

    Keys are read from the environment when the run starts; they are no part of Dagster's configuration.
    """

    workspace: str

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[ChatModel]:
        """The chat model for one run; questions that wait for a batch are submitted when the run ends."""
        stack = open_stack(Path(self.workspace))
        try:
            yield stack.chat(run=_account(context))
        finally:
            _submit(stack.desk(), context)


class BatchCollection(dg.ConfigurableResource[Callable[[], Collected]]):
    """A function that submits what was left waiting, collects what is answered, and says which runs can go on."""

    workspace: str

    def create_resource(self, context: dg.InitResourceContext) -> Callable[[], Collected]:  # noqa: ARG002
        """The function; it raises `CallFailed` when the provider cannot be reached."""
        return lambda: asyncio.run(tend_batches(Path(self.workspace)))


def _submit(desk: BatchDesk, context: dg.InitResourceContext) -> None:
    if not desk.accounts:
        return
    try:
        asyncio.run(desk.submit())
    except CallFailed as error:
        (context.log or dg.get_dagster_logger()).warning(f"the batch is submitted later: {error}")


async def tend_batches(workspace: Path) -> Collected:
    """Questions whose run died before it submitted them are submitted, answers are collected."""
    if not usage_file(workspace).exists():
        return Collected()
    desk = open_stack(workspace).desk()
    await desk.submit(waiting_seconds=FORGOTTEN_SECONDS)
    return await desk.collect()


def open_stack(workspace: Path) -> ModelStack:
    """The models of a workspace as its configuration and the environment have it now."""
    return ModelStack(read_configuration(workspace, os.environ).settings, workspace, os.environ)


def _account(context: dg.InitResourceContext) -> str:
    run = context.run
    return run.tags.get(SPENDING_TAG, run.run_id) if run else ""
