"""RandomPoolAgent (EigenData 3.4) without a model: scenarios of a declared space, in exact shares of kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

from eigendata_assets.errors import RequestError

Kind = Literal[
    "single_turn_single_task",
    "multi_turn_single_task",
    "single_turn_multi_task",
    "multi_turn_multi_task",
    "parallel_calls",
    "no_suitable_tool",
    "missing_parameter",
    "invalid_value",
    "wrong_premise",
    "against_policy",
    "tools_added",
    "self_correction",
]
Experience = Literal["new", "regular", "expert"]
Mood = Literal["calm", "hurried", "friendly", "annoyed"]

KINDS: tuple[Kind, ...] = get_args(Kind)

SHARES: Mapping[Kind, float] = {
    "single_turn_single_task": 20, "multi_turn_single_task": 16, "single_turn_multi_task": 10,
    "multi_turn_multi_task": 12, "parallel_calls": 7, "no_suitable_tool": 4, "missing_parameter": 7,
    "invalid_value": 5, "wrong_premise": 5, "against_policy": 6, "tools_added": 4, "self_correction": 4,
}  # fmt: skip
"""The shares of kinds where none are asked for."""

_TRIES_OF_A_GOAL = 6
"""So often a goal is tried before another takes its place; goals take turns, so that all come about equally often."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What one dialogue is to be: its kind, the tool of its goal, who asks, and the seed of all further draws.

    `aims_at_edge_case` asks for a row that the spec labels.
    """

    index: int
    attempt: int
    kind: Kind
    goal: str
    experience: Experience
    mood: Mood
    aims_at_edge_case: bool
    seed: str

    @property
    def tasks(self) -> int:
        """How many tasks the user has."""
        return 2 if self.kind.endswith("multi_task") or self.kind == "parallel_calls" else 1


@dataclass(frozen=True, slots=True)
class Space:
    """All scenarios of a run: `count` of them, in the shares asked for, over the goals of a domain."""

    seed: int
    kinds: tuple[Kind, ...]
    goals: tuple[str, ...]

    def scenario(self, index: int, attempt: int) -> Scenario:
        """The scenario at a place; the draws depend on seed, place and attempt alone."""
        seed = f"{self.seed} {index} {attempt}"
        random = Random(seed)  # noqa: S311 - draws that can be repeated, no secrets
        kind = self.kinds[index]
        goal = self.goals[(index + attempt // _TRIES_OF_A_GOAL) % len(self.goals)]
        return Scenario(
            index, attempt, kind, goal,
            random.choices(get_args(Experience), (4, 4, 2))[0], random.choice(get_args(Mood)),
            random.random() < 0.5, seed,
        )  # fmt: skip


def space(seed: int, count: int, goals: Sequence[str], shares: Mapping[Kind, float] | None = None) -> Space:
    """The scenarios of a run: kinds shuffled over the places, and goals shuffled once."""
    kinds = [kind for kind, number in exact_counts(count, shares or SHARES).items() for _ in range(number)]
    shuffled, random = list(goals), Random(f"{seed} space")  # noqa: S311
    random.shuffle(kinds)
    random.shuffle(shuffled)
    return Space(seed, tuple(kinds), tuple(shuffled))


def exact_counts(count: int, shares: Mapping[Kind, float]) -> dict[Kind, int]:
    """How many of each kind, `count` in all: the share rounded down, and one more for the largest remainders."""
    total = sum(shares.values())
    exact = {kind: count * share / total for kind, share in shares.items()}
    counts = {kind: int(number) for kind, number in exact.items()}
    by_remainder = sorted(exact, key=lambda kind: (counts[kind] - exact[kind], KINDS.index(kind)))
    for kind in by_remainder[: count - sum(counts.values())]:
        counts[kind] += 1
    return counts


def read_shares(text: str) -> dict[Kind, float]:
    """The shares in `kind=share,kind=share`; raises RequestError naming the part that is none."""
    found: dict[Kind, float] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, share = part.partition("=")
        kind = next((each for each in KINDS if each == name.strip()), None)
        if kind is None or not share.strip().replace(".", "", 1).isdigit():
            raise RequestError(f"{part!r} is not KIND=SHARE", hint=f"Kinds: {', '.join(KINDS)}.")
        found[kind] = float(share)
    if not any(found.values()):
        raise RequestError("no kind has a share", hint="Write for example single_turn_single_task=1.")
    return found
