"""CodingAgent, inner (EigenData 3.3.1): one function at a time, in the modes generate, correct and refine.

Where the spec has the function's steps its code follows from them; where the spec only describes it, a model writes
it. A public method returns `{"error": message}` where it fails, a private one raises ToolError.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.provenance import RULE
from eigendata_assets.artifacts.coding import CaseFailure, Mode
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.described import function_text, tables_text
from eigendata_assets.environments.synthesis.method_code import formatted_method, method_code
from eigendata_assets.errors import InputError

_SHOWN_FAILURES = 6
_FENCE = re.compile(r"^\s*```\w*[ \t]*\n|\n[ \t]*```\s*$")


class WrittenFunction(Artifact):
    """The Python text of one public method, with `self`, and of private methods that only it needs."""

    code: str


CODING = Agent("coding_agent", Prompt.beside(__file__, "coding_agent.md"), WrittenFunction)


@dataclass(frozen=True, slots=True)
class Written:
    """A method's text, and who wrote it."""

    text: str
    made_by: str


@dataclass(frozen=True, slots=True)
class CodingAgent:
    """Writes the functions of one domain."""

    domain: DomainSpec
    behaviours: dict[str, Behaviour]
    chat: ChatModel

    async def write(
        self,
        name: str,
        mode: Mode,
        current: str = "",
        failures: Sequence[CaseFailure] = (),
        remarks: Sequence[str] = (),
    ) -> Written:
        """The method's text; raises ModelNeeded where the spec has no steps and no model is configured.

        Where the steps give the text that has just failed, a model is asked to correct it, if there is one.
        """
        if name in self.behaviours:
            derived = method_code(self.domain, name, self.behaviours)
            if mode == "generate" or derived != current:
                return Written(derived, RULE)
        try:
            return await self._asked(name, mode, current, failures, remarks)
        except ModelNeeded:
            if name in self.behaviours:
                return Written(current, RULE)
            raise

    async def _asked(
        self, name: str, mode: Mode, current: str, failures: Sequence[CaseFailure], remarks: Sequence[str]
    ) -> Written:
        reply = await CODING.ask(
            self.chat,
            tables=tables_text(self.domain),
            function=function_text(self.domain, name),
            now=self.domain.now,
            mode=mode,
            current=current,
            failures=[failure_text(failure) for failure in failures[:_SHOWN_FAILURES]],
            remarks=list(remarks),
        )
        return Written(_one_method(name, reply.value.code), reply.provenance.made_by)


def failure_text(failure: CaseFailure) -> str:
    """A failed case in words."""
    call = ", ".join(f"{name}={value!r}" for name, value in failure.arguments.items())
    before = f" (call {failure.call + 1} of the test)" if failure.call else ""
    return f"{failure.about}: {failure.tool}({call}){before}: expected {failure.expected!r}; {failure.message}"


def _one_method(name: str, code: str) -> str:
    """The code as the text of a method; raises InputError where it is not the method that was asked for."""
    text = formatted_method(textwrap.dedent(_FENCE.sub("", code)).strip("\n"))
    tree = ast.parse(f"class _:\n{text}").body[0]
    found = [node.name for node in getattr(tree, "body", []) if isinstance(node, ast.FunctionDef)]
    others = [node for node in getattr(tree, "body", []) if not isinstance(node, ast.FunctionDef)]
    wrong = [each for each in found if each != name and not each.startswith("_")]
    if found[:1] != [name] or wrong or others:
        hint = "Answer with `def` statements only: the public method first, then private ones."
        raise InputError(f"the code must be the method {name} and private methods, found {found}", hint=hint)
    return text
