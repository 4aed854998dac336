"""Tools that change what a state does not show."""

from __future__ import annotations

import ast

from eigendata_assets.audits.code_view import CodeView


def touches_hidden_state(code: CodeView, tool: str) -> bool:
    """Whether the tool, or a method that it calls, assigns to what a state does not show: `self._name`."""
    toolkit = tool.rpartition(".")[0]
    waiting, seen = [tool], set[str]()
    while waiting:
        current = waiting.pop()
        method = code.methods.get(current)
        if method is None or current in seen:
            continue
        seen.add(current)
        for node in ast.walk(method.node):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
                if isinstance(node.ctx, ast.Store) and node.attr.startswith("_"):
                    return True
                waiting.append(f"{toolkit}.{node.attr}")
    return False
