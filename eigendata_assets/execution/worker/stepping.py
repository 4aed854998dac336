"""Toolkits on their way from state to state; what a determined one did before in a state it does not do again.

Many replays begin in one state and make nearly the same calls. Of a toolkit whose calls are determined (see
`determined.py`), a call is executed once in each state: the states are nodes, and the calls lead from one to the next.
Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from eigendata_assets.execution.worker.apart import Maker, changed_images, complete
from eigendata_assets.execution.worker.rendering import Rendered
from eigendata_assets.execution.worker.snapshot import Part, Taken, assembled

_MOST_BYTES = 8 << 20


class Call:
    """A tool and its arguments, which are new objects whenever they are asked for; equal only to itself."""

    __slots__ = ("_packed", "tool")

    def __init__(self, tool: str, packed: bytes) -> None:
        self.tool = tool
        self._packed = packed

    @property
    def arguments(self) -> dict[str, Any]:
        """What the tool is called with."""
        arguments: dict[str, Any] = marshal.loads(self._packed)  # noqa: S302 - bytes of our own
        return arguments


class Runner(Protocol):
    """Runs foreign code, within its limits."""

    def execute(self, instance: object, call: Call) -> Rendered:
        """What the call gave; raises where the replay ends with it."""
        ...

    def take(self, name: str, instance: object) -> Taken:
        """The state of a toolkit's instance."""
        ...

    def part(self, value: object, image: bytes) -> Part:
        """An attribute of a state, of which `marshal` makes the image."""
        ...


class Stepper(Protocol):
    """A toolkit in a replay."""

    @property
    def instance(self) -> object:
        """One in the state that it is in."""
        ...

    def call(self, call: Call) -> Rendered:
        """What the call gave."""
        ...

    def take(self) -> Taken:
        """The state after the calls."""
        ...


class Instance:
    """Implements `Stepper` by an instance that is called; `begun` is its state where that is known."""

    def __init__(self, name: str, instance: object, runner: Runner, begun: Taken | None = None) -> None:
        self._instance = instance
        self._name = name
        self._runner = runner
        self._begun = begun

    @property
    def instance(self) -> object:
        """The instance itself."""
        return self._instance

    def call(self, call: Call) -> Rendered:
        """The call is executed."""
        self._begun = None
        return self._runner.execute(self._instance, call)

    def take(self) -> Taken:
        """The state as it is."""
        return self._begun or self._runner.take(self._name, self._instance)


class Node:
    """A state: images of all attributes, how they are told, and where the calls made in it lead."""

    __slots__ = ("after", "images", "parts", "taken")

    def __init__(self, images: Mapping[str, bytes], parts: Mapping[str, Part]) -> None:
        self.images = images
        self.parts = parts
        self.taken = assembled({name: part for name, part in parts.items() if name[:1] != "_"})
        self.after: dict[Call, tuple[Rendered, Node]] = {}


class Paths:
    """The states that a determined toolkit has come to from where it begins; `size` in bytes, roughly."""

    def __init__(self, name: str, maker: Maker, start: Node) -> None:
        self.name = name
        self.maker = maker
        self.start = start
        self.size = 0
        self._nodes = {tuple(start.images.items()): start}

    def after(self, node: Node, instance: object, runner: Runner) -> Node | None:
        """The node of an instance that was made in another one; None where only the instance itself holds its state."""
        changed = changed_images(node.images, vars(instance))
        if not changed:
            return node if changed is not None else None
        images = {**node.images, **changed}
        known = self._nodes.get(tuple(images.items()))
        if known is None:
            known = node_of(images, changed, node.parts, instance, runner)
            if known is not None:
                self._remember(known, sum(map(len, changed.values())))
        return known

    def _remember(self, node: Node, size: int) -> None:
        self.size += 2 * size
        if self.size > _MOST_BYTES:
            self.start.after.clear()
            self._nodes.clear()
            self.size = 0
        self._nodes[tuple(node.images.items())] = node


def paths_of(name: str, kind: type, instance: object, runner: Runner) -> Paths | None:
    """The paths from the state of an instance, just loaded; None where there can be none."""
    images = changed_images({}, vars(instance))
    start = node_of(images, images, {}, instance, runner) if images is not None else None
    return Paths(name, Maker(kind), start) if start is not None else None


def node_of(
    images: Mapping[str, bytes], new: Iterable[str], known: Mapping[str, Part], instance: object, runner: Runner
) -> Node | None:
    """The node with these images; None where they do not hold all of the state that could come to light.

    They do not hold the order of a set. An address holds for one instance only.
    """
    parts = {name: runner.part(getattr(instance, name), images[name]) for name in new}
    is_whole = all(part.plain and "0x" not in part.view for part in parts.values())
    return Node(images, {**known, **parts}) if is_whole else None


class Walker:
    """Implements `Stepper` by `Paths`; an instance is made where a call was not executed in a state before."""

    def __init__(self, paths: Paths, runner: Runner) -> None:
        self._paths = paths
        self._runner = runner
        self._node: Node | None = paths.start
        self._instance: object = None

    @property
    def instance(self) -> object:
        """An instance in the state of the node, or that which goes on without one."""
        if self._instance is None and self._node is not None:
            self._instance = self._paths.maker.instance(self._node.images)
        return self._instance

    def call(self, call: Call) -> Rendered:
        """What it gave, now or before; where no node can be made of the state, the instance goes on by itself."""
        if self._node is None:
            return self._runner.execute(self._instance, call)
        known = self._node.after.get(call)
        if known is None:
            return self._step(self._node, call)
        result, after = known
        if after is not self._node:
            self._node, self._instance = after, None
        return result

    def take(self) -> Taken:
        """The state of the node, or of the instance."""
        return self._node.taken if self._node is not None else self._runner.take(self._paths.name, self._instance)

    def _step(self, node: Node, call: Call) -> Rendered:
        result = self._runner.execute(self.instance, call)
        self._node = self._paths.after(node, self._instance, self._runner)
        if self._node is None:
            complete(self._instance)
        elif "0x" not in result[1]:
            node.after[call] = result, self._node
        return result
