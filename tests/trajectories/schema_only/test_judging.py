import asyncio
from collections.abc import Callable

import pytest

from eigendata_assets.agents.errors import ReplyError
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.trajectories.schema_only.judging import SELECTION_JUDGE, Choice, choose
from eigendata_assets.trajectories.schema_only.rounds import Round
from eigendata_assets.trajectories.schema_only.sampling import sampling_of
from tests.trajectories.schema_only.kitchen import POOL, cook

SAMPLE = sampling_of(POOL, 0, 1).sample(0)
FOUR = [Round(user=f"user {number}", action="answer", calls=[], reply="So.", topic="tea") for number in range(4)]


def chosen(best: Callable[[int], int], seed: str = "0", *, swaps: bool = False) -> Choice:
    return asyncio.run(choose(SAMPLE, [], FOUR, ScriptedChat(cook(best)), seed, swaps=swaps))


def test_candidates_are_shown_in_another_order_each_time() -> None:
    firsts = {chosen(lambda _: 1, str(seed)).round.user for seed in range(30)}
    assert firsts == {each.user for each in FOUR}


def test_a_judge_who_always_takes_the_first_does_not_agree_with_himself() -> None:
    assert chosen(lambda _: 1, swaps=True).agreed is False
    assert chosen(lambda _: 1).agreed is None


def test_one_candidate_is_taken_without_a_question() -> None:
    assert asyncio.run(choose(SAMPLE, [], FOUR[:1], ScriptedChat([]), "0", swaps=True)) == Choice(FOUR[0])


@pytest.mark.parametrize("best", [0, 5])
def test_a_judge_who_names_no_candidate_raises(best: int) -> None:
    with pytest.raises(ReplyError, match=f"candidate {best} and 4 scores, of 4 candidates"):
        chosen(lambda _: best)


def test_the_prompt_has_the_fields_that_are_passed() -> None:
    assert SELECTION_JUDGE.prompt.fields() == {"tools", "dialogue", "candidates"}
