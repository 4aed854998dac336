"""A small domain for tests of environments: its spec, and a database of it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import yaml

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec

SPEC_FILE = Path(__file__).parent / "environments/specs/bike_shop.yaml"


def bike_shop() -> DomainSpec:
    """The spec."""
    return DomainSpec.model_validate(yaml.safe_load(SPEC_FILE.read_text()))


def bike_shop_database(seed: int = 7) -> dict[str, dict[str, dict[str, Any]]]:
    """Table to key to row; every reference leads somewhere."""
    draw = random.Random(seed)
    customers = [
        {"customer_id": f"C{n:03d}", "name": f"{draw.choice(['Ada', 'Bo', 'Cy'])} {n}", "member": n % 3 == 0,
         "credit": draw.choice([0, 10, 12.5, 40, 100])}
        for n in range(1, 13)
    ]  # fmt: skip
    bikes = [
        {"bike_id": f"K{n:03d}", "customer_id": draw.choice(customers)["customer_id"],
         "kind": draw.choice(["road", "city", "cargo"]), "bought": f"20{draw.randint(18, 24)}-03-0{draw.randint(1, 9)}"}
        for n in range(1, 21)
    ]  # fmt: skip
    mechanics = [{"mechanic_id": n, "name": name, "level": n} for n, name in enumerate(["Mo", "Nil", "Ole"], 1)]
    parts = [
        {"part_id": f"P{n}", "name": name, "price": draw.choice([4.5, 9, 30]), "stock": draw.choice([0, 1, 5])}
        for n, name in enumerate(["Chain", "Brake pad", "Road tyre", "City tyre", "Chain ring", "Bell"], 1)
    ]
    repairs = [
        {"repair_id": f"R{n:04d}", "bike_id": draw.choice(bikes)["bike_id"],
         "mechanic_id": draw.choice([1, 2, 3, None]), "status": draw.choice(["open", "open", "done", "cancelled"]),
         "due": f"2025-06-{draw.randint(1, 9):02d}T{draw.randint(9, 17):02d}:00:00",
         "cost": draw.choice([0, 12.5, 20]), "note": draw.choice([None, "Flat tyre"])}
        for n in range(1, 31)
    ]  # fmt: skip
    used = [
        {"use_id": f"U{n:05d}", "repair_id": draw.choice(repairs)["repair_id"],
         "part_id": draw.choice(parts)["part_id"], "quantity": draw.randint(1, 2)}
        for n in range(1, 16)
    ]  # fmt: skip
    tables = {
        "customers": customers, "bikes": bikes, "mechanics": mechanics, "parts": parts, "repairs": repairs,
        "used_parts": used,
    }  # fmt: skip
    keys = {name: table.key for name, table in bike_shop().tables.items()}
    return {name: {str(row[keys[name]]): row for row in rows} for name, rows in tables.items()}
