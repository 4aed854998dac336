"""Costs are exact: tokens times prices in integers, rounded up where a fraction of a picodollar is left."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.agents.messages import Usage
from eigendata_assets.agents.money import PICODOLLARS, Price, dollars, from_usd, price_of, shipped_prices

PRICES = st.decimals(0, 1000, places=4)
TOKENS = st.integers(0, 10**9)


@given(PRICES, PRICES, st.none() | PRICES, TOKENS, TOKENS, TOKENS)
def test_a_cost_is_what_it_should_be_to_the_picodollar(
    into: Decimal, out: Decimal, cheaper: Decimal | None, first: int, cached: int, second: int
) -> None:
    usage = Usage(input=first, cached_input=min(cached, first), output=second)
    exact = Fraction(usage.input - usage.cached_input) * Fraction(into)
    exact += usage.cached_input * Fraction(into if cheaper is None else cheaper) + second * Fraction(out)
    cost = Price(input=into, output=out, cached_input=cheaper).cost(usage)
    assert cost - 1 < exact * PICODOLLARS / 10**6 <= cost


@given(st.lists(st.tuples(TOKENS, TOKENS), max_size=20))
def test_costs_add_up_without_loss(calls: list[tuple[int, int]]) -> None:
    price = Price(input=Decimal("0.15"), output=Decimal("0.60"))
    each = sum(price.cost(Usage(input=first, output=second)) for first, second in calls)
    together = Usage(input=sum(first for first, _ in calls), output=sum(second for _, second in calls))
    assert each == price.cost(together)


def test_a_batch_costs_its_share() -> None:
    price, usage = Price(input=Decimal(2), output=Decimal(8)), Usage(input=1000, output=500)
    assert price.cost(usage, share=Decimal("0.5")) * 2 == price.cost(usage) == 6 * 10**9


def test_a_server_that_counts_more_cached_than_input_makes_nothing_negative() -> None:
    assert Price(input=Decimal(2), output=Decimal(8)).cost(Usage(input=1, cached_input=9)) == 2 * 10**6


@pytest.mark.parametrize(
    ("model", "found"),
    [
        ("gpt-x", "gpt-x"),
        ("gpt-x-2026-01-31", "gpt-x"),
        ("gpt-x#4bit", "gpt-x"),
        ("gpt-x-mini", "gpt-x-mini"),
        ("gpt-x-mini-2026-01-31", "gpt-x-mini"),
        ("gpt-x-nano", None),
        ("gpt", None),
    ],
)
def test_a_price_is_found_by_the_name_and_its_dated_versions(model: str, found: str | None) -> None:
    prices = {
        name: Price(input=Decimal(number), output=Decimal(0)) for number, name in enumerate(["gpt-x", "gpt-x-mini"])
    }
    assert price_of(model, prices) == (prices[found] if found else None)


def test_the_shipped_table_is_readable_and_positive() -> None:
    assert len(shipped_prices()) >= 5
    assert all(price.input > 0 and price.output > price.input for price in shipped_prices().values())


@pytest.mark.parametrize(
    ("usd", "shown"),
    [("0", "$0.00"), ("0.00012", "$0.0001"), ("0.5", "$0.5000"), ("1", "$1.00"), ("1234.5", "$1234.50")],
)
def test_amounts_are_shown_as_people_read_them(usd: str, shown: str) -> None:
    assert dollars(from_usd(Decimal(usd))) == shown
    assert dollars(None) == "price unknown"
