"""A walk through a program from some parts to all that they reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eigendata_assets.environments.program import Program, Target
from eigendata_assets.environments.source_index import ClassParts, ModuleParts, Part
from eigendata_assets.environments.syntax import is_dunder

_CALLED_BY_PYTHON = {
    "acquire", "close", "fileno", "flush", "isoformat", "items", "keys", "read", "readline", "readlines", "release",
    "run", "seek", "tell", "tzname", "utcoffset", "values", "write", "writelines",
}  # fmt: skip
"""Methods without underscores that the standard library calls on objects it is given, such as `print(file=...)`."""


class Walk:
    """Collects in `parts` what is reached, by name.

    `registered` maps a part to what is entered in it (see `registrations.py`). `live` names the classes whose objects
    an unknown receiver may be; a `growing` walk adds those that it meets. The receiver of a part is the class of
    `self` in it.
    """

    def __init__(
        self,
        program: Program,
        registered: Mapping[str, Sequence[Target]],
        live: frozenset[str] | set[str],
        *,
        growing: bool = False,
    ) -> None:
        self.parts: dict[str, Part] = {}
        self._program = program
        self._registered = registered
        self._live = live
        self._grown = live if growing and isinstance(live, set) else None
        self._attributes: set[str] = set()
        self._any = False
        self._seen: set[tuple[str, str]] = set()
        self._seen_classes: set[str] = set()
        self._seen_modules: set[str] = set()
        self._stack: list[tuple[Part, ClassParts | None]] = []

    def load(self, kind: ClassParts, loader: str) -> None:
        """What making an object of the class, loading its state and reading its state reach is in `parts`."""
        known = self._program.is_opaque(kind) or any(each.decorators for each in self._program.order(kind))
        self._refer_to_class(kind, known_elsewhere=known)
        self._member(kind, loader)
        self._drain()

    def run(self, part: Part, kind: ClassParts | None) -> None:
        """What running a part reaches is in `parts`; `kind` is the class of `self`, where it is a member."""
        self._push(part, kind)
        self._drain()

    def _drain(self) -> None:
        while self._stack:
            self._visit(*self._stack.pop())

    def _push(self, part: Part, receiver: ClassParts | None) -> None:
        key = (part.name, receiver.name if receiver else "")
        if key not in self._seen:
            self._seen.add(key)
            self._stack.append((part, receiver))

    def _visit(self, part: Part, receiver: ClassParts | None) -> None:
        self.parts[part.name] = part
        self._load_module(self._program.modules[part.module])
        self._refer_to_all(self._registered.get(part.name, ()))
        self._follow_names(part)
        self._follow_receiver(part, receiver)
        references = part.references
        for attribute in references.attributes:
            self._attribute_of_any(attribute)
        if "any" in references.dynamic:
            self._all_of_any()
        if "everything" in references.dynamic:
            for module in self._program.modules.values():
                self._refer_to_module(module)

    def _follow_names(self, part: Part) -> None:
        references, module = part.references, part.module
        for name in references.names:
            self._refer_to_all(self._program.meanings(module, name))
            if name in references.imports:
                self._refer_to_all(self._program.chain(module, (name,), references.imports)[0])
        for dotted in references.imports.values():
            for home in self._program.leads_through(dotted):
                self._load_module(self._program.modules[home])
        for name in references.checked:
            for target in self._program.chain(module, (name,), references.imports)[0]:
                self._check(target)
        for chain in references.chains:
            targets, rest = self._program.chain(module, chain, references.imports)
            self._follow_chain(targets, rest)

    def _follow_chain(self, targets: list[Target], rest: tuple[str, ...]) -> None:
        for attribute in () if targets else rest:
            self._attribute_of_any(attribute)
        for target in targets:
            if isinstance(target, ModuleParts) and rest:
                continue  # an attribute that the module does not have
            self._refer_to_all([target])
            if isinstance(target, ClassParts) and rest:
                self._member(target, rest[0])
            if not (isinstance(target, Part) and target.foreign):  # what is not ours has no methods of ours
                for attribute in rest:
                    self._attribute_of_any(attribute)

    def _follow_receiver(self, part: Part, receiver: ClassParts | None) -> None:
        references = part.references
        if receiver is None:
            return
        own = references.own | references.class_names
        for name in own if part.is_function else own | references.attributes:  # `tool = lambda self: self.x`
            self._member(receiver, name)
        for name in references.parents:
            self._member(receiver, name, after=part.owner)
        if references.escapes:
            self._make_live(receiver)
        if references.dynamic & {"own", "own data"}:
            for _, member in self._program.members(receiver):
                if "own" in references.dynamic or member.decorators or not member.is_function:
                    self._push(member, receiver)

    def _refer_to_all(self, targets: Iterable[Target]) -> None:
        for target in targets:
            if isinstance(target, Part):
                self._push(target, self._program.classes.get(target.owner or ""))
            elif isinstance(target, ClassParts):
                self._refer_to_class(target)
            else:
                self._refer_to_module(target)

    def _refer_to_module(self, module: ModuleParts) -> None:
        """A module that is handed on: anything in it may be used."""
        self._load_module(module)
        for part in module.parts.values():
            self._push(part, None)
        for kind in module.classes.values():
            self._refer_to_class(kind)
            for _, member in self._program.members(kind):
                self._push(member, kind)

    def _load_module(self, module: ModuleParts) -> None:
        if module.name in self._seen_modules:
            return
        self._seen_modules.add(module.name)
        for part in (module.loose, self._program.imports_part(module)):
            if part:
                self._push(part, None)
        for other in self._program.loaded_with(module):
            self._load_module(other)

    def _refer_to_class(self, kind: ClassParts, *, known_elsewhere: bool = True) -> None:
        """A class that is used: what Python calls by itself is reached, the rest where it is named."""
        if known_elsewhere:
            self._make_live(kind)
        if kind.name in self._seen_classes:
            return
        self._seen_classes.add(kind.name)
        self._frames(kind)
        opaque, plain = self._program.is_opaque(kind), self._program.is_plain(kind)
        for name, member in self._program.members(kind):
            by_python = is_dunder(name) or name in _CALLED_BY_PYTHON
            if opaque or by_python or (not plain and not member.is_function):
                self._push(member, kind)

    def _check(self, target: Target) -> None:
        if isinstance(target, ClassParts) and not self._program.is_opaque(target):
            self._frames(target)
        else:
            self._refer_to_all([target])

    def _frames(self, kind: ClassParts) -> None:
        for each in self._program.order(kind):
            self._push(each.frame, kind)

    def _member(self, kind: ClassParts | None, name: str, after: str | None = None) -> None:
        found = self._program.member(kind, name, after) if kind else None
        if isinstance(found, ClassParts):
            self._refer_to_class(found)
        elif found:
            self._push(found, kind)

    def _attribute_of_any(self, name: str) -> None:
        if name not in self._attributes:
            self._attributes.add(name)
            for kind in [*self._live]:
                self._member(self._program.classes[kind], name)

    def _all_of_any(self) -> None:
        self._any = True
        for kind in [*self._live]:
            self._all_members(self._program.classes[kind])

    def _all_members(self, kind: ClassParts) -> None:
        for _, member in self._program.members(kind):
            self._push(member, kind)

    def _make_live(self, kind: ClassParts) -> None:
        """Objects of the class may be met anywhere from now on."""
        if self._grown is None or kind.name in self._grown:
            return
        self._grown.add(kind.name)
        for name in self._attributes:
            self._member(kind, name)
        if self._any:
            self._all_members(kind)
