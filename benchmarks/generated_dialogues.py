"""Proves what generated dialogues promise, by code that shares nothing with what made them.

    python -m benchmarks.generated_dialogues WORKSPACE DOMAIN [DOMAIN ...]

Every call is replayed by a bare interpreter on a fresh object, and every verification function runs as a program with
nothing of ours on its path: 1 for the dialogue, 0 for doing nothing, 0 without any one of its changes. Every argument
was said or shown before, and so was every number, day and code that the assistant tells. It ends with 1 where a line is
not as promised.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.stated_facts import codes, days, is_computed, known_numbers, leaves, numbers, says
from eigendata_assets.verification.programs import program_text

LEAST_USES = 10
_ALONE = Path(__file__).with_name("dialogues_alone.py")


@dataclass
class Figures:
    """What was counted of one domain; `wrong` has examples by what is wrong."""

    dialogues: int = 0
    calls: int = 0
    arguments: int = 0
    computed: int = 0
    changes: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    tools: Counter[str] = field(default_factory=Counter)
    skeletons: Counter[str] = field(default_factory=Counter)
    openings: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def note(self, what: str, example: str) -> None:
        """Remembers that something is wrong."""
        self.wrong.setdefault(what, []).append(example)


PROMISES = (
    "a call gives another result", "the state ends otherwise", "a program does not give 1 to its dialogue",
    "a program gives 1 to doing nothing", "a program gives 1 without a change", "a dialogue has no program",
    "two dialogues have the same calls", "an argument has no origin", "the assistant tells a number from nowhere",
    "the assistant tells a day from nowhere", "the assistant tells a code from nowhere",
    "a user says a made-up key that he cannot know", "a tool is used too seldom", "a kind has not its share",
)  # fmt: skip


def main(root: Path, names: list[str]) -> int:
    """Prints a table for each domain; 1 where something is wrong."""
    found = {name: figures_of(root / "artifacts" / name) for name in names}
    for name, figures in found.items():
        _print(name, figures)
    return int(any(figures.wrong for figures in found.values()))


def figures_of(folder: Path) -> Figures:
    """All that is counted of a domain's dialogues."""
    figures, dialogues = Figures(), list(rows(folder / "trajectories", "row"))
    figures.tools.update({path.stem.split(".")[-1]: 0 for path in (folder / "tool_schemas").glob("*.json")})
    functions = {each["id"]: each for each in rows(folder / "verification_functions", "function") if each}
    made_up, schemas = made_up_keys(folder), tool_schemas(folder)
    numbered = given_by_look_ups(dialogues, numbered_names(folder))
    for dialogue in dialogues:
        _count(figures, dialogue)
        _origins(figures, dialogue, made_up, numbered, [schemas[key] for key in dialogue["tools"]])
        if dialogue["id"] not in functions:
            figures.note("a dialogue has no program", dialogue["id"])
    _alone(figures, folder, [each for each in dialogues if each["id"] in functions], functions)
    for skeleton, times in figures.skeletons.items():
        if times > 1:
            figures.note("two dialogues have the same calls", skeleton[:120])
    for tool, times in figures.tools.items():
        if times < LEAST_USES:
            figures.note("a tool is used too seldom", f"{tool} {times}")
    for what in _wrong_shares(folder, figures):
        figures.note("a kind has not its share", what)
    return figures


def rows(folder: Path, column: str) -> Iterator[Any]:
    """The JSON of a column, from all files of a folder."""
    for path in sorted(folder.glob("*.parquet")):
        for text in pq.read_table(path, columns=[column])[column].to_pylist():
            yield json.loads(text) if text is not None else None


def tool_schemas(folder: Path) -> dict[str, str]:
    """The text of each tool's schema, by its key."""
    return {path.stem: path.read_text(encoding="utf-8") for path in (folder / "tool_schemas").glob("*.json")}


def given_by_look_ups(dialogues: list[dict[str, Any]], names: set[str]) -> set[str]:
    """The names of numbered keys that some look-up shows: what nobody can look up, a user has to know."""
    shown = {name for each in dialogues for name in _shown_names(each)}
    return {name for name in names if name in shown}


def _shown_names(dialogue: dict[str, Any]) -> Iterator[str]:
    """The names of fields in results of calls that do not take them."""
    for turn in dialogue["turns"]:
        for step in turn["steps"]:
            for call, result in zip(step["calls"], step["results"], strict=True):
                yield from set(_names(result["value"])) - call["arguments"].keys()


