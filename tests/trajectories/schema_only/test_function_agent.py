import asyncio
from typing import Any

from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.trajectories.schema_only.function_agent import CANDIDATES, FUNCTION_AGENT, draw_round, told
from eigendata_assets.trajectories.schema_only.memory import Memory
from eigendata_assets.trajectories.schema_only.rounds import Round, plans
from eigendata_assets.trajectories.schema_only.sampling import sampling_of
from tests.trajectories.schema_only.kitchen import POOL, call, cook, drawn

SAMPLE = sampling_of(POOL, 0, 1, {"single_turn_single_task": 1}).sample(0)
PLAN = plans(SAMPLE)[0]


def test_four_candidates_are_drawn_independently() -> None:
    chat = ScriptedChat(cook())
    candidates = asyncio.run(draw_round(SAMPLE, PLAN, [], Memory(), chat))
    assert len(candidates.usable) == CANDIDATES == len(chat.requests)
    assert {request.sample for request in chat.requests} == {0, 1, 2, 3}


def test_broken_candidates_are_counted_and_left_out() -> None:
    def wrong_at_times(request: ChatRequest) -> dict[str, Any]:
        answer = drawn(request.messages[-1].content, f"topic {request.sample}")
        return answer | ({"action": "ask"} if request.sample % 2 else {})

    candidates = asyncio.run(draw_round(SAMPLE, PLAN, [], Memory(), ScriptedChat(wrong_at_times)))
    assert len(candidates.usable) == 2
    assert candidates.faults == {"the assistant was to call": 2}


def test_where_none_is_usable_as_many_again_are_drawn_and_no_more() -> None:
    chat = ScriptedChat(lambda request: drawn(request.messages[-1].content, "t") | {"user": ""})
    candidates = asyncio.run(draw_round(SAMPLE, PLAN, [], Memory(), chat))
    assert (candidates.usable, len(chat.requests)) == ((), 2 * CANDIDATES)


def test_a_topic_that_was_there_before_is_no_candidate() -> None:
    memory = Memory()
    memory.remember(SAMPLE, "a birthday dinner")
    chat = ScriptedChat(lambda request: drawn(request.messages[-1].content, "birthday dinner, a"))
    candidates = asyncio.run(draw_round(SAMPLE, PLAN, [], memory, chat))
    assert (candidates.usable, memory.refused) == ((), 2 * CANDIDATES)
    assert "- a birthday dinner" in chat.requests[0].messages[-1].content


def test_a_later_round_may_keep_to_its_topic() -> None:
    memory = Memory()
    memory.remember(SAMPLE, "tea")
    before = [Round.model_validate(drawn('The action is "ask"', "tea"))]
    chat = ScriptedChat(lambda request: drawn(request.messages[-1].content, "tea"))
    assert asyncio.run(draw_round(SAMPLE, PLAN, before, memory, chat)).usable


def test_the_prompt_has_the_fields_that_are_passed() -> None:
    fields = {"tools", "aim", "action", "called", "about", "slots", "dialogue", "forbidden"}
    assert FUNCTION_AGENT.prompt.fields() == fields


def test_a_dialogue_is_told_with_calls_and_results() -> None:
    fields = {"user": "Tea?", "action": "call", "calls": [call("weather")], "reply": "Yes.", "topic": "tea"}
    text = told([Round.model_validate(fields)])
    assert text.splitlines() == [
        "user: Tea?",
        'assistant calls weather({"place": "some place"})',
        '  gives {"status": "fine"}',
        "assistant: Yes.",
    ]
