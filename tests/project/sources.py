"""The modules of a tree, each parsed once however many rules read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path


def python_files(root: Path, *folders: str) -> Iterator[Path]:
    """Every module below the folders of `root`, in order."""
    for folder in folders:
        yield from sorted((root / folder).rglob("*.py"))


@cache
def syntax_tree(path: Path) -> ast.Module:
    """What the module says."""
    return ast.parse(path.read_text(), str(path))
