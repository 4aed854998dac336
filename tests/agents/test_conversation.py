"""A speaker says the next message of a dialogue, with tool calls that can be executed."""

from __future__ import annotations

import asyncio

import pytest

from eigendata_assets.agents.conversation import Speaker
from eigendata_assets.agents.errors import ModelNeeded, ReplyEmpty, ReplyMalformed
from eigendata_assets.agents.messages import ChatReply, Message, Tool, ToolCall
from eigendata_assets.agents.needs import require_models
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.provenance import Reply
from eigendata_assets.agents.scripted import ScriptedChat

ASSISTANT = Speaker("assistant")
DIALOGUE = (Message(role="system", content="Be helpful."), Message(role="user", content="Where is my ticket?"))
TOOL = Tool(name="get_ticket", description="A ticket by number.")
CALL = ToolCall(id="1", name="get_ticket", arguments={"number": 7})


def say(chat: ScriptedChat | Offline) -> Reply[Message]:
    return asyncio.run(ASSISTANT.say(chat, DIALOGUE, [TOOL], sample=2, prompt="room/assistant", prompt_version="abc"))


def test_text_is_an_assistants_message_with_provenance() -> None:
    chat = ScriptedChat(["At the desk."])
    reply = say(chat)
    assert reply.value == Message(role="assistant", content="At the desk.")
    assert (reply.provenance.agent, reply.provenance.made_by) == ("assistant", "scripted")
    assert (reply.provenance.prompt, reply.provenance.prompt_version) == ("room/assistant", "abc")
    (request,) = chat.requests
    assert (request.messages, request.tools, request.sample, request.reply_schema) == (DIALOGUE, (TOOL,), 2, None)


def test_tool_calls_are_kept_even_of_tools_that_were_not_offered() -> None:
    other = ToolCall(id="2", name="no_such_tool")
    reply = say(ScriptedChat([ChatReply(content="One moment.", tool_calls=(CALL, other))]))
    assert reply.value == Message(role="assistant", content="One moment.", tool_calls=(CALL, other))


def test_arguments_that_are_no_json_object_are_shown_to_the_model() -> None:
    chat = ScriptedChat([ToolCall(id="1", name="get_ticket", invalid="{number: 7"), CALL])
    reply = say(chat)
    assert reply.value.tool_calls == (CALL,)
    assert reply.provenance.tries == 2
    assert "the arguments of get_ticket are not a JSON object" in chat.requests[1].messages[-1].content


@pytest.mark.parametrize(
    ("reply", "error"),
    [(ChatReply(), ReplyEmpty), (ChatReply(tool_calls=(ToolCall(id="1", name="f", invalid="["),)), ReplyMalformed)],
)
def test_a_speaker_gives_up_by_name(reply: ChatReply, error: type[Exception]) -> None:
    with pytest.raises(error, match="agent `assistant`"):
        say(ScriptedChat(lambda _: reply))


def test_a_speaker_has_no_rule_and_says_that_it_needs_a_model() -> None:
    for ask in (lambda: say(Offline()), lambda: require_models([ASSISTANT], Offline())):
        with pytest.raises(ModelNeeded, match="`assistant`"):
            ask()
