"""The judge says what is at fault, tells what is the same once, and rejects claims that are no defect."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.claims import Attribution
from eigendata_assets.artifacts.findings import Component, Finding
from eigendata_assets.audits.assembly import ranked
from eigendata_assets.audits.reviewing.judging import disputed
from tests.audits.reviewing.depot import depot
from tests.audits.reviewing.reviewers import NOTHING, answering, of_dialogue, of_function, review, verdict
from tests.audits.test_baseline import finding


def by_rule(name: str, function: str | None, component: Component, cause: str = "it") -> Finding:
    return finding(name, component=component).model_copy(
        update={"function": function, "cause": cause, "affects": ("gift",)}
    )


def judging(verdicts: list[dict[str, Any]], function: Sequence[Any] = (), dialogue: Sequence[Any] = ()) -> ScriptedChat:
    def of(claims: Sequence[Any], mark: str) -> Any:
        return lambda said: {"claims": list(claims)} if mark in said else NOTHING

    return answering(
        {
            "function_reviewer": of(function, "The function `quote_price`"),
            "verification_agent": of(dialogue, "Carla"),
            "audit_judge": lambda _: {"verdicts": verdicts},
        }
    )


def test_a_claim_gets_its_component_from_the_judge_with_the_reason(tmp_path: Path) -> None:
    done = review(depot(tmp_path), judging([verdict(0, "schema")], [of_function()]))
    (one,) = done.findings
    assert one.component == "schema"
    assert one.attribution is not None
    assert (one.attribution.fault, one.attribution.reason, one.attribution.made_by) == (
        "schema",
        "It is so.",
        "scripted",
    )
    assert [(each.code, each.asked) for each in done.counts] == [
        ("function_review", 4),
        ("trajectory_review", 2),
        ("audit_judge", 1),
    ]


def test_a_claim_that_is_no_defect_is_dropped_and_counted(tmp_path: Path) -> None:
    done = review(depot(tmp_path), judging([verdict(0, "none")], [of_function()]))
    assert done.findings == ()
    assert (done.counts[0].kept, done.counts[0].dropped) == (0, {"rejected by the judge": 1})


def test_a_claim_that_tells_what_a_rule_has_found_is_told_once_under_the_rules_cause(tmp_path: Path) -> None:
    rule = by_rule("r1", "Depot.quote_price", "implementation")
    chat = judging([verdict(0, "implementation"), verdict(1, "implementation", same_as=0)], [of_function()])
    (one,) = ranked(review(depot(tmp_path), chat, [rule]).findings)
    assert (one.id, one.made_by, one.also) == ("r1", "rule", ("function_review",))
    assert one.attribution is not None


def test_a_test_at_fault_keeps_the_half_of_the_test_that_the_rule_named(tmp_path: Path) -> None:
    rules = [by_rule("r1", None, "evaluation"), by_rule("r2", None, "trajectory", "other")]
    chat = judging([verdict(0, "test"), verdict(1, "intent")])
    done = review(depot(tmp_path), chat, rules)
    assert [each.component for each in done.findings] == ["evaluation", "intent"]


def test_the_judge_cannot_take_a_finding_of_a_rule_away(tmp_path: Path) -> None:
    rules = [by_rule("r1", "Depot.quote_price", "schema"), by_rule("r2", "Depot.quote_price", "implementation", "b")]
    done = review(depot(tmp_path), judging([verdict(0, "none"), verdict(7, "schema"), verdict(1, "schema", 5)]), rules)
    assert [(each.id, each.component) for each in done.findings] == [("r1", "schema"), ("r2", "schema")]


def test_without_a_usable_verdict_all_stays_as_it_is(tmp_path: Path) -> None:
    done = review(depot(tmp_path), judging([], [of_function()], [of_dialogue()]))
    assert {(each.code, each.attribution) for each in done.findings} == {
        ("function_review", None),
        ("trajectory_review", None),
    }


def test_asked_are_claims_and_rules_that_blame_different_components() -> None:
    alone = by_rule("a", "Depot.list_parcels", "schema")
    agreeing = [by_rule("b", "Depot.quote_price", "schema"), by_rule("c", "Depot.quote_price", "schema", "x")]
    competing = [by_rule("d", "Depot.book_parcel", "schema"), by_rule("e", "Depot.book_parcel", "database", "x")]
    claim = by_rule("f", None, "trajectory").model_copy(update={"made_by": "a model"})
    rule = by_rule("g", None, "trajectory", "x")
    groups = disputed([alone, *agreeing, *competing, claim, rule])
    assert [[each.id for each in group] for group in groups] == [["d", "e"], ["g", "f"]]


def test_of_one_cause_a_rules_finding_is_told_before_a_models_with_what_the_judge_said() -> None:
    attribution = Attribution(fault="schema", reason="It is so.", made_by="a model")
    claim = by_rule("f", "Depot.quote_price", "schema").model_copy(
        update={"made_by": "a model", "confidence": 0.99, "attribution": attribution}
    )
    (one,) = ranked([claim, by_rule("g", "Depot.quote_price", "schema")])
    assert (one.id, one.made_by, one.attribution) == ("g", "rule", attribution)


def test_a_claim_about_a_call_that_a_rule_has_found_wrong_is_told_with_it(tmp_path: Path) -> None:
    cause = "call 0.1 of Depot.book_parcel in gift"
    rule = by_rule("r1", "Depot.book_parcel", "trajectory", cause).model_copy(update={"affects": ("gift", "other")})
    done = review(depot(tmp_path), judging([], dialogue=[of_dialogue()]), [rule])
    (one,) = ranked(done.findings)
    assert (one.id, one.also, one.affects) == ("r1", ("trajectory_review",), ("gift", "other"))


def test_the_judge_sees_the_dialogue_of_a_call_and_the_specification_of_a_function(tmp_path: Path) -> None:
    chat = judging([], [of_function()], [of_dialogue()])
    review(depot(tmp_path), chat)
    asked = [each.messages[-1].content for each in chat.requests if each.labels.agent == "audit_judge"]
    assert ["The dialogue:" in each for each in asked].count(True) == 1
    assert ["The specification:" in each for each in asked].count(True) == 1
