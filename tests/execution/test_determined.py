"""A class is determined only where its code can neither give other answers next time nor keep anything elsewhere."""

from __future__ import annotations

import json
import time
from string import Formatter

import pytest

from eigendata_assets.execution.worker.determined import is_determined
from tests.execution import cheating_toolkits, showing_toolkits
from tests.execution.cheating_toolkits import Inherits, Log, RefusedError, Shop


@pytest.mark.parametrize("kind", [Shop, Inherits, RefusedError, Log])
def test_code_that_only_looks_at_state_and_arguments_is_determined(kind: type) -> None:
    assert is_determined(kind, [cheating_toolkits])


MODULES = [cheating_toolkits, showing_toolkits]
CHEATS = [
    each for module in MODULES for name, each in vars(module).items() if name[:1] == "_" and isinstance(each, type)
]


@pytest.mark.parametrize("kind", CHEATS)
def test_code_that_may_do_more_is_not_determined(kind: type) -> None:
    assert not is_determined(kind, MODULES)


def test_what_is_made_by_others_is_not_looked_into() -> None:
    assert not is_determined(Shop, [])
    assert not is_determined(Formatter, [cheating_toolkits])


def test_a_function_that_was_put_in_the_place_of_a_known_one_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "dumps", time.time)
    assert not is_determined(Shop, [cheating_toolkits])
