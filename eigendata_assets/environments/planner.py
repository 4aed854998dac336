"""Planner (EigenData 3.3.1): which functions there are, whom each depends on, in which order they are implemented."""

from __future__ import annotations

from collections.abc import Mapping

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.coding import EnvironmentPlan, PlannedFunction
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.environments.behaviour.effects import Effects, effects_of
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.described import function_text, tables_text
from eigendata_assets.environments.synthesis.argument_code import signature
from eigendata_assets.environments.synthesis.module_code import class_name


class FunctionEffects(Artifact):
    """What one function reads and writes, as `table.column`, or `table` for whole rows."""

    name: str
    reads: list[str]
    writes: list[str]


class PlanReply(Artifact):
    """The effects of the functions that were asked about."""

    functions: list[FunctionEffects]


def _nothing_known(**_: object) -> PlanReply:
    return PlanReply(functions=[])


PLANNER = Agent("planner", Prompt.beside(__file__, "planner.md"), PlanReply, rule=_nothing_known)


async def plan_environment(domain: DomainSpec, behaviours: Mapping[str, Behaviour], chat: ChatModel) -> EnvironmentPlan:
    """The plan: functions that depend on others come after them, where dependencies go round in the spec's order.

    What functions with steps read and write follows from the steps; about others the planner is asked.
    """
    effects = {name: effects_of(domain, name, behaviour) for name, behaviour in behaviours.items()}
    described = [name for name in domain.tools if name not in behaviours]
    if described:
        functions = [function_text(domain, name) for name in described]
        reply = await PLANNER.ask(chat, tables=tables_text(domain), functions=functions)
        effects |= {each.name: _effects(domain, each) for each in reply.value.functions if each.name in described}
    depends = {
        name: [other for other in domain.tools if other != name and _writes_for(effects, other, name)]
        for name in domain.tools
    }
    order = _ordered(depends)
    return EnvironmentPlan(
        domain=domain.name,
        module=domain.name,
        toolkit=class_name(domain.name),
        functions=tuple(_planned(domain, name, effects, depends[name], name in behaviours) for name in order),
        groups=tuple(_groups(order, depends)),
    )


def _effects(domain: DomainSpec, said: FunctionEffects) -> Effects:
    def known(places: list[str]) -> frozenset[str]:
        return frozenset(place for place in places if place.partition(".")[0] in domain.tables)

    return Effects(known(said.reads), known(said.writes))


def _writes_for(effects: Mapping[str, Effects], writer: str, reader: str) -> bool:
    return writer in effects and reader in effects and effects[writer].touches(effects[reader])


def _planned(
    domain: DomainSpec, name: str, effects: Mapping[str, Effects], depends: list[str], by_rule: bool
) -> PlannedFunction:
    found = effects.get(name, Effects())
    return PlannedFunction(
        name=name,
        signature=f"{name}({signature(name, domain.tools[name].parameters)})".replace("self, ", "").replace("self", ""),
        reads=tuple(sorted(found.reads)),
        writes=tuple(sorted(found.writes)),
        depends_on=tuple(depends),
        by="rule" if by_rule else "model",
    )


def _ordered(depends: Mapping[str, list[str]]) -> list[str]:
    order: list[str] = []
    left = list(depends)
    while left:
        ready = [name for name in left if not any(other in left for other in depends[name])]
        fewest = min(left, key=lambda name: sum(other in left for other in depends[name]))
        order += ready or [fewest]
        left = [name for name in left if name not in order]
    return order


def _groups(order: list[str], depends: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    """Functions that are connected by dependencies, directly or not."""
    groups: list[set[str]] = []
    for name in order:
        touched = {name, *depends[name]}
        joined = [group for group in groups if group & touched]
        groups = [group for group in groups if not group & touched] + [touched.union(*joined)]
    return [tuple(name for name in order if name in group) for group in groups if len(group) > 1]
