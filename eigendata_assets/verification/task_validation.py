"""The TaskValidationAgent (tau2-bench article): a task is accepted only where execution shows that it can be done.

It names the functions the goal needs and looks whether their preconditions hold, by the runs of the soundness gate. A
model may refuse a task whose words do not say what is needed; it cannot accept what the gate has dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.execution.replay import is_error
from eigendata_assets.verification.evidence import Task
from eigendata_assets.verification.function_agent import dialogue_of
from eigendata_assets.verification.proving import Proof


class TaskVerdict(BaseModel):
    """Whether a task is accepted, and why not; `functions` are those that its goal needs."""

    model_config = ConfigDict(extra="forbid")

    accepted: bool
    reasons: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


def by_rule(dialogue: str, functions: Sequence[str], problems: Sequence[str]) -> TaskVerdict:
    """Accepted where nothing stands against it."""
    del dialogue
    return TaskVerdict(accepted=not problems, reasons=tuple(problems), functions=tuple(functions))


TASK_VALIDATION_AGENT = Agent(
    "task_validation_agent", Prompt.beside(__file__, "task_validation.md"), TaskVerdict, by_rule
)


async def validate_task(chat: ChatModel, task: Task, proof: Proof) -> TaskVerdict:
    """The verdict on a task whose gate has run; what execution has against it stands, whatever a model says."""
    problems = problems_of(task, proof)
    functions = sorted({each.call.name for each in task.calls})
    reply = await TASK_VALIDATION_AGENT.ask(
        chat, dialogue=dialogue_of(task), functions=functions, problems=list(problems)
    )
    reasons = (*problems, *(each for each in reply.value.reasons if each not in problems))
    return TaskVerdict(accepted=reply.value.accepted and not problems, reasons=reasons, functions=tuple(functions))


def problems_of(task: Task, proof: Proof) -> list[str]:
    """What execution has against a task: missing functions, a reference that never succeeds, failures of the gate."""
    missing = sorted({each.call.name for each in task.calls} - task.tools.keys())
    problems = [f"there is no function {name}" for name in missing]
    if task.calls and all(is_error(each.result) for each in task.calls):
        problems.append(f"every call of the reference fails, the first with {task.calls[0].result.shown[:200]}")
    return [*problems, *(f"{each.requirement}: {each.what}" for each in proof.soundness.failures)]
