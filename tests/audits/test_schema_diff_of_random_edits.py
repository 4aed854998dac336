"""Whatever is edited: the diff names exactly that, there and back."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.audits.changes import SchemaDiff
from eigendata_assets.audits.schema_diff import diff
from tests.audits.toolsets import edited, random_toolset, rename_function, rename_parameter

SEEDS = st.integers(0, 2**32)


def as_told(found: SchemaDiff, fields: set[str]) -> list[dict[str, Any]]:
    return [{key: value for key, value in each.model_dump().items() if key in fields} for each in found.changes]


@given(SEEDS)
def test_one_edit_in_some_tools_is_exactly_what_is_named(seed: int) -> None:
    choose = random.Random(seed)
    before = after = random_toolset(choose)
    expected = []
    for number in sorted(choose.sample(range(len(before.tools)), choose.randint(0, 3))):
        after, told = edited(choose, after, number)
        expected.append(told)
    found = diff(before, after)
    assert [
        as_told(SchemaDiff(changes=(each,)), {*told})[0] for each, told in zip(found.changes, expected, strict=True)
    ] == (expected)


@given(SEEDS)
def test_any_toolset_is_the_same_as_itself_in_another_order(seed: int) -> None:
    choose = random.Random(seed)
    toolset = random_toolset(choose)
    shuffled = list(toolset.tools)
    choose.shuffle(shuffled)
    assert diff(toolset, Toolset(tools=tuple(shuffled))).changes == ()


@given(SEEDS)
def test_renaming_there_and_back_is_named_there_and_back(seed: int) -> None:
    choose = random.Random(seed)
    before = random_toolset(choose)
    first = before.tools[0]
    name = next(iter(first.parameters["properties"]))
    renamed, told = choose.choice([rename_function, rename_parameter])(choose, first, name)
    after = Toolset(tools=(renamed, *before.tools[1:]))
    there, back = diff(before, after).changes, diff(after, before).changes
    assert [each.kind for each in (*there, *back)] == [told["kind"]] * 2
    old, new = (there[0].model_dump(), back[0].model_dump())
    subject = "parameter" if "parameter" in told else "function"
    assert (old[subject], old["to"]) == (new["to"], new[subject])


@given(SEEDS)
def test_what_a_diff_calls_affecting_are_the_tools_whose_meaning_changed(seed: int) -> None:
    choose = random.Random(seed)
    before = random_toolset(choose)
    after, _ = edited(choose, before, 0)
    same = before.tools[0].semantic_hash == after.tools[0].semantic_hash
    assert diff(before, after).affecting == (frozenset() if same else {before.tools[0].key})
