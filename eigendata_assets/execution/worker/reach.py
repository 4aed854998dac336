"""Which modules of an environment the code of a class can get hold of: by following references, as the code would.

What it cannot get hold of it cannot change, and need not be looked at after it has run. Only the standard library is
used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import dis
import gc
import sys
from collections.abc import Iterator, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any

_IMPORT = dis.opmap["IMPORT_NAME"]
_OPENING_ALL = frozenset({"sys", "importlib", "gc", "inspect", "builtins", "ctypes", "pkgutil", "runpy"})
"""Modules by which code can find any other."""
_NAMING_ALL = frozenset({"__import__", "eval", "exec", "__subclasses__"})
_PLAIN = (str, bytes, int, float, complex, type(None))


def reached_from(kind: type, modules: Sequence[ModuleType]) -> list[ModuleType]:
    """The modules whose names the methods of a class can read or set, themselves or by what they call.

    All of them where the code can look modules up: it imports in a function, or knows a module for that.
    """
    if sys.modules.get(kind.__module__) not in modules:
        return list(modules)
    namespaces = {id(vars(each)): each for each in modules}
    found: dict[int, ModuleType] = {}
    for value in _followed(kind, {id(vars(each)) for each in list(sys.modules.values())} - namespaces.keys()):
        if id(value) in namespaces:
            found[id(value)] = namespaces[id(value)]
        elif _opens_all(value):
            return list(modules)
    return [each for each in modules if id(vars(each)) in found]


def _followed(start: object, closed: set[int]) -> Iterator[Any]:
    """What can be got hold of from an object, up to what is in the namespaces of other modules, which are `closed`."""
    seen, waiting = {id(start)}, [start]
    while waiting:
        value = waiting.pop()
        yield value
        for each in _referred(value, closed):
            if id(each) not in seen and id(each) not in closed and not isinstance(each, _PLAIN):
                seen.add(id(each))
                waiting.append(each)


def _referred(value: object, closed: set[int]) -> Sequence[Any]:
    if isinstance(value, CodeType):
        return value.co_consts
    module = sys.modules.get(value.__module__) if isinstance(value, type) else value
    if isinstance(module, ModuleType) and id(vars(module)) in closed:
        return ()
    return [*gc.get_referents(value), *([vars(module)] if isinstance(module, ModuleType) else ())]


def _opens_all(value: object) -> bool:
    if isinstance(value, ModuleType):
        return value.__name__.partition(".")[0] in _OPENING_ALL
    if isinstance(value, FunctionType) and value.__module__ in _OPENING_ALL:
        return True
    return isinstance(value, CodeType) and (_IMPORT in value.co_code[::2] or not _NAMING_ALL.isdisjoint(value.co_names))
