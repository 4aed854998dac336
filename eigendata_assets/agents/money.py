"""What calls cost, exactly: prices in USD per million tokens, amounts in picodollars (1e-12 USD) as integers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import Field

from eigendata_assets.agents.messages import Usage
from eigendata_assets.artifacts.frozen import Artifact

PICODOLLARS = 10**12
SHIPPED = Path(__file__).with_name("prices.json")


class Price(Artifact):
    """USD per million tokens; `cached_input` is the price of input that the provider had cached (default: input)."""

    input: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)
    cached_input: Decimal | None = Field(default=None, ge=0)

    def cost(self, usage: Usage, *, share: Decimal = Decimal(1)) -> int:
        """What the usage costs in picodollars, rounded up; `share` is the part of the price paid (batch: 0.5)."""
        cached = min(usage.cached_input, usage.input)
        cheaper = self.input if self.cached_input is None else self.cached_input
        per_million = (usage.input - cached) * self.input + cached * cheaper + usage.output * self.output
        exact = per_million * share * (PICODOLLARS // 10**6)
        return int(exact.to_integral_value(rounding="ROUND_CEILING"))


@cache
def shipped_prices() -> Mapping[str, Price]:
    """The price table that comes with the program; the workspace's `prices:` overrides it entry by entry."""
    table = json.loads(SHIPPED.read_text(encoding="utf-8"))["prices"]
    return {model: Price.model_validate(price) for model, price in table.items()}


def price_of(model: str, prices: Mapping[str, Price]) -> Price | None:
    """The price of a model, by its name or by the longest listed name it extends with a date or version."""
    listed = [name for name in prices if model == name or model.startswith((f"{name}-2", f"{name}@", f"{name}#"))]
    return prices[max(listed, key=len)] if listed else None


def dollars(picodollars: int | None) -> str:
    """An amount as people read it: `$0.0123`, or `price unknown`."""
    if picodollars is None:
        return "price unknown"
    amount = Decimal(picodollars) / PICODOLLARS
    return f"${amount:.2f}" if amount >= 1 or amount == 0 else f"${amount:.4f}"


def from_usd(usd: Decimal) -> int:
    """An amount in USD as picodollars."""
    return int((usd * PICODOLLARS).to_integral_value())
