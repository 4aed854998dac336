"""With a model: it writes what a spec only describes, its code runs in the sandbox, a judge decides in doubt."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from textwrap import indent

import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.scripted import Answer, ScriptedChat
from eigendata_assets.artifacts.spec.behaviour import Tool
from eigendata_assets.environments import coding_agent, judge_agent, planner, review_agent, testing_agent
from eigendata_assets.environments.orchestrator import Bounds
from eigendata_assets.environments.suites.slices import sample_of
from eigendata_assets.environments.workflows import DESCRIBED_ROWS, LABELLED_ROWS, Setting, schema_implement
from tests.bike_shop import bike_shop, bike_shop_database
from tests.environments.conftest import Shop

COUNT = '''def count_parts(self, least: int) -> Row:
    """Say how many parts have at least so many in stock."""
    try:
        _check_integer("least", least)
        return {"parts": sum(1 for part in self.parts.values() if part["stock"] >= least)}
    except ToolError as error:
        return {"error": str(error)}
'''
PARTS = len(sample_of(bike_shop(), bike_shop_database(), DESCRIBED_ROWS, {})["parts"])
TOOL = Tool.model_validate({
    "description": "How many parts have at least so many in stock.",
    "parameters": {"least": {"type": "integer", "description": "The least stock."}},
    "behaviour": "Returns {'parts': n}, the number of parts with a stock of at least `least`.",
})  # fmt: skip


def call(least: int, result: str) -> dict[str, object]:
    arguments = f'{{"least": {least}}}'
    return {"tool": "count_parts", "arguments": arguments, "expect": "value", "result": result, "changes": []}


def written_tests(all_parts: int) -> dict[str, object]:
    cases = [{"about": "all parts", "purpose": "happy path", "calls": [call(0, f'{{"parts": {all_parts}}}')]}]
    wrong = {
        "tool": "count_parts",
        "arguments": '{"least": "x"}',
        "expect": "invalid",
        "result": "least",
        "changes": [],
    }
    return {"cases": [*cases, {"about": "a text", "purpose": "type", "calls": [wrong]}]}


class Desk:
    """Answers each agent from its own list, the last answer again and again."""

    def __init__(self, **answers: list[Answer]) -> None:
        self.answers = answers
        self.chat = ScriptedChat(self.answer)

    def answer(self, request: ChatRequest) -> Answer:
        left = self.answers[request.labels.agent]
        return left.pop(0) if len(left) > 1 else left[0]

    def asked(self, agent: str) -> list[ChatRequest]:
        return [request for request in self.chat.requests if request.labels.agent == agent]


@pytest.fixture
def described(setting: Setting, shop: Shop) -> Setting:
    """A shop with one derived tool and one that is only described."""
    tools = {"cheapest_parts": shop.domain.tools["cheapest_parts"], "count_parts": TOOL}
    return replace(setting, domain=shop.domain.model_copy(update={"tools": tools}), bounds=Bounds(3, 2, 2))


def desk(coding: list[str], testing: list[Answer], judging: list[Answer] | None = None) -> Desk:
    effects = {"name": "count_parts", "reads": ["parts.stock", "nothing.there"], "writes": []}
    return Desk(
        planner=[{"functions": [effects]}],
        coding_agent=[{"code": code} for code in coding],
        testing_agent=testing,
        judge_agent=judging or [{"fault": "code", "reason": "none", "quote": "none"}],
        review_agent=[{"remarks": []}],
    )


def test_a_first_version_that_is_wrong_is_corrected(described: Setting) -> None:
    wrong = COUNT.replace(">= least", "> least")
    model = desk([wrong, COUNT], [written_tests(PARTS)])
    made = asyncio.run(schema_implement(replace(described, chat=model.chat)))
    rounds = [each for each in made.log.rounds if each.subject == "count_parts"]
    assert [(each.inner, len(each.failures), each.mode) for each in rounds] == [(1, 1, "generate"), (2, 0, "correct")]
    assert made.log.unverified == ()
    assert rounds[-1].made_by == "scripted"
    again = model.asked("coding_agent")[1].messages[-1].content
    assert "to correct" in again
    assert "> least" in again
    assert f"expected {{'parts': {PARTS}}}" in again


def test_a_test_that_the_judge_finds_at_fault_is_written_again(described: Setting) -> None:
    verdict = {"fault": "test", "reason": "the state has fewer parts", "quote": "the number of parts"}
    model = desk([COUNT], [written_tests(PARTS + 1), written_tests(PARTS)], [verdict])
    made = asyncio.run(schema_implement(replace(described, chat=model.chat)))
    assert made.log.unverified == ()
    (judged,) = [verdict for each in made.log.rounds for verdict in each.verdicts]
    assert (judged.fault, judged.made_by, judged.evidence["expected"]) == ("test", "scripted", {"parts": PARTS + 1})
    assert "- all parts: the state has fewer parts" in model.asked("testing_agent")[1].messages[-1].content
    assert [case.source for case in made.unit.of_tool("count_parts")] == ["scripted", "scripted"]


def test_code_that_never_passes_is_unverified_and_the_bounds_hold(described: Setting) -> None:
    model = desk([COUNT.replace(">= least", "> least + 100")], [written_tests(PARTS)])
    made = asyncio.run(schema_implement(replace(described, chat=model.chat)))
    assert made.log.unverified == ("count_parts",)
    assert len(model.asked("coding_agent")) <= 3 * 2 + 2 * 2


@pytest.mark.parametrize(
    "code", ["no code", "x = 1", "def other(self) -> Row:\n    return {}", COUNT + "\ndef more(self):\n    pass"]
)
def test_a_reply_that_is_not_the_method_is_shown_back(described: Setting, code: str) -> None:
    model = desk([code, COUNT], [written_tests(PARTS)])
    made = asyncio.run(schema_implement(replace(described, chat=model.chat)))
    assert made.log.unverified == ()
    assert made.log.rounds[1].failures[0].problem == "not a method" or made.log.rounds[0].failures


@pytest.mark.parametrize(
    "code", [indent(COUNT, "    "), f"```python\n{COUNT}```\n", f"```\n{indent(COUNT, '    ')}\n```", f"\n\n{COUNT}\n"]
)
def test_code_is_taken_as_models_give_it_indented_or_fenced(described: Setting, code: str) -> None:
    model = desk([code], [written_tests(PARTS)])
    made = asyncio.run(schema_implement(replace(described, chat=model.chat)))
    assert made.log.unverified == ()
    assert len(model.asked("coding_agent")) == 1


def test_judge_and_coder_are_told_what_a_test_called_before(described: Setting) -> None:
    cases = {
        "cases": [
            {
                "about": "all, and again",
                "purpose": "edge",
                "calls": [call(0, f'{{"parts": {PARTS}}}'), call(0, '{"parts": 99}')],
            }
        ]
    }
    verdict = {"fault": "test", "reason": "it is the same state", "quote": "the number of parts"}
    model = desk([COUNT], [cases, written_tests(PARTS)], [verdict])
    made = asyncio.run(schema_implement(replace(described, chat=model.chat)))
    assert made.log.unverified == ()
    (question,) = [request.messages[-1].content for request in model.asked("judge_agent")]
    assert f'count_parts({{"least": 0}}) must give the value {{"parts": {PARTS}}}\n' in question
    assert f"The clock stands at {described.domain.now}" in question
    again = model.asked("coding_agent")[1].messages[-1].content
    assert "count_parts(least=0) (call 2 of the test): expected {'parts': 99}" in again
    assert "give back the code as it is" in again


def test_tests_are_written_on_a_state_with_edge_cases_of_every_table(described: Setting) -> None:
    parts = list(described.database["parts"])
    usual = sample_of(described.domain, described.database, DESCRIBED_ROWS, {})["parts"]
    labelled = [key for key in parts if key not in usual]
    model = desk([COUNT], [written_tests(PARTS + len(labelled[:: -(-len(labelled) // LABELLED_ROWS)]))])
    made = asyncio.run(schema_implement(replace(described, chat=model.chat, labelled={"parts": labelled})))
    assert made.log.unverified == ()
    assert labelled[0] in made.unit.states["count_parts-described"]["parts"]


def test_what_the_review_refuses_is_refined(described: Setting) -> None:
    printing = COUNT.replace("        _check", '        print("x")\n        _check')
    model = desk([printing, COUNT], [written_tests(PARTS)])
    made = asyncio.run(schema_implement(replace(described, chat=model.chat)))
    reviews = [each for each in made.log.rounds if each.stage == "review"]
    assert [len(each.remarks) for each in reviews] == [1, 0]
    assert "print" not in made.module
    assert "to refine" in model.asked("coding_agent")[1].messages[-1].content


def test_without_a_model_a_described_tool_is_an_error_that_names_the_agent(described: Setting) -> None:
    with pytest.raises(ModelNeeded, match="testing_agent"):
        asyncio.run(schema_implement(described))


@pytest.mark.parametrize(
    ("prompt", "fields"),
    [
        (planner.PLANNER.prompt, {"tables", "functions"}),
        (coding_agent.CODING.prompt, {"tables", "function", "now", "mode", "current", "failures", "remarks"}),
        (testing_agent.TESTING.prompt, {"tables", "function", "now", "state", "verdicts"}),
        (judge_agent.JUDGE.prompt, {"tables", "function", "now", "state", "code", "calls", "failure"}),
        (review_agent.REVIEW.prompt, {"tables", "function", "code"}),
    ],
    ids=lambda value: value.name if isinstance(value, Prompt) else "",
)
def test_prompts_read_the_fields_that_are_passed(prompt: Prompt, fields: set[str]) -> None:
    assert prompt.fields() == fields
    assert len(prompt.render(dict.fromkeys(fields, "x"))) == 2
