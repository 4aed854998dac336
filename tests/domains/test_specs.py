"""What an auditor would ask of a domain that teaches how to choose among tools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from eigendata_assets.artifacts.spec.behaviour import Tool
from tests.domains.conftest import SPECS, Shipped
from tests.domains.plain_sql import DOMAINS
from tests.domains.wandering import writes

MONEY = re.compile(r"price|fare_|fee_|fees|amount|balance|total|penalty|paid_c|paid_u|refunded_u|rate_")


def steps_of(tool: Tool) -> Iterator[dict[str, Any]]:
    waiting = [step.model_dump() for step in tool.steps or ()]
    while waiting:
        step = waiting.pop()
        yield step
        waiting += step.get("do", ())


def tables_written(tool: Tool) -> set[str]:
    bound = {step.get(kind): step["from"] for step in steps_of(tool) for kind in ("get", "find") if kind in step}
    items = {step["for_each"]: bound.get(step["in"]) for step in steps_of(tool) if "for_each" in step}
    names = {str(step.get(kind)) for step in steps_of(tool) for kind in ("update", "delete") if kind in step}
    return {step["into"] for step in steps_of(tool) if "into" in step} | {(bound | items)[name] for name in names}


def text_of(tool: Tool) -> str:
    return str(list(steps_of(tool))) + str(tool.model_dump()["returns"])


def test_each_domain_is_large_enough(shipped: Shipped) -> None:
    tools = shipped.spec.tools.values()
    reading = [tool for tool in tools if not any(map(writes, tool.steps or ()))]
    assert len(shipped.spec.tables) >= 6
    assert len(tools) >= 15
    assert 5 <= len(reading) <= len(tools) - 5
    assert max(len(tables_written(tool)) for tool in tools) >= 3
    assert sum("require" in step for tool in tools for step in steps_of(tool)) >= 20


def test_every_parameter_is_used(shipped: Shipped) -> None:
    unused = [
        (name, parameter)
        for name, tool in shipped.spec.tools.items()
        for parameter in tool.parameters
        if f"args.{parameter}" not in text_of(tool)
    ]
    assert unused == []


def test_every_value_of_an_enumeration_is_told_apart(shipped: Shipped) -> None:
    """All but one value are named in what the tool does, or the parameter is compared with, or put in, a column."""
    for name, tool in shipped.spec.tools.items():
        for parameter, found in tool.parameters.items():
            text = text_of(tool)
            named = sum(f"'{value}'" in text for value in found.enum)
            whole = re.search(rf"(== args\.{parameter}\b|: 'args\.{parameter}')", text)
            assert not found.enum or named >= len(found.enum) - 1 or whole, (name, parameter)


def test_no_two_tools_do_the_same(shipped: Shipped) -> None:
    texts = [text_of(tool) for tool in shipped.spec.tools.values()]
    assert len(set(texts)) == len(texts)


def test_every_write_is_seen_by_a_read(shipped: Shipped) -> None:
    tools = shipped.spec.tools.values()
    read = "".join(text_of(tool) for tool in tools if not any(map(writes, tool.steps or ())))
    written = set().union(*(tables_written(tool) for tool in tools))
    assert [table for table in written if f"'{table}'" not in read] == []


def test_money_says_its_unit_in_its_name_and_numbers_in_their_descriptions(shipped: Shipped) -> None:
    for name, table in shipped.spec.tables.items():
        for column, found in table.columns.items():
            assert found.description, (name, column)
            if found.type == "integer" and MONEY.search(column):
                assert column.endswith(("_usd", "_cents")), (name, column)
                assert re.search("US (dollars|cents)", found.description), (name, column)


def test_every_error_says_what_and_which(shipped: Shipped) -> None:
    said = [step["else"] for tool in shipped.spec.tools.values() for step in steps_of(tool) if "else" in step]
    assert [text for text in said if "{" not in text] == []


def test_there_are_three_domains() -> None:
    assert sorted(path.stem for path in SPECS.glob("*.yaml")) == list(DOMAINS)