def _names(value: Any) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from value if isinstance(value, dict) else ()
    for each in inner:
        yield from _names(each)


def numbered_names(folder: Path) -> set[str]:
    """The names of columns that are numbered, by the population plan."""
    plan = json.loads((folder / "database" / "population_plan.json").read_text(encoding="utf-8"))
    return {name for table in plan["tables"].values() for name, draw in table["draws"].items() if "sequence" in draw}


def made_up_keys(folder: Path) -> dict[str, set[str]]:
    """The numbered keys of each table that are codes, by its population plan."""
    plan = json.loads((folder / "database" / "population_plan.json").read_text(encoding="utf-8"))
    state = json.loads((folder / "database" / "state.json").read_text(encoding="utf-8"))
    tables = state.get("tables", state)
    numbered = [
        name for name, table in plan["tables"].items() if any("sequence" in draw for draw in table["draws"].values())
    ]  # fmt: skip
    keys = {name: {key for key in tables.get(name, {}) if codes(key) == {key}} for name in numbered}
    return {name: some for name, some in keys.items() if some}


def _count(figures: Figures, dialogue: dict[str, Any]) -> None:
    figures.dialogues += 1
    figures.kinds[dialogue["category"]] += 1
    calls = [call for turn in dialogue["turns"] for step in turn["steps"] for call in step["calls"]]
    calls = calls or dialogue["provenance"]["details"].get("meant", [])
    figures.tools.update(call["name"] for call in calls)
    figures.calls += len(calls)
    figures.skeletons[json.dumps([[call["name"], call["arguments"]] for call in calls], sort_keys=True)] += 1
    said = [each["content"] for turn in dialogue["turns"] for each in turn["messages"] if each["role"] == "user"]
    figures.openings[" ".join(said[0].split()[:6])] += 1


def _origins(
    figures: Figures, dialogue: dict[str, Any], made_up: dict[str, set[str]], numbered: set[str], schemas: list[str]
) -> None:
    """Goes through a dialogue, and holds each argument and each told value against all that came before.

    What the schemas of the tools say, the assistant knows.
    """
    said: list[str] = []
    shown: list[Any] = []
    is_expert = dialogue["provenance"]["details"]["scenario"]["experience"] == "expert"
    for turn in dialogue["turns"]:
        said += [each["content"] for each in turn["messages"]]
        own = [each["content"] for each in turn["messages"] if each["role"] == "user"]
        if not is_expert:
            for table, key in _keys_said(own, shown, made_up):
                figures.note("a user says a made-up key that he cannot know", f"{dialogue['id']}: {key} of {table}")
        for step in turn["steps"]:
            for call in step["calls"]:
                for name, value in call["arguments"].items():
                    figures.arguments += 1
                    is_shown = any(type(each) is type(value) and each == value for each in shown)
                    if name in numbered and not is_shown and not is_expert:
                        example = f"{dialogue['id']}: {value} for {name}"
                        figures.note("a user says a made-up key that he cannot know", example)
                    if not is_shown and not any(says(text, value) for text in said):
                        _computed(figures, f"{dialogue['id']}: {call['name']} {name}={value!r}", value, said, shown)
            shown += [leaf for result in step["results"] for leaf in leaves(result["value"])]
            if step["text"]:
                _told(figures, dialogue["id"], step["text"], [*said, *schemas], shown)
                said.append(step["text"])


def _computed(figures: Figures, example: str, value: Any, said: list[str], shown: list[Any]) -> None:
    """Counts a value that follows from what was said and shown; one that does not has no origin."""
    texts = [*said, *(each for each in shown if isinstance(each, str))]
    if is_computed(value, known_numbers(said, shown), {day for text in texts for day in days(text)}):
        figures.computed += 1
    else:
        figures.note("an argument has no origin", example)


