"""Prints what the soundness gate costs for each dialogue, on one core, without the sandbox's own work.

    python -m benchmarks.soundness [--dialogues 400] [--rounds 5]

Dialogues of six calls, two to three of which write, on a state of 10 KB. Promised: at most 2 ms for each dialogue. The
time is that of our process; what is spent inside the sandbox (its protocol with the workers too) is shown beside it.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.protocol import EnvironmentCode, Replay, ReplayOutcome, Sandbox
from eigendata_assets.verification.gate import Gate
from eigendata_assets.verification.programs import program_text
from resources.subprocess_sandbox import SubprocessSandbox
from tests.verification.airline_tasks import IGNORE, STATE, TOOLSET, dialogue, executed, write_airline

SIZE = 10_000


class TimedSandbox:
    """Passes on, and counts the seconds and runs."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.seconds = 0.0
        self.cpu_seconds = 0.0
        self.runs = 0

    def replay(
        self,
        environment: EnvironmentCode,
        replays: Sequence[Replay],
        *,
        on_done: Callable[[ReplayOutcome], None] | None = None,
    ) -> list[ReplayOutcome]:
        """As the sandbox does."""
        start, cpu_start = time.perf_counter(), time.process_time()
        outcomes = self._sandbox.replay(environment, replays, on_done=on_done)
        self.seconds += time.perf_counter() - start
        self.cpu_seconds += time.process_time() - cpu_start
        self.runs += len(replays)
        return outcomes

    def confinement(self) -> dict[str, str]:
        """As the sandbox says."""
        return dict(self._sandbox.confinement())


def large_state() -> dict[str, Any]:
    """The airline's state, grown to the size of a slice of a real database."""
    state = copy.deepcopy(STATE)
    bookings = state["Airline"]["bookings"]
    while len(json.dumps(state)) < SIZE:
        key = f"B{len(bookings) + 1}"
        bookings[key] = {**bookings["B1"], "booking_id": key, "flight_id": f"F1{len(bookings) % 3}"}
    return state


def dialogues(count: int) -> list[Trajectory]:
    """Dialogues of six calls, told apart by who books what."""
    draw, state = random.Random(1), large_state()
    keys = sorted(state["Airline"]["bookings"])
    new = f"B{len(keys) + 1}"
    made = []
    for number in range(count):
        user, flight, old = draw.choice(["u1", "u2"]), draw.choice(["F10", "F11", "F12"]), draw.choice(keys)
        bags = draw.randrange(1, 5)
        calls: list[tuple[str, dict[str, Any]]] = [
            ("get_user", {"user_id": user}),
            ("find_flights", {"origin": "ROM", "destination": "BER"}),
            ("book", {"user_id": user, "flight_id": flight, "bags": bags}),
            ("set_status", {"booking_id": new, "status": "paid"}),
            ("get_user", {"user_id": user}),
            ("cancel", {"booking_id": old}),
        ]
        said = f"I am {user}: book {flight} with {bags} bags, pay, and cancel {old}."
        made.append(dialogue((said, calls, f"Your booking {new} is paid."), name=f"d{number}", state=state))
    return made


def plain_loop() -> float:
    """Milliseconds for a fixed piece of work, by which one sees how fast this machine is just now."""
    start = time.process_time()
    for _ in range(20):
        sum(range(10_000))
    return (time.process_time() - start) * 1000


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dialogues", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder, SubprocessSandbox(processes=1) as opened:
        environment = write_airline(Path(folder))
        trajectories = executed(dialogues(asked.dialogues), environment, opened)
        timed = TimedSandbox(opened)
        rounds = [_round(Gate(TOOLSET, environment, timed, IGNORE), timed, trajectories) for _ in range(asked.rounds)]
    ours, inside, loop, programs = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"{asked.dialogues} dialogues, {timed.runs / asked.dialogues / asked.rounds:.1f} runs each")
    print(f"the gate itself: {ours:.2f} ms for each dialogue  (promised: at most 2)")
    print(f"in the sandbox beside it: {inside:.2f} ms for each dialogue (time passed, one worker)")
    print(f"the program's text: {programs:.2f} ms for each dialogue")
    print(f"a plain loop of 200,000 additions, for comparison: {loop:.2f} ms")


def _round(gate: Gate, timed: TimedSandbox, trajectories: list[Trajectory]) -> tuple[float, float, float, float]:
    """Milliseconds for each dialogue: the gate, the sandbox, a plain loop, the programs."""
    cpu_before, before = timed.cpu_seconds, timed.seconds
    start = time.process_time()
    proofs = list(gate.prove(trajectories))
    ours = time.process_time() - start - (timed.cpu_seconds - cpu_before)
    loop = plain_loop()
    start = time.process_time()
    functions = [proof.function for proof in proofs if proof.function is not None]
    if len(functions) < len(proofs) or not all(map(program_text, functions)):
        raise SystemExit("a function was dropped; the figures would not be those of the whole work")
    programs = time.process_time() - start
    share = 1000 / len(trajectories)
    return ours * share, (timed.seconds - before) * share, loop, programs * share


if __name__ == "__main__":
    main()
