"""What the assistant said, where it quoted something that is another now."""

import pytest

from eigendata_assets.audits.patch_record import Edit
from eigendata_assets.audits.result_changes import Leaf, ValueChanges
from eigendata_assets.audits.text_rewrite import Wording, is_distinctive


def wording(old: Leaf, *new: Leaf) -> Wording:
    found = Wording()
    found.value(old, (new[0],) if new else None)
    return found


def test_a_distinctive_value_is_replaced_as_a_whole_token() -> None:
    text, problems = wording("T-101", "T-501").rewritten("T-101 is open, T-1012 and XT-101 are not. See T-101.")
    assert text == "T-501 is open, T-1012 and XT-101 are not. See T-501."
    assert problems == []


def test_a_number_is_not_found_inside_another() -> None:
    assert wording(100, 200).rewritten("100.5, 1,100, v100 and 1000")[0] == "100.5, 1,100, v100 and 1000"
    assert wording(100.5, 200).rewritten("It costs 100.5.")[0] == "It costs 200."


def test_a_plain_word_is_replaced_only_in_quotes() -> None:
    assert wording("high", "P1").rewritten("It is 'high'.") == ("It is 'P1'.", [])
    text, problems = wording("high", "P1").rewritten("It is high.")
    assert text == "It is high."
    assert problems == ["the assistant says 'high', which may be what is now 'P1'"]


def test_a_value_in_other_letters_is_left_in_the_text() -> None:
    assert wording("in progress", "IN_PROGRESS").rewritten("It is in progress.") == ("It is in progress.", [])


def test_a_value_without_a_successor_is_a_problem_where_it_is_quoted() -> None:
    assert wording("T-101").rewritten("T-101 is open.")[1] == ["the assistant says 'T-101', which is no more"]
    assert wording("T-101").rewritten("All is open.")[1] == []


def test_two_values_that_change_places_are_both_replaced_once() -> None:
    found = wording("T-101", "T-102")
    found.value("T-102", ("T-101",))
    assert found.rewritten("T-101, T-102")[0] == "T-102, T-101"


def test_a_sentence_that_was_paraphrased_is_a_problem() -> None:
    found = wording("The ticket was closed by Anna", "The ticket was escalated by Anna")
    assert found.rewritten("Your ticket is closed.")[1] == [
        "the assistant says 'closed', as a result did that is another now"
    ]
    assert found.rewritten("Done.")[1] == []


def test_truth_values_and_nothing_are_not_looked_for() -> None:
    assert wording(True, False).rewritten("True") == ("True", [])
    assert wording(None).rewritten("None") == ("None", [])


def test_a_name_that_is_a_plain_word_is_left_unless_it_is_quoted() -> None:
    found = Wording()
    found.edit(Edit(what="name", before="list", after="show", why="", renames=True))
    assert found.rewritten("Here is the list.") == ("Here is the list.", [])
    assert found.rewritten("I called `list`.") == ("I called `show`.", [])


@pytest.mark.parametrize("text", ["T-101", "close_ticket", "a@b.c", "ticketId", "two words", "A1B", "2024"])
def test_what_is_hardly_there_by_chance_is_distinctive(text: str) -> None:
    assert is_distinctive(text)


@pytest.mark.parametrize("text", ["7", "42", "high", "Ok", "T7", "-"])
def test_what_may_be_there_by_chance_is_not(text: str) -> None:
    assert not is_distinctive(text)


def test_a_value_that_still_stands_somewhere_has_no_successor() -> None:
    changes = ValueChanges()
    changes.note({"a": "x1", "b": "y", "c": [1, 2]}, {"a": "x2", "c": [1, 3]})
    assert changes.successor("x1") == ("x2",)
    assert changes.successor(2) == (3,)
    assert (changes.concerns("y"), changes.successor("y"), changes.concerns(1)) == (True, None, False)
    changes.keep({"d": "x1"})
    assert (changes.concerns("x1"), changes.successor("x1")) == (True, None)


def test_lists_of_another_length_lose_what_is_not_in_them() -> None:
    changes = ValueChanges()
    changes.note(["a", "b"], ["b"])
    assert (changes.concerns("a"), changes.concerns("b")) == (True, False)
