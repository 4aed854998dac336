"""ReviewAgent (EigenData 3.3.1): the gate before an environment is given away: patterns, state handling, adherence.

The rules hold for all code, whoever wrote it. In strict mode what is refused is refined until it passes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.coding import ReviewRemark
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.environments.described import function_text, tables_text
from eigendata_assets.environments.suites.argument_rules import is_required

_FORBIDDEN = {
    "open", "eval", "exec", "compile", "globals", "locals", "vars", "setattr", "delattr", "getattr", "input", "print",
    "breakpoint", "exit", "quit", "os", "sys", "subprocess", "socket", "random", "time", "uuid", "secrets",
}  # fmt: skip
_CLOCKS = {"now", "today", "utcnow"}


class ReviewReply(Artifact):
    """What a reviewer asks to be changed; nothing where the function is as it should be."""

    remarks: list[str]


def _nothing_more(**_: object) -> ReviewReply:
    return ReviewReply(remarks=[])


REVIEW = Agent("review_agent", Prompt.beside(__file__, "review_agent.md"), ReviewReply, rule=_nothing_more)


async def review(domain: DomainSpec, methods: dict[str, str], written: set[str], chat: ChatModel) -> list[ReviewRemark]:
    """The remarks on all functions together; those in `written`, which a model wrote, are also read by a model."""
    found = [remark for name, text in methods.items() for remark in review_by_rules(domain, name, text)]
    for name in sorted(written):
        reply = await REVIEW.ask(
            chat, tables=tables_text(domain), function=function_text(domain, name), code=methods[name]
        )
        found += [ReviewRemark(function=name, rule="read", message=each) for each in reply.value.remarks]
    return found


def review_by_rules(domain: DomainSpec, name: str, text: str) -> list[ReviewRemark]:
    """What in a method's text breaks the conventions."""
    tree = ast.parse(f"class _:\n{text}")
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    public = functions[0]
    messages = [
        *(("pattern", said) for said in _pattern(public)),
        *(("adherence", said) for said in _signature(domain, name, public)),
        *(("state", said) for said in _state(domain, tree, {each.name for each in functions})),
    ]
    return [ReviewRemark(function=name, rule=rule, message=said) for rule, said in messages]


def _pattern(function: ast.FunctionDef) -> Iterator[str]:
    """A docstring, and all that can fail inside one `try` whose handler gives the error."""
    if ast.get_docstring(function) is None:
        yield "it has no docstring"
    tries = [node for node in function.body if isinstance(node, ast.Try)]
    handlers = [handler for each in tries for handler in each.handlers]
    if len(tries) != 1 or [ast.unparse(handler.type) for handler in handlers if handler.type] != ["ToolError"]:
        yield "its work must stand in one `try` with one `except ToolError`"
    elif ast.unparse(handlers[0].body[-1]) != "return {'error': str(error)}":
        yield 'its handler must end with `return {"error": str(error)}`'


def _signature(domain: DomainSpec, name: str, function: ast.FunctionDef) -> Iterator[str]:
    """The parameters are those of the schema, with its defaults."""
    if function.name != name:
        yield f"it is called {function.name}"
    wanted = domain.tools[name].parameters
    names = [each.arg for each in function.args.args][1:]
    if set(names) != set(wanted):
        yield f"its parameters are {', '.join(names)}, the schema's {', '.join(wanted)}"
        return
    defaults = dict(zip(names[len(names) - len(function.args.defaults) :], function.args.defaults, strict=True))
    for parameter, rule in wanted.items():
        if is_required(rule) == (parameter in defaults):
            yield f"{parameter} must {'not ' if is_required(rule) else ''}have a default"
        elif parameter in defaults and ast.unparse(defaults[parameter]) != repr(rule.default):
            yield f"the default of {parameter} must be {rule.default!r}"


def _state(domain: DomainSpec, tree: ast.AST, methods: set[str]) -> Iterator[str]:
    """Only tables are read and written, no clock but the module's, nothing of the outside world."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal):
            yield f"`{ast.unparse(node)}` does not belong in a method"
        elif isinstance(node, ast.Name) and node.id in _FORBIDDEN and isinstance(node.ctx, ast.Load):
            yield from () if _is_local(tree, node.id) else (f"`{node.id}` is not for tools",)
        elif isinstance(node, ast.Attribute):
            yield from _attribute(domain, node, methods)


def _attribute(domain: DomainSpec, node: ast.Attribute, methods: set[str]) -> Iterator[str]:
    of_self = isinstance(node.value, ast.Name) and node.value.id == "self"
    if node.attr.startswith("__"):
        yield f"`{node.attr}` is not for tools"
    elif of_self and isinstance(node.ctx, ast.Store):
        yield f"`self.{node.attr}` is replaced; change the rows of tables instead"
    elif of_self and node.attr not in {*domain.tables, *domain.tools, *methods}:
        yield f"`self.{node.attr}` is no table"
    elif node.attr in _CLOCKS and isinstance(node.value, ast.Name) and node.value.id in ("date", "datetime"):
        yield "the clock is NOW and TODAY"


def _is_local(tree: ast.AST, name: str) -> bool:
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return name in arguments | stored
