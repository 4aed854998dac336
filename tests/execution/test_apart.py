"""An instance made attribute by attribute is like the one it stands for, and says which attributes have changed."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.execution.worker.apart import Maker, changed_images, complete
from tests.json_values import JSON


class Desk:
    """What an attribute of an instance can hide."""

    limit = 3

    def rows(self) -> str:
        return "a method"

    def missing(self) -> Any:
        return self.nothing  # type: ignore[attr-defined]


def images_of(attributes: dict[str, Any]) -> dict[str, bytes]:
    images = changed_images({}, attributes)
    assert images is not None
    return images


@given(st.dictionaries(st.sampled_from(["a", "b", "limit", "rows", "_c"]), JSON))
def test_an_instance_has_the_attributes_of_which_it_has_images(attributes: dict[str, Any]) -> None:
    images = images_of(attributes)
    maker = Maker(Desk)
    one, other, untouched = (maker.instance(images) for _ in range(3))
    assert json.dumps({name: getattr(one, name) for name in attributes}) == json.dumps(attributes)
    assert changed_images(images, vars(one)) == {}
    for name, value in attributes.items():
        assert getattr(other, name) is getattr(other, name)
        assert not isinstance(value, dict | list) or getattr(other, name) is not getattr(one, name)
    complete(untouched)
    assert json.dumps(vars(untouched)) == json.dumps(attributes)


def test_only_what_was_asked_for_is_made() -> None:
    instance: Any = Maker(Desk).instance(images_of({"a": [1], "b": [2]}))
    instance.b.append(3)
    assert vars(instance) == {"b": [2, 3]}
    assert (type(instance).__name__, isinstance(instance, Desk), instance.limit) == ("Desk", True, 3)


def test_what_is_not_there_is_missed_as_ever() -> None:
    messages = []
    for instance in (Desk(), Maker(Desk).instance({})):
        with pytest.raises(AttributeError) as caught:
            instance.missing()  # type: ignore[attr-defined]
        messages.append(str(caught.value))
    assert messages[0] == messages[1]


def test_a_copy_has_all_attributes() -> None:
    instance: Any = Maker(Desk).instance(images_of({"a": [1], "b": [2]}))
    other = copy.deepcopy(instance)
    other.a.append(2)
    assert (other.a, other.b, instance.a) == ([1, 2], [2], [1])


def test_values_that_are_equal_but_not_the_same_are_a_change() -> None:
    images = images_of({"a": {"n": 1}, "b": 1})
    changed = changed_images(images, {"a": {"n": True}, "b": 1.0})
    assert changed is not None
    assert changed.keys() == {"a", "b"}


def test_what_is_added_has_an_image_and_what_was_not_made_has_not_changed() -> None:
    changed = changed_images(images_of({"a": [1], "b": [2]}), {"c": 3})
    assert changed is not None
    assert changed.keys() == {"c"}


def test_there_are_no_images_where_attributes_share_or_hold_more_than_plain_values() -> None:
    row = {"n": 1}
    assert changed_images(images_of({"a": [{}, {}]}), {"a": [row, row], "b": (row, row)}) is None
    for made in ({"a": [row], "b": {"k": row}}, {"a": row, "b": ([row],)}, {"a": object()}, {"a": {"k": Desk}}):
        assert changed_images({}, made) is None
    assert changed_images({}, {"a": [row, row], "b": ["n", (), 1 << 70]}) is not None
