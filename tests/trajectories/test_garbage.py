"""Garbage is seldom looked for inside, and as often as before afterwards, whatever happens."""

from __future__ import annotations

import gc

import pytest

from eigendata_assets.trajectories.garbage import looked_for_seldom


def collections_of_the_young() -> int:
    return int(gc.get_stats()[0]["collections"])


def test_objects_are_made_without_a_look_for_garbage() -> None:
    with looked_for_seldom():
        gc.collect(0)
        before = collections_of_the_young()
        made = [[number] for number in range(20_000)]
        assert collections_of_the_young() == before
    assert len(made) == 20_000


def fail_inside() -> None:
    with looked_for_seldom():
        raise ZeroDivisionError


def test_afterwards_it_is_looked_for_as_before() -> None:
    before = gc.get_threshold()
    with looked_for_seldom():
        assert gc.get_threshold() != before
    assert gc.get_threshold() == before
    with pytest.raises(ZeroDivisionError):
        fail_inside()
    assert gc.get_threshold() == before
