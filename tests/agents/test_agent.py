"""An agent asks until a reply can be used, gives up by name, and says who made the answer."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import BaseModel, ConfigDict

from eigendata_assets.agents.agent import Agent, format_of
from eigendata_assets.agents.errors import (
    ModelNeeded,
    PromptError,
    ReplyCutOff,
    ReplyEmpty,
    ReplyError,
    ReplyMalformed,
    ReplyRefused,
    ServerFailed,
)
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Parameters, ToolCall, Usage
from eigendata_assets.agents.needs import require_models
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.provenance import Provenance, Reply
from eigendata_assets.agents.reply_schema import reply_schema
from eigendata_assets.agents.scripted import Answer, ScriptedChat, ScriptEndedError


class Verdict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    good: bool
    reason: str


PROMPT = Prompt("tests/judge", "<!-- system -->\nYou judge.\n<!-- user -->\nJudge {{ what }}.")
GOOD = Verdict(good=True, reason="fine")
JUDGE = Agent("judge", PROMPT, Verdict)


def ask(chat: ScriptedChat | Offline, agent: Agent[Verdict] = JUDGE, **fields: object) -> Reply[Verdict]:
    return asyncio.run(agent.ask(chat, **(fields or {"what": "this"})))


def test_a_usable_reply_comes_with_its_provenance() -> None:
    chat = ScriptedChat(
        [ChatReply(content=GOOD.model_dump_json(), usage=Usage(input=30, output=7), cost=5, seconds=0.5)]
    )
    reply = ask(chat)
    assert reply.value == GOOD
    assert reply.provenance == Provenance(
        agent="judge",
        made_by="scripted",
        prompt="tests/judge",
        prompt_version=PROMPT.version,
        input_tokens=30,
        output_tokens=7,
        cost=5,
        tries=1,
        seconds=0.5,
    )


def test_the_prompt_comes_first_and_the_format_last() -> None:
    chat = ScriptedChat([GOOD])
    ask(chat)
    (request,) = chat.requests
    assert [message.role for message in request.messages] == ["system", "user"]
    assert request.messages[1].content == f"Judge this.\n\n{format_of(Verdict)}"
    assert '"reason"' in format_of(Verdict)
    assert request.reply_schema == reply_schema(Verdict)
    assert (request.schema_name, request.labels.agent, request.labels.prompt) == ("Verdict", "judge", "tests/judge")


def test_a_malformed_reply_is_shown_to_the_model_which_may_correct_it() -> None:
    chat = ScriptedChat(['{"good": "perhaps"}', GOOD])
    reply = ask(chat)
    assert (reply.value, reply.provenance.tries) == (GOOD, 2)
    first, second = chat.requests
    said, complaint = second.messages[-2:]
    assert (said.role, said.content) == ("assistant", '{"good": "perhaps"}')
    assert complaint.role == "user"
    assert "- good: Input should be a valid boolean" in complaint.content
    assert "- reason: Field required" in complaint.content
    assert second.messages[:-2] == first.messages
    assert (first.attempt, second.attempt) == (0, 1)


def test_a_reply_that_was_cut_off_is_asked_for_again_shorter() -> None:
    chat = ScriptedChat([ChatReply(content='{"good": tr', finish="length", usage=Usage(output=50)), GOOD])
    assert ask(chat).value == GOOD
    assert "- it was cut off after 50 tokens; be briefer" in chat.requests[1].messages[-1].content


def test_only_the_latest_mistake_is_shown() -> None:
    chat = ScriptedChat(["one", "two", GOOD])
    ask(chat)
    assert [len(request.messages) for request in chat.requests] == [2, 4, 4]
    assert chat.requests[2].messages[-2].content == "two"


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ("prose", ReplyMalformed, "malformed reply after 3 tries: it is not JSON"),
        ('{"good": 1, "reason": 2}', ReplyMalformed, "reason: Input should be a valid string"),
        (ChatReply(content=""), ReplyEmpty, "empty reply after 3 tries"),
        (ChatReply(content=" \n"), ReplyEmpty, "empty reply"),
        (ChatReply(refusal="I will not."), ReplyRefused, "the model refuses after 3 tries: I will not."),
        (ChatReply(content="{}", finish="content_filter"), ReplyRefused, "its content filter stopped it"),
        (ChatReply(content='{"good": tr', finish="length"), ReplyCutOff, "cut off at max_tokens after 3 tries: it was"),
        (ChatReply(content="", finish="length", usage=Usage(output=99)), ReplyCutOff, "99 tokens"),
        (ToolCall(id="1", name="f"), ReplyMalformed, "it is not JSON"),
    ],
)
def test_an_unusable_reply_is_given_up_by_name(answer: Answer, error: type[ReplyError], said: str) -> None:
    chat = ScriptedChat(lambda _: answer)
    with pytest.raises(error, match="agent `judge`: ") as caught:
        ask(chat)
    assert said in caught.value.message
    assert (len(chat.requests), caught.value.tries, caught.value.exit_code) == (3, 3, 1)


def test_an_empty_or_refused_reply_is_asked_for_again_as_it_was() -> None:
    chat = ScriptedChat([ChatReply(), ChatReply(refusal="no"), GOOD])
    assert ask(chat).provenance.tries == 3
    assert len({request.messages for request in chat.requests}) == 1
    assert [request.attempt for request in chat.requests] == [0, 1, 2]


def test_replies_from_the_cache_do_not_count_as_tries_so_a_rerun_goes_on() -> None:
    old = [ChatReply(content="prose", cached=True)] * 3
    chat = ScriptedChat([*old, "prose", GOOD])
    reply = ask(chat)
    assert (reply.value, reply.provenance.tries, reply.provenance.cached) == (GOOD, 5, False)


def test_a_failed_call_is_the_callers_to_see() -> None:
    with pytest.raises(ServerFailed, match="down"):
        ask(ScriptedChat([ServerFailed("down")]))


def test_without_a_model_the_rule_answers_with_the_same_fields() -> None:
    def by_rule(what: str) -> Verdict:
        return Verdict(good=False, reason=what)

    reply = ask(Offline(), Agent("judge", PROMPT, Verdict, by_rule), what="that")
    assert reply.value == Verdict(good=False, reason="that")
    assert reply.provenance == Provenance(agent="judge", made_by="rule")


def test_without_a_model_and_a_rule_the_agent_and_the_setting_are_named() -> None:
    with pytest.raises(ModelNeeded) as caught:
        ask(Offline("OPENAI_API_KEY is not set"))
    assert "agent needs a language model: `judge`; OPENAI_API_KEY is not set" in str(caught.value)
    assert "EIGENDATA_MODEL" in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_rule_is_not_asked_when_there_is_a_model() -> None:
    def by_rule(what: str) -> Verdict:
        raise AssertionError(what)

    assert ask(ScriptedChat([GOOD]), Agent("judge", PROMPT, Verdict, by_rule)).provenance.made_by == "scripted"


def test_a_field_that_the_prompt_lacks_is_named_before_anything_is_asked() -> None:
    chat = ScriptedChat([GOOD])
    with pytest.raises(PromptError, match="'what' is undefined"):
        ask(chat, other=1)
    assert chat.requests == []


def test_draws_prompts_and_parameters_are_the_agents_own() -> None:
    chat = ScriptedChat([GOOD] * 3)
    ask(chat, JUDGE.draw(4))
    ask(chat, JUDGE.with_prompt(Prompt("tests/evolved", "Please judge {{ what }}")))
    ask(chat, Agent("judge", PROMPT, Verdict, parameters=Parameters(temperature=0)))
    drawn, evolved, cold = chat.requests
    assert (drawn.sample, evolved.labels.prompt, cold.parameters.temperature) == (4, "tests/evolved", 0)
    assert JUDGE.prompt is PROMPT


def test_the_cost_is_unknown_when_one_price_is() -> None:
    chat = ScriptedChat([ChatReply(content="?", cost=3), ChatReply(content=GOOD.model_dump_json(), cost=None)])
    assert ask(chat).provenance.cost is None


def test_the_lasting_part_of_provenance_is_the_same_from_the_cache() -> None:
    first = ask(ScriptedChat([ChatReply(content=GOOD.model_dump_json(), cost=3, seconds=1.5)])).provenance
    again = ask(ScriptedChat([ChatReply(content=GOOD.model_dump_json(), cost=3, seconds=1.5, cached=True)])).provenance
    assert (again.cached, again.seconds) == (True, 0)
    assert first != again
    assert first.origin() == again.origin()


def test_a_flow_says_before_any_work_which_agents_need_a_model() -> None:
    ruled = Agent("planner", PROMPT, Verdict, lambda what: Verdict(good=True, reason=what))
    other = Agent("critic", PROMPT, Verdict)
    require_models([ruled], Offline())
    require_models([ruled, JUDGE, other], ScriptedChat([]))
    with pytest.raises(ModelNeeded, match="agents need a language model: `judge`, `critic`; nothing is set"):
        require_models([ruled, JUDGE, other], Offline("nothing is set"))


def test_a_script_may_be_a_function_and_says_when_it_has_ended() -> None:
    def answer(request: ChatRequest) -> Answer:
        return Verdict(good="this" in request.messages[-1].content, reason="x")

    assert ask(ScriptedChat(answer)).value.good
    with pytest.raises(ScriptEndedError, match="ended after 1 answers; agent `judge` asked more"):
        ask(ScriptedChat(["prose"]))
