"""Python looks for garbage in cycles after every few hundred objects; a process that makes many small ones waits."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 50_000
"""So many new objects are waited for: some megabytes."""


@contextmanager
def looked_for_seldom() -> Iterator[None]:
    """Garbage in cycles is seldom looked for inside, and as often as before afterwards."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
