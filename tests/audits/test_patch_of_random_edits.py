"""Over random edits of schemas and random dialogues: what is patched fits, what is not patched is left as it was."""

import random
import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.implemented_as import implemented
from eigendata_assets.audits.patch_record import records_of
from eigendata_assets.audits.schema_diff import diff
from eigendata_assets.audits.schema_patch import PatchResult, SchemaPatch
from eigendata_assets.environments.reach import Reach, read_reach
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit
from eigendata_assets.execution.replay import replay_trajectories
from tests.audits.desk import dialogue, step
from tests.audits.in_process import InProcessSandbox
from tests.audits.toolsets import edited, random_toolset, rename_function, rename_parameter

SEEDS = st.integers(0, 2**32)
DESK = Toolkit("Desk", "env")
VALUES = {"string": "text", "integer": 3, "number": 3.5, "boolean": True}


def code_of(tools: Toolset) -> str:
    """An implementation that takes exactly the parameters of the schemas and says what it was given."""
    lines = ["class Desk:"]
    for tool in tools.tools:
        names = ", ".join(f"{name}=None" for name in tool.parameters["properties"])
        given = ", ".join(tool.parameters["properties"])
        lines.append(f"    def {tool.name}(self, {names}):\n        return len([{given}])")
    return "\n".join(lines) + "\n"


def environment(folder: Path, tools: Toolset) -> tuple[EnvironmentCode, Reach]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "env.py").write_text(code_of(tools))
    return EnvironmentCode(folder, (DESK,)), read_reach({"env.py": code_of(tools)}, [DESK])


def random_dialogue(choose: random.Random, name: str, tools: Toolset) -> Trajectory:
    turns = []
    for _ in range(choose.randint(1, 3)):
        steps = [step(_call(choose, choose.choice(tools.tools)), text="All done.") for _ in range(choose.randint(0, 2))]
        turns.append(("Go on, please.", steps))
    return dialogue(name, *turns, tools=tools).model_copy(update={"initial_state": {}})


def _call(choose: random.Random, tool: Any) -> Call:
    properties = tool.parameters["properties"]
    names = [name for name in properties if name in tool.parameters["required"] or choose.random() < 0.5]
    return Call(
        name=tool.name,
        arguments={
            name: choose.choice(properties[name].get("enum", [VALUES[properties[name]["type"]]])) for name in names
        },
    )


def problems(tools: ChangedTools, trajectory: Trajectory, *, after: bool) -> list[str]:
    known = tools.after if after else tools.before
    found = []
    for call in trajectory.calls:
        key = tools.owner(trajectory, call.name, after=after)
        found += [f"no {call.name}"] if key is None else tools.problems_of(call, known.by_key[key])
    return found


def prepared(
    folder: Path, seed: int, edit: Any = edited
) -> tuple[random.Random, ChangedTools, list[Trajectory], SchemaPatch]:
    """Executed dialogues, and the patch to an edited toolset; the environment follows the edit or does not."""
    choose = random.Random(seed)
    before = after = random_toolset(choose)
    for number in choose.sample(range(4), choose.randint(1, 2)):
        after, _ = edit(choose, after, number)
    tools = ChangedTools(before, after, diff(before, after))
    old, _ = environment(folder / "old", before)
    new, reach = environment(folder / "new", after if choose.random() < 0.5 else before)
    made = [random_dialogue(choose, f"d{number}", before) for number in range(6)]
    done = replay_trajectories(made, old, InProcessSandbox())
    return choose, tools, done, SchemaPatch(tools, implemented(new, tools, reach), InProcessSandbox())


@settings(max_examples=150)
@given(SEEDS)
def test_what_is_patched_fits_the_new_schemas_and_the_rest_is_as_it_was(tmp_path_factory: Any, seed: int) -> None:
    _, tools, dialogues, patch = prepared(tmp_path_factory.mktemp("patch"), seed)
    for before, result in zip(dialogues, patch.patch(dialogues), strict=True):
        used = {tools.owner(before, call.name) for call in before.calls}
        if result.outcome in ("patched", "still valid"):
            assert problems(tools, result.trajectory, after=True) == problems(tools, before, after=False) == []
        if result.outcome == "needs a model":
            assert result.problems
        if result.outcome == "patched":
            check_patched(before, result)
        else:
            assert result.trajectory is before
        if not used & tools.diff.affecting:
            assert (
                result.outcome == "still valid" or not result.trajectory.calls or {*before.tools} & tools.diff.affecting
            )


def check_patched(before: Trajectory, result: PatchResult) -> None:
    """Safe turns are those before; every turn that is another is named; every call has a result and none fails."""
    since = result.segments.first_affected or (len(before.turns), 0)
    after = result.trajectory
    assert [turn.model_dump_json() for turn in after.turns[: since[0]]] == [
        turn.model_dump_json() for turn in before.turns[: since[0]]
    ]
    assert [turn.messages for turn in after.turns] == [turn.messages for turn in before.turns]
    changed = [number for number, pair in enumerate(zip(before.turns, after.turns, strict=True)) if pair[0] != pair[1]]
    (record,) = records_of(after)
    assert list(record.turns) == changed
    assert record.edits
    results = [each for turn in after.turns for each in turn.results]
    assert len(results) == len(after.calls)
    assert [each.error for each in results] == [None] * len(results)


@given(SEEDS)
def test_patching_twice_is_patching_once(tmp_path_factory: Any, seed: int) -> None:
    _, _, dialogues, patch = prepared(tmp_path_factory.mktemp("patch"), seed)
    once = patch.patch(dialogues)
    twice = patch.patch([each.trajectory for each in once])
    assert [each.trajectory for each in twice] == [each.trajectory for each in once]
    assert {each.outcome for each in twice} <= {"already patched", "still valid", "needs a model"}


@given(SEEDS)
def test_renaming_there_and_back_gives_the_dialogue_back(tmp_path_factory: Any, seed: int) -> None:
    def rename(choose: random.Random, tools: Toolset, number: int) -> tuple[Toolset, dict[str, Any]]:
        listed = list(tools.tools)
        name = next(iter(listed[number].parameters["properties"]))
        listed[number], told = choose.choice([rename_function, rename_parameter])(choose, listed[number], name)
        return Toolset(tools=tuple(listed)), told

    folder = tmp_path_factory.mktemp("patch")
    _, tools, dialogues, patch = prepared(folder, seed, rename)
    there = [each.trajectory for each in patch.patch(dialogues)]
    back_tools = ChangedTools(tools.after, tools.before, diff(tools.after, tools.before))
    code, reach = environment(folder / "back", tools.before)
    back = SchemaPatch(back_tools, implemented(code, back_tools, reach), InProcessSandbox()).patch(there)
    for before, result in zip(dialogues, back, strict=True):
        assert result.outcome in ("patched", "still valid")
        assert plain(result.trajectory) == plain(before)


def plain(trajectory: Trajectory) -> str:
    """The dialogue without its provenance."""
    return re.sub(r'"provenance":.*', "", trajectory.model_dump_json())
