"""What became of the attempts to execute a tool graph (EigenData 3.4.2: the executor records structured traces)."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import Artifact, Json

Revision = Literal[
    "what is expected", "a value that was answered", "another value", "another row", "another task", "another way"
]
"""What an attempt was followed by.

what is expected: the calls are the same, and what the environment gave is what the dialogue tells. a value that was
answered: an argument is what the environment's own answer names. another value, another row: of one argument, or of
what the task is about. another task: in place of one that nothing more was found for. another way: the whole graph is
composed anew in the same state.
"""


class Attempt(Artifact):
    """An execution that did not go as expected: its first such call, what came, and what was revised and why.

    `argument` is there where one argument of the call was `before` and is `after` now.
    """

    tool: str
    arguments: dict[str, Json]
    expected: Json
    came: Json
    why: str
    revised: Revision
    argument: str = ""
    before: Json = None
    after: Json = None
