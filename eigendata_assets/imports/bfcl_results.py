"""BFCL's result files, plain or compressed, as model runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.model_results import ModelEntry, ModelRun, ModelStep
from eigendata_assets.errors import InputError
from eigendata_assets.imports.bfcl_decoding import decode_step
from eigendata_assets.imports.json_lines import Place, json_lines

_GROUP_FOLDERS = frozenset({"multi_turn", "live", "non_live", "agentic"})
_DECODED = "Successfully decoded model response."

LoggedCalls = Mapping[tuple[int, int], Sequence[Json]]
"""(turn, step) to the calls that the benchmark's handler read there."""


def read_model_runs(files: Sequence[tuple[str | None, Path]]) -> tuple[ModelRun, ...]:
    """The runs in some result files, those of one model together, in the order in which models first appear.

    Each file comes with the model's name, or None: then it is that of the folder. Raises InputError, naming file and
    line, where a file is missing, cut off, or not a result file, and where a model answers an entry twice.
    """
    entries: dict[str, dict[str, ModelEntry]] = {}
    sources: dict[str, list[str]] = {}
    for given, path in files:
        model = given or model_of(path)
        sources.setdefault(model, []).append(str(path))
        seen = entries.setdefault(model, {})
        for place, entry in _read_file(path):
            if entry.id in seen:
                raise InputError(f"{entry.id} of {model} was read before", where=place)
            seen[entry.id] = entry
    return tuple(
        ModelRun(model=model, source=tuple(sources[model]), entries=tuple(entries[model].values())) for model in entries
    )


def model_of(path: Path) -> str:
    """The model's name: that of the folder the file lies in, above BFCL's own group folders."""
    folder = path.resolve().parent
    while folder.name in _GROUP_FOLDERS:
        folder = folder.parent
    return folder.name


def _read_file(path: Path) -> Iterable[tuple[Place, ModelEntry]]:
    documents = [(place, _document(value, place)) for place, value in json_lines(path, finite=False)]
    prompted = not any(_is_structured(document["result"]) for _, document in documents)
    return [(place, _entry(document, prompted)) for place, document in documents]


def _document(document: Json, place: Place) -> dict[str, Json]:
    if not isinstance(document, dict) or not isinstance(document.get("id"), str) or "result" not in document:
        hint = "Give the files named ..._result.json, not the score files."
        raise InputError("not an entry with `id` and `result`", where=place, hint=hint)
    return document


def _is_structured(result: Json) -> bool:
    """Whether some step is a list of calls, which only function-calling models leave."""
    return isinstance(result, list) and any(
        isinstance(step, list | dict) and step for turn in result if isinstance(turn, list) for step in turn
    )


def read_entry(document: dict[str, Json]) -> ModelEntry:
    """What a model did on one entry, from the entry's own line alone."""
    return _entry(document, prompted=not _is_structured(document["result"]))


def _entry(document: dict[str, Json], prompted: bool) -> ModelEntry:
    result = document["result"]
    if not isinstance(result, list):
        return ModelEntry(id=document["id"], problem=f"the inference failed: {str(result)[:200]}")
    logged = logged_calls(document.get("inference_log"))
    return ModelEntry(
        id=document["id"],
        turns=tuple(_turn(steps, turn, logged, prompted) for turn, steps in enumerate(result)),
    )


def _turn(steps: Json, turn: int, logged: LoggedCalls, prompted: bool) -> tuple[ModelStep, ...]:
    if not isinstance(steps, list):
        return (ModelStep(unreadable="a turn is not a list of answers"),)
    return tuple(decode_step(step, logged.get((turn, number)), prompted=prompted) for number, step in enumerate(steps))


def logged_calls(log: Json) -> LoggedCalls:
    """What the benchmark's handler read, from an inference log; empty where there is none."""
    found: dict[tuple[int, int], Sequence[Json]] = {}
    turns = [item for item in log if isinstance(item, dict)] if isinstance(log, list) else []
    for turn, steps in enumerate(turns):
        for name, messages in steps.items():
            number = name.removeprefix("step_")
            if not number.isdecimal() or not isinstance(messages, list):
                continue
            for message in messages:
                if isinstance(message, dict) and message.get("content") == _DECODED:
                    decoded = message.get("model_response_decoded")
                    found[turn, int(number)] = decoded if isinstance(decoded, list) else ()
    return found
