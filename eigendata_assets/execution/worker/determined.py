"""Which classes' calls are determined: result and effect follow from the instance's state and the arguments alone.

What was seen once of such a class need not be executed again. This is read off the code, name by name: the methods, and
all functions and classes that they name, know nothing that could give another answer next time (a clock, chance, an
address, a file), nothing that can be changed outside of the instance, and no way to look anything else up. Who says
anything that is not on the lists below counts as undetermined. Nor may the instance, its methods or functions become
values that could be shown, for their text has an address; in the texts of other things, it is only noticed where it is
whole (see `stepping.py`). Only the standard library is used: this runs in the sandboxed worker, and is imported there
before any foreign code, so that the names below stand for what they should.
"""

from __future__ import annotations

import builtins
import collections
import copy
import datetime
import dis
import itertools
import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from types import CodeType, FunctionType, ModuleType
from typing import Any

_BUILTINS = (
    "abs all any bool chr dict divmod enumerate filter float frozenset int isinstance iter len list map max min next "
    "ord pow range repr reversed round set slice sorted str sum tuple zip"
).split()
_LIBRARY: dict[ModuleType, Sequence[str]] = {
    collections: ("Counter", "OrderedDict", "defaultdict", "deque"),
    copy: ("copy", "deepcopy"),
    datetime: ("date", "datetime", "time", "timedelta", "timezone"),
    itertools: dir(itertools),
    json: ("dumps", "loads", "JSONDecodeError"),
    math: dir(math),
    re: ("compile", "error", "escape", "findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn"),
}
_HARMLESS = {
    id(each): each
    for each in (
        *(getattr(builtins, name) for name in _BUILTINS),
        *(each for each in vars(builtins).values() if isinstance(each, type) and issubclass(each, Exception)),
        *(getattr(library, name) for library, names in _LIBRARY.items() for name in names if name[:1] != "_"),
    )
}
"""Functions and classes that only look at what they are given."""

_CHANGING = frozenset({"now", "today", "utcnow", "attrgetter", "methodcaller"})
"""Names by which what is harmless otherwise gives another answer next time, or looks something up."""
_OPENING = ("__", "gi_", "cr_", "ag_", "tb_", "f_", "co_")
"""How names begin that lead from a value to code, frames and namespaces."""
_CONSTANT = frozenset({str, int, float, bool, bytes, type(None), re.Pattern, re.RegexFlag})
_CONSTANT_TIMES = frozenset({datetime.date, datetime.datetime, datetime.time, datetime.timedelta})
_REFUSED = frozenset({"STORE_GLOBAL", "DELETE_GLOBAL", "DELETE_ATTR", "IMPORT_NAME", "LOAD_BUILD_CLASS", "MATCH_CLASS"})
_CATCHING = frozenset({"CHECK_EXC_MATCH", "RAISE_VARARGS"})
_MADE_TO_BE_USED = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})
_SAYS_ATTRIBUTE_IS_CALLED = sys.version_info >= (3, 12)
_OF_EVERY_CLASS = frozenset({"__dict__", "__weakref__", "__annotations__", "__slotnames__"})
_ORDINARY = ("__new__", "__setattr__", "__delattr__", "__getattribute__", "__getattr__", "__del__")


def is_determined(kind: type, modules: Sequence[ModuleType]) -> bool:
    """Whether all calls of a class are; `modules` are those of the environment, whose code is looked into."""
    return _Reading(modules).is_class(kind)


