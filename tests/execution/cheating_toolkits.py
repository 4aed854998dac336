"""Toolkits that are honest, and such that give other answers next time or keep something elsewhere."""

from __future__ import annotations

import copy
import datetime
import functools
import itertools
import json
import math
import operator
import random
import re
import time
from collections import Counter
from datetime import date
from string import Formatter
from typing import Any

LIMIT = 3
NAMES = ("a", ("b", 1), frozenset({2}))
WORD = re.compile(r"\w+")
OPENED = datetime.date(2025, 6, 2)
COUNTED = {"calls": 0}
NUMBERS = itertools.count()
STREAM = random.Random(1)


class RefusedError(Exception):
    """An error of the environment's own."""


class Log:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, line: str) -> None:
        self.lines.append(line)


def _doubled(value: int) -> int:
    return value * 2


def _counting(value: int) -> int:
    COUNTED["calls"] += value
    return COUNTED["calls"]


class Shop:
    """As environments are generated."""

    kind = "shop"

    def __init__(self) -> None:
        self.stock: dict[str, Any] = {}

    def sell(self, name: str, count: int = 1) -> Any:
        try:
            if count > LIMIT or name not in NAMES or not WORD.search(name):
                raise RefusedError(f"no {name}")
            log = Log()
            log.add(name)
            self.stock[name] = sorted(self.stock.get(name, []), key=lambda each: _doubled(each) + 1)
            self.last = copy.deepcopy(self.stock)
            return {"when": OPENED.isoformat(), "up": math.ceil(2.5), "log": log.lines, "of": Counter("aab")["a"]}
        except RefusedError as error:
            return {"error": str(error), "all": [each for each in self._all() if each]}

    def _all(self) -> list[str]:
        return list(json.loads(json.dumps(list(self.stock))))

    @property
    def size(self) -> int:
        return len(self.stock)

    @staticmethod
    def day(text: str) -> str:
        return date.fromisoformat(text).isoformat()


class Inherits(Shop):
    """Does as its parent does."""


class _Counts(Shop):
    def tool(self) -> Any:
        return _counting(1)


class _CountsOnClass(Shop):
    def tool(self) -> Any:
        Shop.calls = 1  # type: ignore[attr-defined]


class _CountsOnItsClass(Shop):
    def tool(self) -> Any:
        type(self).calls = 1  # type: ignore[attr-defined]


class _CountsByName(Shop):
    def tool(self) -> Any:
        self.__class__.calls = 1  # type: ignore[attr-defined]


class _CountsOnFunction(Shop):
    def tool(self) -> Any:
        _doubled.calls = 1  # type: ignore[attr-defined]


class _CountsOnWhatItIsGiven(Shop):
    def tool(self) -> Any:
        self.put(_doubled)

    def put(self, other: Any) -> None:
        other.calls = 1


class _HasMutable(Shop):
    seen: list[str] = []

    def tool(self) -> Any:
        return self.seen


class _HasDefault(Shop):
    def tool(self, seen: list[int] = []) -> Any:  # noqa: B006
        seen.append(1)
        return len(seen)


class _Draws(Shop):
    def tool(self) -> Any:
        return random.random()


class _DrawsFromStream(Shop):
    def tool(self) -> Any:
        return STREAM.random()


class _Numbers(Shop):
    def tool(self) -> Any:
        return next(NUMBERS)


class _LooksAtClock(Shop):
    def tool(self) -> Any:
        return time.time()


class _LooksAtDay(Shop):
    def tool(self) -> Any:
        return date.today().isoformat()  # noqa: DTZ011


class _LooksAtDayByInstance(Shop):
    def tool(self) -> Any:
        return OPENED.today().isoformat()


class _LooksAtNow(Shop):
    def tool(self) -> Any:
        return datetime.datetime.now().isoformat()  # noqa: DTZ005


class _LooksUp(Shop):
    def tool(self) -> Any:
        return getattr(date, "to" + "day")()


class _LooksUpByFormat(Shop):
    def tool(self) -> Any:
        return Formatter().get_field("0.today", (date,), {})


class _LooksUpByOperator(Shop):
    def tool(self) -> Any:
        return operator.attrgetter("today")(date)()


class _LooksUpByPattern(Shop):
    def tool(self) -> Any:
        match OPENED:
            case date(today=found):
                return found().isoformat()


class _KnowsAddress(Shop):
    def tool(self) -> Any:
        return id(self)


class _KnowsHash(Shop):
    def tool(self) -> Any:
        return hash(self)


class _Opens(Shop):
    def tool(self) -> Any:
        return open("/etc/hostname").read()  # noqa: PTH123


class _Imports(Shop):
    def tool(self) -> Any:
        import uuid

        return str(uuid.uuid4())


class _Prints(Shop):
    def tool(self) -> Any:
        print("sold")


class _SeesFrames(Shop):
    def tool(self) -> Any:
        return (each for each in NAMES).gi_frame  # type: ignore[attr-defined]


class _SeesNamespace(Shop):
    def tool(self) -> Any:
        return self.tool.__globals__["COUNTED"]


class _Caches(Shop):
    @functools.lru_cache  # noqa: B019
    def tool(self) -> Any:
        return 1


class _Closes(Shop):
    tool = (lambda seen: lambda self: seen.append(1) or len(seen))([])  # type: ignore[arg-type, func-returns-value]


class _SetsGlobal(Shop):
    def tool(self) -> Any:
        global LIMIT  # noqa: PLW0603
        LIMIT += 1


class _BecomesAnother(Shop):
    def tool(self) -> Any:
        self = _doubled  # type: ignore[assignment]  # noqa: PLW0642
        self.calls = 1


class _GuardsAttributes(Shop):
    def __getattr__(self, name: str) -> Any:
        return COUNTED[name]


class _GivesClassAway(Shop):
    def tool(self) -> Any:
        return [each.__init__ for each in (Log,)]


class _UsesUnbound(Shop):
    def tool(self) -> Any:
        return Log.add(_doubled, "a")  # type: ignore[arg-type]


class _OfDict(dict):
    def tool(self) -> Any:
        return len(self)


class _WithSlots:
    __slots__ = ("stock",)


class Meta(type):
    pass


class _OfMeta(metaclass=Meta):
    pass


class _NamesNothing(Shop):
    def tool(self) -> Any:
        return not_there  # type: ignore[name-defined]  # noqa: F821


class _CallsWithOwnEquality(Shop):  # noqa: PLW1641
    __eq__ = functools.partialmethod(operator.is_)