def _keys_said(own: list[str], shown: list[Any], made_up: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    told = {code for value in shown if isinstance(value, str) for code in codes(value)}
    for table, keys in made_up.items():
        for key in keys & {code for text in own for code in codes(text)} - told:
            yield table, key


def _told(figures: Figures, name: str, text: str, said: list[str], shown: list[Any]) -> None:
    texts = [str(value) for value in shown if isinstance(value, str)]
    known = {day for each in [*said, *texts] for day in days(each)} | {each[:10] for each in texts}
    for day in days(text) - known:
        figures.note("the assistant tells a day from nowhere", f"{name}: {day}")
    for number in numbers(text) - known_numbers([*said, *texts], shown) - {float(n) for n in range(6)}:
        figures.note("the assistant tells a number from nowhere", f"{name}: {number:g} in {text[:160]!r}")
    for code in codes(text) - {each for some in [*said, *texts] for each in codes(some)}:
        figures.note("the assistant tells a code from nowhere", f"{name}: {code}")


def _alone(figures: Figures, folder: Path, dialogues: list[dict[str, Any]], functions: dict[str, Any]) -> None:
    """Has all dialogues replayed and judged by a bare interpreter."""
    with tempfile.TemporaryDirectory() as temporary:
        here = Path(temporary)
        with (here / "in.jsonl").open("w", encoding="utf-8") as out:
            for number, dialogue in enumerate(dialogues):
                program = here / f"program_{number}.py"
                program.write_text(program_text(functions[dialogue["id"]]), encoding="utf-8")
                out.write(json.dumps(_to_judge(folder, dialogue, program)) + "\n")
        command = [sys.executable, "-I", "-S", str(_ALONE), str(here / "in.jsonl"), str(here / "out.jsonl")]
        subprocess.run(command, cwd=here, check=True)
        with (here / "out.jsonl").open(encoding="utf-8") as lines:
            for dialogue, line in zip(dialogues, lines, strict=True):
                _hold(figures, dialogue, json.loads(line))


def _to_judge(folder: Path, dialogue: dict[str, Any], program: Path) -> dict[str, Any]:
    (toolkit,) = dialogue["toolkits"]
    steps = [step for turn in dialogue["turns"] for step in turn["steps"]]
    return {
        "id": dialogue["id"], "toolkit": toolkit, "program": str(program), "state": dialogue["initial_state"][toolkit],
        "environment": str(next((folder / "environment").glob("*.py")).resolve()),
        "calls": [{"name": call["name"], "arguments": call["arguments"]} for step in steps for call in step["calls"]],
        "messages": [step["text"] for step in steps if step["text"]],
    }  # fmt: skip


def _hold(figures: Figures, dialogue: dict[str, Any], judged: dict[str, Any]) -> None:
    name = dialogue["id"]
    stored = [result for turn in dialogue["turns"] for step in turn["steps"] for result in step["results"]]
    for result, again in zip(stored, judged["results"], strict=True):
        if (result["value"], result["error"]) != (again["value"], again["error"]):
            figures.note("a call gives another result", f"{name}: {again}")
    if judged["final"] != dialogue["final_state"][dialogue["toolkits"][0]]:
        figures.note("the state ends otherwise", name)
    if judged["itself"] != 1:
        figures.note("a program does not give 1 to its dialogue", name)
    if judged["nothing"] != 0:
        figures.note("a program gives 1 to doing nothing", name)
    figures.changes += len(judged["without_a_change"])
    if any(judged["without_a_change"]):
        figures.note("a program gives 1 without a change", name)


def _wrong_shares(folder: Path, figures: Figures) -> Iterator[str]:
    """The kinds that are not what was asked for; where nothing was asked for, those that are not there."""
    (batch, *others) = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))["batches"]
    whole = sum(batch["shares"].values())
    for kind, share in batch["shares"].items() if not others else ():
        wanted, there = batch["count"] * share / whole, figures.kinds[kind]
        if (batch["exact"] and abs(there - wanted) >= 1) or (wanted >= 1 and not there):
            yield f"{kind}: {there}, {wanted:.1f} were asked for"


def _print(name: str, figures: Figures) -> None:
    print(
        f"\n{name}: {figures.dialogues:,} dialogues, {figures.calls:,} calls, {figures.arguments:,} arguments "
        f"({figures.computed:,} of them computed),",
        end=" ",
    )
    print(f"{figures.changes:,} changes left out one by one, {len(figures.skeletons):,} different sequences of calls")
    print(f"kinds: {', '.join(f'{kind} {times}' for kind, times in sorted(figures.kinds.items()))}")
    print(f"rarest tools: {', '.join(f'{tool} {times}' for tool, times in figures.tools.most_common()[:-4:-1])}")
    print(f"beginnings of six words: {len(figures.openings):,}, the commonest {figures.openings.most_common(1)[0][1]}")
    for what in PROMISES:
        examples = figures.wrong.get(what, [])
        print(f"{len(examples):6,}  {what}{': ' + '; '.join(examples[:2]) if examples else ''}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
