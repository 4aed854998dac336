"""Asking a model about many things at once, and remembering what it said for as long as the question is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.cache import request_key
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import BudgetExceeded, CallFailed
from eigendata_assets.agents.many import Outcome, for_each
from eigendata_assets.agents.provenance import Reply
from eigendata_assets.artifacts.claims import ReviewCount
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.execution.progress import Progress
from eigendata_assets.storage.files import write_text

ReplyT = TypeVar("ReplyT", bound=BaseModel)
Fields = dict[str, object]


class RememberedReply(Artifact):
    """A reply, and the model that gave it."""

    made_by: str
    reply: Json


class RememberedReplies(Artifact):
    """The replies to the questions of one review, by the hash of the question and the model."""

    replies: dict[str, RememberedReply]


@dataclass(frozen=True, slots=True)
class Answer(Generic[ReplyT]):
    """What a model said, and which."""

    value: ReplyT
    made_by: str


@dataclass(frozen=True, slots=True)
class Answers(Generic[ReplyT]):
    """One answer for each question, in order; None where there is none. `stopped` says why the asking ended early."""

    answers: tuple[Answer[ReplyT] | None, ...]
    count: ReviewCount
    stopped: str | None = None


def unanswered(agent: Agent[ReplyT], rows: Sequence[Fields], chat: ChatModel, memory: Path | None) -> int:
    """How many of the questions nobody has answered yet."""
    known = _read(_file(agent, memory))
    return sum(_key(agent, row, chat) not in known for row in rows)


async def ask_all(
    agent: Agent[ReplyT], rows: Sequence[Fields], chat: ChatModel, progress: Progress, memory: Path | None, what: str
) -> Answers[ReplyT]:
    """The answers to all questions; those that the folder `memory` has are not asked again.

    A budget that is spent, or a failure of all calls, ends the asking and is told; what was answered is kept.
    """
    known, keys = _read(_file(agent, memory)), [_key(agent, row, chat) for row in rows]
    given: dict[str, RememberedReply] = {key: known[key] for key in keys if key in known}
    remembered, stopped = len(given), None
    failures: list[str] = []
    open_rows = [(key, row) for key, row in zip(keys, rows, strict=True) if key not in given]

    async def ask(row: tuple[str, Fields]) -> Reply[ReplyT]:
        return await agent.ask(chat, **row[1])

    with progress(f"asking {chat.model_for(agent.name)} about {what}", len(open_rows)) as advance:

        def keep(index: int, outcome: Outcome[Reply[ReplyT]]) -> None:
            advance()
            if outcome.value is not None:
                given[open_rows[index][0]] = _kept(outcome.value)
            elif outcome.error is not None:
                failures.append(outcome.error.message)

        try:
            await for_each(open_rows, ask, on_done=keep)
        except (BudgetExceeded, CallFailed) as error:
            stopped = error.message
        finally:
            _write(_file(agent, memory), given)
    count = ReviewCount(
        code=agent.name,
        model=chat.model_for(agent.name),
        asked=len(given) - remembered + len(failures),
        remembered=remembered,
        failed=len(failures),
        problem=stopped or next(iter(failures), None),
    )
    return Answers(tuple(_answer(agent, given.get(key)) for key in keys), count, stopped)


def _kept(reply: Reply[ReplyT]) -> RememberedReply:
    return RememberedReply(made_by=reply.provenance.made_by, reply=reply.value.model_dump(mode="json"))


def _answer(agent: Agent[ReplyT], reply: RememberedReply | None) -> Answer[ReplyT] | None:
    return None if reply is None else Answer(agent.reply.model_validate(reply.reply), reply.made_by)


def _key(agent: Agent[ReplyT], row: Fields, chat: ChatModel) -> str:
    return request_key(chat.model_for(agent.name), agent.question(row))


def _file(agent: Agent[ReplyT], memory: Path | None) -> Path | None:
    return memory / f"{agent.name}.json" if memory else None


def _read(path: Path | None) -> Mapping[str, RememberedReply]:
    if path is None or not path.exists():
        return {}
    try:
        return RememberedReplies.model_validate_json(path.read_bytes()).replies
    except ValidationError:
        return {}


def _write(path: Path | None, replies: Mapping[str, RememberedReply]) -> None:
    if path is not None:
        write_text(path, RememberedReplies(replies=dict(replies)).to_json() + "\n")
