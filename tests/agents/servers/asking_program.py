"""A program that asks N questions through the whole stack, as a flow does: for tests that kill it or search its output.

    python asking_program.py WORKSPACE N

Reads WORKSPACE/eigendata.yaml and the environment. Prints `answered I` after each answer, and at the end the named
errors, if any. Logs everything at level DEBUG to WORKSPACE/debug.log.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.many import Outcome, for_each
from eigendata_assets.agents.needs import require_models
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.provenance import Reply
from eigendata_assets.agents.settings_file import read_configuration
from eigendata_assets.errors import EigenDataError
from resources.model_stack import ModelStack


class Answer(BaseModel):
    answer: int


PROMPT = Prompt("tests/question", "This is question {{ number }}. Give its number.")
ASKER = Agent("asker", PROMPT, Answer)
RULED = Agent("ruled", PROMPT, Answer, rule=lambda number: Answer(answer=number))


async def flow(agents: Sequence[Agent[Answer]], chat: ChatModel, workspace: Path, rows: int) -> list[Outcome[int]]:
    require_models(agents, chat)
    (workspace / "work-has-begun").touch()

    async def ask(number: int) -> int:
        replies: list[Reply[Answer]] = [await agent.ask(chat, number=number) for agent in agents]
        assert all(reply.value.answer == number for reply in replies)
        print(f"answered {number}", flush=True)
        return number

    return await for_each(range(rows), ask)


def main() -> int:
    workspace, rows = Path(sys.argv[1]), int(sys.argv[2])
    agents = [RULED] if os.environ.get("ONLY_RULES") else [RULED, ASKER]
    logging.basicConfig(filename=workspace / "debug.log", level=logging.DEBUG)
    try:
        settings = read_configuration(workspace, os.environ).settings
        chat = ModelStack(settings, workspace, os.environ).chat(run=os.environ.get("RUN", "r1"))
        outcomes = asyncio.run(flow(agents, chat, workspace, rows))
    except EigenDataError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print([f"{outcome.error!r} {outcome.error}" for outcome in outcomes if outcome.error])
    return 0


if __name__ == "__main__":
    sys.exit(main())
