"""Soundness of a dialogue's structure."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.quality.collection import Collection, numbered_steps
from eigendata_assets.trajectories.quality.places import Place, at


def calls_without_result(collection: Collection, entry: Trajectory) -> Iterator[Place]:  # noqa: ARG001 as all rules
    """The calls of a dialogue that nothing follows."""
    for turn, number, step in numbered_steps(entry):
        for call in step.calls[len(step.results) :]:
            message = f"the call of {call.name} has no result"
            yield Place(at(turn, number, call.name), message, "Execute the call, or leave it out.", call.name)


def silent_user(collection: Collection, entry: Trajectory) -> Iterator[Place]:  # noqa: ARG001
    """Where the assistant moves before anybody has spoken, or a user's message is blank."""
    spoken = False
    for number, turn in enumerate(entry.turns):
        said = [message.content for message in turn.messages if message.role == "user"]
        if any(not each.strip() for each in said):
            yield Place(f"turn {number}", "a message of the user is empty", "Leave it out, or say what he wants.")
        spoken = spoken or any(map(str.strip, said))
        if not spoken and turn.steps:
            yield Place(f"turn {number}", "the assistant moves before the user has spoken", "Begin with the user.")
            return


def unanswered(collection: Collection, entry: Trajectory) -> Iterator[Place]:  # noqa: ARG001
    """The turns that end with a call, with silence, or with nothing."""
    if not entry.turns:
        yield Place("", "the dialogue is empty", "Leave it out.")
    for number, turn in enumerate(entry.turns):
        heard = any(message.role == "user" for message in turn.messages)
        if not heard and not turn.steps:
            continue  # what stands before the first words, such as a system message of its own
        last = turn.steps[-1] if turn.steps else None
        if last is None or last.calls or not last.text.strip():
            ends = "with a call" if last is not None and last.calls else "without a word of the assistant"
            yield Place(f"turn {number}", f"the turn ends {ends}", "Add the assistant's answer.")
