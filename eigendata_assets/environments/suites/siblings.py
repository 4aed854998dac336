"""What a column or a name of a behaviour could be mistaken for: others of the same kind in the same place."""

from __future__ import annotations

from collections.abc import Sequence

from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.expressions.nodes import Column, Name
from eigendata_assets.environments.behaviour.kinds import parameter_kind

_MOST = 2


class SiblingsIn:
    """Columns of the same table and type, parameters of the same type; at most two of each."""

    def __init__(self, domain: DomainSpec, parameters: dict[str, Parameter]) -> None:
        self._forms = {name: parameter_kind(parameter).form for name, parameter in parameters.items()}
        self._columns: dict[str, list[str]] = {}
        for table in domain.tables.values():
            for name, column in table.columns.items():
                others = [other for other, each in table.columns.items() if other != name and each.type == column.type]
                self._columns.setdefault(name, []).extend(others[:_MOST])

    def __call__(self, node: object) -> Sequence[object]:
        """The nodes that could stand there by mistake."""
        if isinstance(node, Name) and node.name in self._forms:
            return [Name(other) for other in self._of_same_form(node.name)]
        if isinstance(node, Name):
            return [Name(other) for other in self._columns.get(node.name, ())[:_MOST]]
        if isinstance(node, Column) and node.of == Name("args"):
            return [Column(node.of, other) for other in self._of_same_form(node.column)]
        if isinstance(node, Column):
            return [Column(node.of, other) for other in self._columns.get(node.column, ())[:_MOST]]
        return []

    def _of_same_form(self, name: str) -> list[str]:
        form = self._forms.get(name)
        return [other for other, kind in self._forms.items() if other != name and kind == form][:_MOST]
