"""Which members of a class are tools."""

from __future__ import annotations

import functools
import inspect
from typing import Any

from eigendata_assets.execution.worker.rendering import tool_names


def test_tools_are_exactly_what_the_benchmark_takes_for_tools() -> None:
    class Parent(dict[str, Any]):
        def inherited(self) -> None: ...

    class Toolkit(Parent):
        constant = 1
        nested = int
        alias = Parent.inherited
        partial = functools.partialmethod(Parent.get, "a")

        def plain(self) -> None: ...

        def _private(self) -> None: ...

        @classmethod
        def of_class(cls) -> None: ...

        @staticmethod
        def static() -> None: ...

        @property
        def attribute(self) -> int:
            return 1

        @functools.cached_property
        def cached(self) -> int:
            return 1

        @functools.lru_cache(maxsize=1)  # noqa: B019
        def remembered(self) -> None: ...

    bound = {name for name, _ in inspect.getmembers(Toolkit(), inspect.ismethod) if not name.startswith("_")}
    assert set(tool_names(Toolkit)) == bound == {"alias", "inherited", "of_class", "plain", "remembered"}
