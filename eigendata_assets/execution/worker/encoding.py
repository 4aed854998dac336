"""Values of foreign code as a view: JSON in which types stay distinguishable, by dictionaries with one tag.

    $tuple  $set  $dict (pairs, for keys that are not text)  $bytes  $int (huge, hexadecimal)  $decimal  $ratio
    $complex  $number (nan, inf, -inf)  $range  $deque  $ordered  $counter  $date  $datetime  $time (those that know
    their zone in UTC)  $timedelta  $timezone  $path  $enum  $pattern  $named (functions, classes, modules)  $method
    $object (class name; beside it the fields that its `==` compares)  $cycle (how many levels up)

Equal values have views that are equal in canonical form (`artifacts/canonical.py`), with two exceptions, where Python's
`==` is not transitive: a dictionary equals an `OrderedDict` or a `Counter` of the same content, and here it does not.
Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import PurePosixPath, PureWindowsPath
from re import Pattern
from types import BuiltinFunctionType, EllipsisType, FunctionType, MethodType, ModuleType, NotImplementedType
from typing import Any

from eigendata_assets.artifacts.canonical import whole
from eigendata_assets.execution.worker.equality import compared_fields, inherits_equality, public_fields

_LEAVES = frozenset({str, bool, type(None)})
"""Types whose values are their own view."""


class Encoder:
    """Encodes one state.

    `comparable` turns False when something in it equals nothing; `plain` when it holds what `marshal` would not tell
    from something else.
    """

    def __init__(self) -> None:
        self.comparable = True
        self.plain = True
        self._path: dict[int, int] = {}

    def encode(self, value: Any) -> Any:
        """The view of a value; raises RecursionError where it is nested too deeply."""
        kind = type(value)
        if kind in _LEAVES:
            return value
        if kind is int:
            return whole(value)
        if kind is float:
            return self.encode_float(value)
        if id(value) in self._path:
            self.comparable = False
            return {"$cycle": len(self._path) - self._path[id(value)]}
        if kind not in _PLAIN:
            self.plain = False
        encode = _ENCODE_BY_KIND.get(kind) or _encoder_of(kind)
        self._path[id(value)] = len(self._path)
        encoded = encode(self, value)
        del self._path[id(value)]
        return encoded

    def encode_float(self, value: float) -> Any:
        """The number, or its name where it is not finite."""
        if math.isfinite(value):
            return float(value)
        if math.isnan(value):
            self.comparable = False
        return {"$number": str(float(value))}

    def encode_object(self, value: Any) -> Any:
        """The fields that decide whether it equals another; where it equals none, its public ones."""
        fields = compared_fields(value)
        if fields is None:
            self.comparable = False
            fields = public_fields(value)
        encoded = {name: item if type(item) in _LEAVES else self.encode(item) for name, item in fields.items()}
        return {"$object": type(value).__qualname__, **encoded}

    def encode_dict(self, value: dict[Any, Any]) -> Any:
        """A JSON object where all keys are text, else pairs."""
        if all([type(key) is str and key[:1] != "$" for key in value]):  # noqa: C419 - faster, and done for every dictionary
            return {key: item if type(item) in _LEAVES else self.encode(item) for key, item in value.items()}
        pairs = self.encode_pairs(value)
        if all(type(key) is str and key[:1] != "$" for key, _ in pairs):  # keys of a class derived from str
            return dict(pairs)
        return {"$dict": pairs}

    def encode_pairs(self, value: dict[Any, Any]) -> list[Any]:
        """Key and value of each item."""
        return [[self.encode(key), self.encode(item)] for key, item in value.items()]

    def encode_items(self, value: Any) -> list[Any]:
        """Each item, in the order in which they come."""
        return [item if type(item) in _LEAVES else self.encode(item) for item in value]

    def encode_counter(self, value: Counter[Any]) -> Any:
        """Pairs; what is counted zero times is as good as missing."""
        return {"$counter": {"$dict": self.encode_pairs({key: count for key, count in value.items() if count != 0})}}

    def encode_decimal(self, value: Decimal) -> Any:
        """Its text; or the name of a number that is not finite."""
        if value.is_finite():
            return {"$decimal": str(value)}
        return self.encode_float(math.nan if value.is_nan() else float(value))

    def encode_complex(self, value: complex) -> Any:
        """Its parts, or the real number that it is."""
        if value.imag == 0:
            return self.encode(value.real)
        return {"$complex": [self.encode(value.real), self.encode(value.imag)]}

    def encode_named(self, value: Any) -> Any:
        """The full name of a function, class or module; one not found under its name was made for this state."""
        if not _is_found_by_name(value):
            self.comparable = False
        return {"$named": _full_name(value)}

    def encode_method(self, value: MethodType) -> Any:
        """A method of a class; one that is bound to an object equals only itself."""
        owner = value.__self__
        if not isinstance(owner, type):
            self.comparable = False
            return {"$method": f"{type(owner).__qualname__}.{getattr(value, '__name__', '')}"}
        return {"$method": [self.encode(owner), getattr(value, "__qualname__", "")]}


def _encoder_of(kind: type) -> _Encode:
    """How values of a type are encoded: like the built-in type whose `==` they inherit, else as objects."""
    for builtin, encode in _BUILTINS:
        if issubclass(kind, builtin) and inherits_equality(kind, builtin):
            return _ENCODE_BY_KIND.setdefault(kind, encode)
    if issubclass(kind, _NAMED):
        return _ENCODE_BY_KIND.setdefault(kind, Encoder.encode_named)
    if issubclass(kind, Enum) and inherits_equality(kind, object):
        return _ENCODE_BY_KIND.setdefault(kind, _encode_enum)
    return _ENCODE_BY_KIND.setdefault(kind, Encoder.encode_object)


def _encode_enum(_: Encoder, value: Enum) -> Any:
    name = value.name or value.value  # flags that are not named have only their value
    return {"$enum": f"{type(value).__qualname__}.{name}"}


def _encode_range(_: Encoder, value: range) -> Any:
    """First and last number and step, as far as there are any: ranges that give the same numbers are equal."""
    ends = [] if not value else [value[0]] if value[0] == value[-1] else [value[0], value[-1], value.step]
    return {"$range": [whole(number) for number in ends]}


def _encode_datetime(_: Encoder, value: datetime) -> Any:
    offset = value.utcoffset()
    if offset is None:
        return {"$datetime": value.isoformat()}
    try:
        return {"$datetime": value.replace(fold=0).astimezone(UTC).isoformat()}
    except OverflowError:  # before the year 1 or after 9999 in UTC
        since = value.replace(tzinfo=None) - datetime(1, 1, 1) - offset  # noqa: DTZ001 - both without a zone
        return {"$datetime": f"{since} after the year 1 began in UTC"}


def _encode_time(_: Encoder, value: time) -> Any:
    offset = value.utcoffset()
    if offset is None:
        return {"$time": value.isoformat()}
    since_midnight = timedelta(0, value.second, value.microsecond, 0, value.minute, value.hour)
    return {"$time": f"{since_midnight - offset} UTC"}


def _full_name(value: Any) -> str:
    if isinstance(value, ModuleType):
        return value.__name__
    return f"{getattr(value, '__module__', None) or 'builtins'}.{value.__qualname__}"


def _is_found_by_name(value: Any) -> bool:
    if isinstance(value, ModuleType):
        return sys.modules.get(value.__name__) is value
    module = getattr(value, "__module__", None) or "builtins"
    found: Any = sys.modules.get(module)
    for name in value.__qualname__.split("."):
        found = getattr(found, name, None)
    return bool(found == value) or (module == "builtins" and isinstance(value, type))


_Encode = Callable[[Encoder, Any], Any]
_PLAIN = frozenset({list, dict, tuple, complex})
"""Not sets: `marshal` does not tell in which order their items come."""
_NAMED = (type, FunctionType, BuiltinFunctionType, ModuleType)
_ENCODE_BY_KIND: dict[type, _Encode] = {}

_BUILTINS: tuple[tuple[type, _Encode], ...] = (
    (dict, Encoder.encode_dict),
    (list, Encoder.encode_items),
    (tuple, lambda encoder, value: {"$tuple": encoder.encode_items(value)}),
    (set, lambda encoder, value: {"$set": encoder.encode_items(value)}),
    (frozenset, lambda encoder, value: {"$set": encoder.encode_items(value)}),
    (str, lambda _, value: str.__str__(value)),
    (int, lambda _, value: whole(int(value))),
    (float, Encoder.encode_float),
    (complex, Encoder.encode_complex),
    (Decimal, Encoder.encode_decimal),
    (Fraction, lambda _, value: {"$ratio": [whole(value.numerator), whole(value.denominator)]}),
    (bytes, lambda _, value: {"$bytes": value.hex()}),
    (bytearray, lambda _, value: {"$bytes": value.hex()}),
    (range, _encode_range),
    (OrderedDict, lambda encoder, value: {"$ordered": encoder.encode_pairs(value)}),
    (Counter, Encoder.encode_counter),
    (deque, lambda encoder, value: {"$deque": encoder.encode_items(value)}),
    (datetime, _encode_datetime),
    (date, lambda _, value: {"$date": value.isoformat()}),
    (time, _encode_time),
    (timedelta, lambda _, value: {"$timedelta": str(value)}),
    (timezone, lambda _, value: {"$timezone": str(value.utcoffset(None))}),
    (PurePosixPath, lambda _, value: {"$path": str(value)}),
    (PureWindowsPath, lambda _, value: {"$windows_path": str(value).lower()}),
    (Pattern, lambda encoder, value: {"$pattern": [encoder.encode(value.pattern), value.flags]}),
    (MethodType, Encoder.encode_method),
    (EllipsisType, lambda _, __: {"$named": "builtins.Ellipsis"}),
    (NotImplementedType, lambda _, __: {"$named": "builtins.NotImplemented"}),
)
