"""What the modules of an environment keep outside of instances is put back before every replay.

A default argument that is changed (`def post(tags=[])`), a counter on a class, a cache: without this, what one replay
leaves behind would decide what the next one sees, and results would hang on which replays ran before. Put back are the
names of modules and classes, and plain containers (of texts, numbers, lists, dictionaries, sets) that hang on them, on
the defaults and closures of functions. Objects that keep state of their own elsewhere are not looked into. Only the
standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import copy
import operator
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator
from types import FunctionType, ModuleType
from typing import Any

_PLAIN = (str, int, float, bool, bytes, type(None))
_MAPPINGS = (dict, defaultdict, OrderedDict, Counter)
_NESTED = 20


class Pristine:
    """The modules as they are when this is made; `restore` brings that back."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self._names: list[tuple[object, dict[str, Any]]] = []
        self._containers: list[tuple[Any, Any]] = []
        self._caches: list[Callable[[], None]] = []
        self._seen: set[int] = set()
        for module in modules:
            self._keep_names(module, module.__name__)

    def restore(self) -> None:
        """Names and plain containers are as they were, caches are empty."""
        for owner, names in self._names:
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
        self._names.append((owner, names))
        for name, value in names.items():
            if not name.startswith("__"):
                self._keep(value, module)

    def _keep(self, value: Any, module: str) -> None:
        if isinstance(value, list | dict | set | bytearray):
            if id(value) not in self._seen and _is_plain(value, 0):
                self._seen.add(id(value))
                self._containers.append((value, copy.deepcopy(value)))
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
    if all(map(operator.is_, map(now.get, names), names.values())) and len(now) == len(names):
        return
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
