"""Asking until a reply can be used: what the structured agents and the speakers of a dialogue share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import TypeVar

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import ReplyCutOff, ReplyEmpty, ReplyError, ReplyMalformed, ReplyRefused
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Message
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.provenance import Reply, provenance_of
from eigendata_assets.agents.reply_json import UnreadableReplyError

MALFORMED = Prompt.beside(__file__, "malformed_reply.md")
QUOTED = 8_000

T = TypeVar("T")


class UnusableError(Exception):
    """Why a reply cannot be used; `complaint` are messages that show the model its mistake."""

    def __init__(self, kind: type[ReplyError], detail: str, complaint: tuple[Message, ...] = ()) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.complaint = kind, detail, complaint


async def ask_until_usable(
    chat: ChatModel, question: ChatRequest, read: Callable[[ChatReply], T], *, tries: int
) -> Reply[T]:
    """The first reply that `read` accepts, after at most `tries` new ones; else the named `ReplyError`.

    An empty or refused reply is asked for again as it was, a malformed one with the complaint beside it. Replies from
    the cache do not count as tries: a run that failed replays them for nothing and then goes on asking.
    """
    model, labels = chat.model_for(question.labels.agent), question.labels
    replies: list[ChatReply] = []
    asked_now = 0
    complaint: tuple[Message, ...] = ()
    for attempt in count():
        reply = await chat.complete(replace(question, messages=question.messages + complaint, attempt=attempt))
        replies.append(reply)
        asked_now += not reply.cached
        try:
            value = _usable(reply, read)
        except UnusableError as problem:
            if asked_now >= tries:
                raise problem.kind(labels.agent, len(replies), problem.detail) from None
            complaint = problem.complaint
            continue
        return Reply(value, provenance_of(labels, model, replies))
    raise AssertionError("count() does not end")


def _usable(reply: ChatReply, read: Callable[[ChatReply], T]) -> T:
    if reply.refusal or reply.finish == "content_filter":
        raise UnusableError(ReplyRefused, (reply.refusal or "its content filter stopped it")[:200])
    if not reply.content.strip() and not reply.tool_calls:
        kind = ReplyCutOff if reply.finish == "length" else ReplyEmpty
        raise UnusableError(kind, f"no text and no tool call ({reply.usage.output} tokens)")
    try:
        return read(reply)
    except UnreadableReplyError as error:
        if reply.finish == "length":
            cut = f"it was cut off after {reply.usage.output} tokens; be briefer"
            raise UnusableError(ReplyCutOff, cut, _complaint(reply, [cut])) from None
        raise UnusableError(ReplyMalformed, str(error), _complaint(reply, error.problems)) from None


def _complaint(reply: ChatReply, problems: list[str]) -> tuple[Message, ...]:
    said = Message(role="assistant", content=reply.content[:QUOTED] or "(tool calls that cannot be used)")
    return (said, *MALFORMED.render({"problems": problems}))
