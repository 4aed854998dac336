from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from tests.domains.conftest import Shipped
from tests.domains.plain_sql import broken, loaded
from tests.domains.playing import Environment
from tests.domains.wandering import Wanderer, writes

ROUNDS = 12
CALLS = 100


def test_whatever_is_called_everything_still_holds(shipped: Shipped, environments: dict[str, Environment]) -> None:
    """Also: every tool that writes did so, and what failed or only reads left the state as it was."""
    wanderer = Wanderer(shipped.spec, Random(5))
    columns = {name: tuple(table.columns) for name, table in shipped.spec.tables.items()}
    state: Any = shipped.files.read_state()
    done: Counter[str] = Counter()
    for _ in range(ROUNDS):
        calls = list(wanderer.calls(state, CALLS))
        results, state = environments[shipped.name].play(state, calls)
        done.update(tool for (tool, _), result in zip(calls, results, strict=True) if "error" not in result)
        with loaded(columns, state) as database:
            assert broken(database, shipped.name) == {}
    idle = [name for name in shipped.spec.tools if not done[name]]
    assert idle == []


def test_reads_and_failures_change_nothing(shipped: Shipped, environments: dict[str, Environment]) -> None:
    """The calls that wrote, alone, lead to the same state as all calls together."""
    wanderer = Wanderer(shipped.spec, Random(6))
    state = shipped.files.read_state()
    calls = list(wanderer.calls(state, 300))
    results, after = environments[shipped.name].play(state, calls)
    wrote = [
        call
        for call, result in zip(calls, results, strict=True)
        if "error" not in result and any(map(writes, shipped.spec.tools[call[0]].steps or ()))
    ]
    assert 20 < len(wrote) < 250
    assert environments[shipped.name].play(state, wrote)[1] == after
