"""Toolkits that show where something lies in memory, and cut the text so that it is not seen to be an address."""

from __future__ import annotations

import json
from typing import Any

from tests.execution.cheating_toolkits import Shop, _doubled


class _ShowsItself(Shop):
    def tool(self) -> Any:
        return str(self)[-8:]


class _ShowsItselfInside(Shop):
    def tool(self) -> Any:
        return [f"{self}"[-8:] for _ in range(1)]


class _ShowsItselfElsewhere(Shop):
    def tool(self) -> Any:
        return self.text([self])

    def text(self, value: Any) -> str:
        return repr(value)[-8:]


class _ShowsFunction(Shop):
    def tool(self) -> Any:
        return str(_doubled)[-8:]


class _ShowsFunctionOfLibrary(Shop):
    def tool(self) -> Any:
        return f"{json.dumps}"[-8:]


class _ShowsMethod(Shop):
    def tool(self) -> Any:
        return str(self.sell)[-8:]


class _ShowsFunctionMadeHere(Shop):
    def tool(self) -> Any:
        return str(lambda: 0)[-8:]


class _ShowsFunctionWithName(Shop):
    def tool(self) -> Any:
        def inner() -> None:
            """Nothing."""

        return str(inner)[-8:]
