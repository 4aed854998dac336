"""Which model answers which agent, with which parameters, and for whom; and what holds when there is none."""

from __future__ import annotations

import asyncio

import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.labels import Labelled
from eigendata_assets.agents.messages import ChatRequest, Labels, Message, Parameters
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.roles import Parametrised, Roles
from eigendata_assets.agents.scripted import ScriptedChat


def question(agent: str, **parameters: float) -> ChatRequest:
    message = Message(role="user", content="?")
    return ChatRequest((message,), parameters=Parameters.model_validate(parameters), labels=Labels(agent=agent))


def test_each_agent_is_answered_by_the_model_of_its_role() -> None:
    small, large = ScriptedChat(["small"], name="small"), ScriptedChat(["large"], name="large")
    roles = Roles(small, {"judge": large})
    assert (roles.model_for("judge"), roles.model_for("user")) == ("large", "small")
    assert asyncio.run(roles.complete(question("judge"))).content == "large"
    assert asyncio.run(roles.complete(question("user"))).content == "small"


def test_an_agent_can_be_told_to_use_its_rule_while_others_ask() -> None:
    roles = Roles(ScriptedChat(["x"]), {"planner": Offline("models.roles.planner is `rule`")})
    assert roles.model_for("judge") == "scripted"
    with pytest.raises(ModelNeeded, match=r"`planner`; models\.roles\.planner is `rule`"):
        roles.model_for("planner")


def test_parameters_are_filled_in_where_the_question_leaves_them_open() -> None:
    chat = ScriptedChat(["x", "y"])
    parametrised = Parametrised(chat, Parameters(temperature=0.7, max_tokens=9))
    asyncio.run(parametrised.complete(question("a")))
    asyncio.run(parametrised.complete(question("a", temperature=0)))
    assert [request.parameters.temperature for request in chat.requests] == [0.7, 0]
    assert [request.parameters.max_tokens for request in chat.requests] == [9, 9]


def test_labels_are_written_on_the_question_and_empty_ones_leave_what_is_there() -> None:
    chat = ScriptedChat(["x"])
    asyncio.run(Labelled(Labelled(chat, run="r1"), asset="d/a").complete(question("judge")))
    assert chat.requests[0].labels == Labels(run="r1", asset="d/a", agent="judge")


def test_every_wrapper_says_when_there_is_no_model() -> None:
    chat = Labelled(Parametrised(Roles(Offline("nothing is set")), Parameters()), run="r")
    with pytest.raises(ModelNeeded, match="nothing is set"):
        chat.model_for("judge")
    with pytest.raises(ModelNeeded, match="`judge`; nothing is set"):
        asyncio.run(chat.complete(question("judge")))