class _Reading:
    """What was read already; a class or function that names itself is judged by the rest."""

    def __init__(self, modules: Sequence[ModuleType]) -> None:
        self._namespaces = {id(vars(each)) for each in modules}
        self._modules = [*modules, *_LIBRARY]
        self._methods = frozenset(
            name
            for module in modules
            for kind in vars(module).values()
            if isinstance(kind, type)
            for name, member in vars(kind).items()
            if isinstance(member, FunctionType | staticmethod)
        )
        self._read: set[tuple[int, bool]] = set()

    def is_class(self, kind: type) -> bool:
        """An ordinary class whose members are functions, and what nobody can change."""
        if self._was_read(kind):
            return True
        if type(kind) is not type or "__slots__" in vars(kind):
            return False
        ancestors = [each for each in kind.__mro__ if id(each) not in _HARMLESS and each not in (object, BaseException)]
        return all(
            getattr(each, name, None) in (getattr(object, name, None), getattr(Exception, name, None))
            for each in ancestors
            for name in _ORDINARY
        ) and all(self._is_member(name, value) for each in ancestors for name, value in vars(each).items())

    def _is_member(self, name: str, value: Any) -> bool:
        if isinstance(value, FunctionType):
            return self._is_function(value, bound=True)
        if isinstance(value, staticmethod):
            return isinstance(value.__func__, FunctionType) and self._is_function(value.__func__)
        if type(value) is property:
            return all(self._is_member("", each) for each in (value.fget, value.fset, value.fdel) if each is not None)
        return _is_constant(value) or name in _OF_EVERY_CLASS

    def _is_function(self, function: FunctionType, *, bound: bool = False) -> bool:
        """`bound` functions are given an instance first, whose attributes they may set."""
        if self._was_read(function, bound):
            return True
        if id(function.__globals__) not in self._namespaces or function.__closure__ or vars(function):
            return False
        defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
        return all(map(_is_constant, defaults)) and all(
            self._steps(function.__code__, function.__globals__, _own(function.__code__) if bound else None)
        )

    def _steps(self, code: CodeType, names: dict[str, Any], own: str | None) -> Iterator[bool]:
        """Whether each step of the code is harmless; `own` is the name of the instance that may be changed."""
        steps = list(dis.get_instructions(code))
        yield from self._gives_no_address(code, steps, own)
        for step, following in pairwise(steps):
            if following.opname == "STORE_ATTR":
                yield own is not None and step.opname == "LOAD_FAST" and step.argval == own
            if step.opname == "LOAD_GLOBAL":
                yield self._is_name(step, following, names)
        for step in steps:
            yield step.opname not in _REFUSED
            yield step.opname not in ("STORE_FAST", "DELETE_FAST", "STORE_DEREF") or step.argval != own
            if step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
                yield step.argval not in _CHANGING and not step.argval.startswith(_OPENING)
        for constant in code.co_consts:
            inner = own if isinstance(constant, CodeType) and own in constant.co_freevars else None
            yield not isinstance(constant, CodeType) or all(self._steps(constant, names, inner))

    def _gives_no_address(self, code: CodeType, steps: Sequence[dis.Instruction], own: str | None) -> Iterator[bool]:
        """Whether the instance is only asked for attributes, methods are only called, functions only used to sort."""
        for place, (step, following) in enumerate(pairwise(steps)):
            if own is not None and step.argval == own and step.opname.startswith(("LOAD_FAST", "LOAD_DEREF")):
                yield following.opname in ("LOAD_ATTR", "LOAD_METHOD", "STORE_ATTR")
            if following.opname == "LOAD_ATTR" and not _is_called(following, step):
                yield following.argval not in self._methods
            if following.opname == "MAKE_FUNCTION" and isinstance(step.argval, CodeType):
                yield step.argval.co_name in _MADE_TO_BE_USED or _sorts(code, steps[place + 2 : place + 4])

    def _is_name(self, step: dis.Instruction, following: dis.Instruction, names: dict[str, Any]) -> bool:
        """Whether what a global name stands for is harmless, as it is used.

        A module is only looked into, a class of the environment only called or caught: it cannot be given away.
        """
        missing = object()
        value = names.get(step.argval, vars(builtins).get(step.argval, missing))
        if isinstance(value, ModuleType):
            if value not in self._modules or following.opname not in ("LOAD_ATTR", "LOAD_METHOD"):
                return False
            value = vars(value).get(following.argval, missing)
            return self._is_harmless(value) and (_is_called(following, step) or not isinstance(value, FunctionType))
        is_called = _is_for_call(step)
        if isinstance(value, type) and id(value) not in _HARMLESS:
            return (is_called or following.opname in _CATCHING) and self.is_class(value)
        return self._is_harmless(value) and (is_called or not isinstance(value, FunctionType))

    def _is_harmless(self, value: Any) -> bool:
        if id(value) in _HARMLESS or _is_constant(value):
            return True
        return isinstance(value, FunctionType) and self._is_function(value)

    def _was_read(self, value: object, bound: bool = False) -> bool:
        key = (id(value), bound)
        if key in self._read:
            return True
        self._read.add(key)
        return False


def _own(code: CodeType) -> str | None:
    """The name of the instance that a method is given."""
    return code.co_varnames[0] if code.co_argcount else None


def _is_for_call(step: dis.Instruction) -> bool:
    """Whether a global name is looked up for a call, of what it names or of an attribute of that."""
    return step.opname == "LOAD_GLOBAL" and bool((step.arg or 0) & 1)


def _is_called(step: dis.Instruction, owner: dis.Instruction) -> bool:
    """Whether an attribute of an owner is looked up to be called."""
    said = step.opname == "LOAD_METHOD" or (_SAYS_ATTRIBUTE_IS_CALLED and bool((step.arg or 0) & 1))
    return said or _is_for_call(owner)


def _sorts(code: CodeType, steps: Sequence[dis.Instruction]) -> bool:
    """Whether a function just made is given as `key=`, the last argument or the last but one."""
    given = [code.co_consts[step.arg or 0] for step in steps if step.opname in ("KW_NAMES", "LOAD_CONST")]
    return any(type(each) is tuple and "key" in each for each in given)


def _is_constant(value: Any) -> bool:
    """Whether a value has no content that could be changed."""
    if type(value) in (tuple, frozenset):
        return all(map(_is_constant, value))
    return type(value) in _CONSTANT or type(value) in _CONSTANT_TIMES
