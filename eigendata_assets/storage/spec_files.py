"""Domain specs as YAML files: their content, and the line on which every part of it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.remarks import Remark, SpecPath, written
from eigendata_assets.errors import InputError, RequestError


class _Loader(yaml.SafeLoader):
    """YAML in which dates stay texts, and only `true` and `false` are truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True, slots=True)
class SpecDocument:
    """A spec as it was read: what it holds, its text, and from path to line (from 1)."""

    name: str
    content: dict[str, Json]
    text: str
    lines: Mapping[SpecPath, int]

    def line(self, path: SpecPath) -> int:
        """The line of a path; of what it lies in where it is not in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def place(self, path: SpecPath) -> str:
        """A path with file and line: `airline.yaml:12: tables.flights.key`."""
        return f"{self.name}:{self.line(path)}: {written(path)}"

    def said(self, remark: Remark) -> str:
        """A remark with its place."""
        return f"{self.place(remark.path)}: {remark.message}"


def read_document(path: Path) -> SpecDocument:
    """The spec in a file; raises RequestError where there is none, InputError where it is not YAML, or says twice."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8: {error}", where=(str(path),)) from None
    return parse_document(text, path.name)


def parse_document(text: str, name: str) -> SpecDocument:
    """The spec in a text; `name` stands for its file in messages."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        content = None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        raise InputError(f"not YAML: {error}", where=(name,)) from None
    if not isinstance(root, MappingNode) or not isinstance(content, dict):
        raise InputError("a spec is a mapping that begins with `name:`", where=(name,))
    lines: dict[SpecPath, int] = {}
    twice = _note_lines(root, (), lines)
    if twice:
        raise InputError("; ".join(twice), where=(name,), hint="A key that stands twice hides what it said first.")
    return SpecDocument(name, content, text, lines)


def _note_lines(node: Node, path: SpecPath, lines: dict[SpecPath, int]) -> list[str]:
    """Fills in the lines below a node; gives what stands twice."""
    lines.setdefault(path, node.start_mark.line + 1)
    twice: list[str] = []
    if isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            twice += _note_lines(item, (*path, number), lines)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            inner = (*path, _key(key))
            if inner in lines:
                twice.append(f"line {key.start_mark.line + 1}: {written(inner)} stands twice")
            lines[inner] = key.start_mark.line + 1
            twice += _note_lines(value, inner, lines)
    return twice


def _key(node: Node) -> str | int:
    if isinstance(node, ScalarNode) and node.tag.endswith(":int"):
        return int(node.value)
    return str(node.value)
