"""What the modules of an environment keep outside of instances is put back before every replay.

A default argument that is changed (`def post(tags=[])`), a counter on a class, a cache: without this, what one replay
leaves behind would decide what the next one sees, and results would hang on which replays ran before. Put back are the
names of modules and classes that the code which ran can get hold of (see `reach.py`), and plain containers (of texts,
numbers, lists, dictionaries, sets) that hang on them, on the defaults and closures of functions. Objects that keep
state of their own elsewhere are not looked into. Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import copy
import operator
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import FunctionType, ModuleType
from typing import Any

from eigendata_assets.execution.worker.reach import reached_from

_PLAIN = (str, int, float, bool, bytes, type(None))
_MAPPINGS = (dict, defaultdict, OrderedDict, Counter)
_NESTED = 20


class Pristine:
    """The modules as they are when this is made; `restore` brings that back, of all of them or where code has run.

    `kinds` are the classes whose code may be told to have run: what each reaches is found now, before it could hide it.
    """

    def __init__(self, modules: Sequence[ModuleType], kinds: Iterable[type] = ()) -> None:
        copies: dict[int, tuple[Any, Any]] = {}
        self._kept = {each.__name__: _Kept(each, copies) for each in modules}
        self._reached = {kind: {each.__name__ for each in reached_from(kind, modules)} for kind in kinds}
        self._known: dict[tuple[type, ...] | None, list[_Kept]] = {None: list(self._kept.values())}

    def restore(self, ran: tuple[type, ...] | None = None) -> None:
        """Names and plain containers are as they were, caches are empty, where the code of these classes reaches."""
        if ran not in self._known:
            names = set[str]().union(*(self._reached.get(kind, self._kept.keys()) for kind in ran or ()))
            self._known[ran] = [kept for name, kept in self._kept.items() if name in names]
        for kept in self._known[ran]:
            kept.restore()


class _Kept:
    """What was found in one module; `copies` are those of containers that were found before, by identity."""

    def __init__(self, module: ModuleType, copies: dict[int, tuple[Any, Any]]) -> None:
        self._names: list[tuple[object, dict[str, Any], tuple[Any, ...]]] = []
        self._containers: list[tuple[Any, Any]] = []
        self._caches: list[Callable[[], None]] = []
        self._seen: set[int] = set()
        self._copies = copies
        self._keep_names(module, module.__name__)

    def restore(self) -> None:
        """All is as it was found."""
        for owner, names, values in self._names:
            now = vars(owner)
            if len(now) != len(values) or not all(map(operator.is_, now.values(), values)):
                _restore_names(owner, names)
        for container, content in self._containers:
            if container != content:
                _restore_content(container, copy.deepcopy(content))
        for clear in self._caches:
            clear()

    def _keep_names(self, owner: ModuleType | type, module: str) -> None:
        if id(owner) in self._seen:
            return
        self._seen.add(id(owner))
        names = dict(vars(owner))
        self._names.append((owner, names, tuple(names.values())))
        for name, value in names.items():
            if not name.startswith("__"):
                self._keep(value, module)

    def _keep(self, value: Any, module: str) -> None:
        if isinstance(value, list | dict | set | bytearray):
            if id(value) not in self._seen and _is_plain(value, 0):
                self._seen.add(id(value))
                self._containers.append(self._copies.setdefault(id(value), (value, copy.deepcopy(value))))
        elif isinstance(value, type) and value.__module__ == module:
            self._keep_names(value, module)
        else:
            self._keep_function(value, module)

    def _keep_function(self, value: Any, module: str) -> None:
        for function in _functions(value):
            if id(function) in self._seen:
                continue
            self._seen.add(id(function))
            defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
            for kept in (*defaults, *_enclosed(function)):
                self._keep(kept, module)
        clear = getattr(value, "cache_clear", None)
        if callable(clear) and not isinstance(value, type):
            self._caches.append(clear)


def _functions(value: Any) -> Iterator[FunctionType]:
    """The functions behind a name: itself, what a method, a property or a decorator wraps."""
    if isinstance(value, property):
        inner = [value.fget, value.fset, value.fdel]
    else:
        inner = [value, getattr(value, "__func__", None), getattr(value, "__wrapped__", None)]
    for each in inner:
        if isinstance(each, FunctionType):
            yield each


def _enclosed(function: FunctionType) -> Iterator[Any]:
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # the cell is empty yet
            continue


def _is_plain(value: Any, depth: int) -> bool:
    if isinstance(value, _PLAIN) or type(value) is bytearray:
        return True
    if depth >= _NESTED:
        return False
    if type(value) in _MAPPINGS:
        return all(_is_plain(each, depth + 1) for pair in value.items() for each in pair)
    if type(value) in (list, tuple, set, frozenset):
        return all(_is_plain(each, depth + 1) for each in value)
    return False


def _restore_names(owner: Any, names: dict[str, Any]) -> None:
    """What was imported meanwhile stays: an import is only done once."""
    now = vars(owner)
    for name, value in list(now.items()):
        if name not in names and not name.startswith("__") and not isinstance(value, ModuleType):
            delattr(owner, name)
    for name, value in names.items():
        if now.get(name) is not value and not name.startswith("__"):
            setattr(owner, name, value)


def _restore_content(container: Any, content: Any) -> None:
    if isinstance(container, list | bytearray):
        container[:] = content
    else:
        container.clear()
        container.update(content)
