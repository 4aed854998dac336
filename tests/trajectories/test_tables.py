"""What the UI shows of plans and checks."""

from eigendata_assets.artifacts.plan import OpenTrajectory, StaleTrajectory
from eigendata_assets.trajectories import tables
from eigendata_assets.trajectories.checks import Violation
from eigendata_assets.trajectories.fingerprint import CountPolicy, Dependencies
from eigendata_assets.trajectories.plan import Plan


def test_what_changed_stands_first_where_it_touches_most() -> None:
    shown = tables.counts({"a": 1, "b": 3}).splitlines()
    assert shown == ["| what changed | trajectories |", "|---|---|", "| `b` | 3 |", "| `a` | 1 |"]
    assert (tables.counts({}), tables.listing([]), tables.listing(["x"])) == ("none", "none", "- `x`")


def test_a_shard_is_listed_once_with_all_its_causes() -> None:
    plan = Plan(Dependencies({}, frozenset(), CountPolicy()))
    plan.stale += [StaleTrajectory(id=name, shard="s", reasons=("f.type", name), calls=1) for name in "ab"]
    plan.needs_a_model.append(OpenTrajectory(id="c", shard="s", problems=("what?",)))
    causes = tables.stale_causes(plan)
    assert causes == {"s": ["f.type", "a", "b", "needs a model"]}
    assert tables.causes(causes).splitlines()[-1] == "| `s` | `f.type`, `a`, `b`, `needs a model` |"


def test_only_the_first_violations_are_shown() -> None:
    shown = tables.violations([Violation(f"t{number}", 0, "f", "no") for number in range(80)]).splitlines()
    assert len(shown) == 52
    assert shown[2] == "| t0 | 0 | f | no |"
