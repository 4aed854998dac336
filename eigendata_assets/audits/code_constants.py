"""The texts that an environment's code writes out: what it compares with, or lists."""

from __future__ import annotations

import ast

from eigendata_assets.audits.subject import AuditSubject


def constants_of(subject: AuditSubject) -> frozenset[str]:
    """Every text that stands in the code of a tool or in its class; empty where there is no source."""
    trees = [ast.parse(text) for path, text in subject.files.items() if path.endswith(".py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
