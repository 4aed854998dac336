"""How instances of toolkits come to an initial state: loaded, or put together again where that is provably the same.

Many replays begin in one state. Loading it anew for each takes longer than their calls, and is needed only where it
may do more than fill an instance: draw a number, count on a class, open a file. Only the standard library is used:
this runs in the sandboxed worker.
"""

from __future__ import annotations

import builtins
import copy
import dis
import marshal
from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import FunctionType, SimpleNamespace
from typing import Any

_PURE = (copy, copy.deepcopy, dict, list, str, int, float, bool)
_READING = frozenset({"get", "items", "keys", "values", "deepcopy"})
_PLAIN = (str, int, float, bool, type(None))
_HARMLESS = frozenset(
    "RESUME NOP CACHE EXTENDED_ARG PUSH_NULL LOAD_FAST LOAD_CONST LOAD_GLOBAL LOAD_ATTR LOAD_METHOD STORE_FAST "
    "STORE_ATTR PRECALL CALL KW_NAMES CALL_KW BUILD_MAP BUILD_LIST BUILD_TUPLE COPY SWAP POP_TOP RETURN_VALUE "
    "RETURN_CONST".split()
)
"""What a function may do that calls, reads, and sets attributes, straight on."""


class Loader:
    """Gives the instances of one toolkit; `method` is that which loads a state."""

    def __init__(self, kind: type, method: str) -> None:
        self._kind = kind
        self._method = method
        self._only_fills = only_fills(kind, method)
        self._fill = _copying_fast(getattr(kind, method)) if self._only_fills and hasattr(kind, method) else None

    def load(self, state: Any, options: Mapping[str, Any]) -> Any:
        """An instance that has loaded the state; raises what the foreign code raises."""
        instance = self._kind()
        if self._fill is not None:
            self._fill(instance, state, **options)
            return instance
        load = getattr(instance, self._method, None)
        if load is not None:
            load(state, **options)
        return instance

    def image(self, instance: object) -> bytes | None:
        """What `instance_of` needs for another like this one, just loaded; None where only loading gives another.

        The bytes keep what attributes share with each other.
        """
        try:
            return marshal.dumps(vars(instance)) if self._only_fills else None
        except ValueError:
            return None

    def instance_of(self, image: bytes) -> Any:
        """An instance as loading would give it; it shares nothing with others."""
        instance: Any = object.__new__(self._kind)
        vars(instance).update(marshal.loads(image))  # noqa: S302 - bytes of our own
        return instance


def only_fills(kind: type, method: str) -> bool:
    """Whether making an instance and loading a state is sure to do nothing but give that instance plain attributes.

    Seen from the code: nothing is known in it but the state, copying, and plain types; nothing is set but attributes
    of the instance, which is not given away; and the class is one whose instances are ordinary.
    """
    ordinary = type(kind) is type and all(
        getattr(kind, name, None) is getattr(object, name, None)
        for name in ("__new__", "__setattr__", "__getattribute__", "__getattr__", "__del__")
    )
    if not ordinary or any("__slots__" in vars(each) for each in kind.__mro__):
        return False
    functions = [getattr(kind, name) for name in ("__init__", method) if hasattr(kind, name)]
    return all(each is object.__init__ or _only_sets(each, kind) for each in functions)


def _only_sets(function: Any, kind: type) -> bool:
    if not isinstance(function, FunctionType) or function.__closure__ or not function.__code__.co_argcount:
        return False
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    return all(map(_is_plain, defaults)) and all(_steps_are_harmless(function, kind))


def _steps_are_harmless(function: FunctionType, kind: type) -> Iterator[bool]:
    """The instance is only looked up to set an attribute of it, and nothing else gets attributes."""
    instance = function.__code__.co_varnames[0]
    steps = list(dis.get_instructions(function))
    for step, following in pairwise(steps):
        sets = following.opname == "STORE_ATTR"
        yield sets == (step.opname == "LOAD_FAST" and step.argval == instance)
        yield not sets or not hasattr(kind, following.argval)
    for step in steps:
        yield step.opname in _HARMLESS
        if step.opname == "STORE_FAST":
            yield step.argval != instance
        elif step.opname == "LOAD_GLOBAL":
            yield any(_global(function, step.argval) is each for each in _PURE)
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            yield step.argval in _READING
        elif step.opname == "LOAD_CONST":
            yield _is_plain(step.argval)


def _copying_fast(function: FunctionType) -> FunctionType:
    """The function with another `deepcopy`: one that gives the same of what JSON gave, many times as fast."""
    names = {name: _FAST.get(id(value), value) for name, value in function.__globals__.items()}
    fast = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
    fast.__kwdefaults__ = function.__kwdefaults__
    return fast


def _copied(value: Any) -> Any:
    try:
        return marshal.loads(marshal.dumps(value))  # noqa: S302 - bytes of our own
    except ValueError:  # nested too deeply
        return copy.deepcopy(value)


_FAST = {id(copy.deepcopy): _copied, id(copy): SimpleNamespace(deepcopy=_copied)}


def _is_plain(value: Any) -> bool:
    return all(map(_is_plain, value)) if type(value) is tuple else type(value) in _PLAIN


def _global(function: FunctionType, name: str) -> Any:
    return function.__globals__.get(name, vars(builtins).get(name))
