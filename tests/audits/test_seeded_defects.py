"""The benchmark of seeded defects plants one defect at a time, the same ones for the same seed."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from benchmarks import planted_code, planted_data, planted_schemas
from benchmarks.planted import Kinds
from benchmarks.seeded_defects import defects, main, table
from eigendata_assets.audits.generated import GeneratedDomain
from tests.audits.generated_shop import generated_shop

PARTS = ("toolset", "files", "suites", "state")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> GeneratedDomain:
    return generated_shop(tmp_path_factory.mktemp("shop") / "code")


def test_every_defect_changes_one_part_of_the_domain(shop: GeneratedDomain) -> None:
    made = list(defects(shop, seed=3, each=1))
    assert len({each.component for each in made}) == 5
    assert len({each.kind for each in made}) >= 30
    for each in made:
        changed = [part for part in PARTS if getattr(each.domain, part) != getattr(shop, part)]
        assert len(changed) == 1, (each.kind, each.where, changed)


def test_the_same_seed_plants_the_same_defects(shop: GeneratedDomain) -> None:
    first, again, other = ([(d.kind, d.where) for d in defects(shop, seed, each=1)] for seed in (5, 5, 6))
    assert first == again
    assert first != other


@pytest.mark.parametrize("kinds", [planted_schemas.KINDS, planted_data.DATABASE, planted_data.EVALUATION])
def test_places_are_different(shop: GeneratedDomain, kinds: Kinds) -> None:
    for kind, places in kinds.items():
        found = [where for where, _ in places(shop, random.Random(1))]
        assert len(found) == len(set(found)), kind


def test_faulty_code_is_still_python(shop: GeneratedDomain) -> None:
    for kind, places in planted_code.KINDS.items():
        for _, domain in islice(places(shop, random.Random(1)), 12):
            compile(domain.files["bike_shop.py"], kind, "exec")


def test_no_defects_make_an_empty_table_and_a_sample_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    from_nothing = list(table([]))
    assert from_nothing[-1].split() == ["all", "0", "kinds", "0", "0", "0"]
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "--sample" in capsys.readouterr().out
