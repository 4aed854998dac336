"""BFCL's result files, plain or compressed, as model runs."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.model_results import ModelEntry, ModelRun, ModelStep
from eigendata_assets.errors import InputError
from eigendata_assets.imports.bfcl_decoding import decode_step

_GROUP_FOLDERS = frozenset({"multi_turn", "live", "non_live", "agentic"})
_DECODED = "Successfully decoded model response."

LoggedCalls = Mapping[tuple[int, int], Sequence[str]]
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
        for entry in _read_file(path):
            if entry.id in seen:
                raise InputError(f"{entry.id} of {model} was read before", where=(str(path),))
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


def _read_file(path: Path) -> Iterable[ModelEntry]:
    lines = _read_lines(path)
    if not lines:
        raise InputError("the file is empty", where=(str(path),))
    documents = [_document(line, (str(path), f"line {number}")) for number, line in enumerate(lines, start=1)]
    prompted = not any(_is_structured(document["result"]) for document in documents)
    return [_entry(document, prompted) for document in documents]


def _read_lines(path: Path) -> list[str]:
    try:
        raw = path.read_bytes()
        content = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        return [line for line in content.decode("utf-8").split("\n") if line.strip()]
    except FileNotFoundError:
        raise InputError("the file is missing", where=(str(path),), hint="Give the path of a result file.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        hint = "Copy or download the file again."
        raise InputError(f"the compressed file is cut off or damaged: {error}", where=(str(path),), hint=hint) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the file cannot be read: {error}", where=(str(path),)) from None


def _document(line: str, where: tuple[str, ...]) -> dict[str, Json]:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError) as error:
        hint = "A result file holds one JSON object a line; is this one cut off?"
        raise InputError(f"not JSON: {error}", where=where, hint=hint) from None
    if not isinstance(document, dict) or not isinstance(document.get("id"), str) or "result" not in document:
        hint = "Give the files named ..._result.json, not the score files."
        raise InputError("not an entry with `id` and `result`", where=where, hint=hint)
    return document


def _is_structured(result: Json) -> bool:
    """Whether some step is a list of calls, which only function-calling models leave."""
    return isinstance(result, list) and any(
        isinstance(step, list | dict) and step for turn in result if isinstance(turn, list) for step in turn
    )


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
        return (decode_step(steps, logged.get((turn, 0)), prompted=prompted),)
    return tuple(decode_step(step, logged.get((turn, number)), prompted=prompted) for number, step in enumerate(steps))


def logged_calls(log: Json) -> LoggedCalls:
    """What the benchmark's handler read, from an inference log; empty where there is none."""
    found: dict[tuple[int, int], Sequence[str]] = {}
    turns = [item for item in log if isinstance(item, dict)] if isinstance(log, list) else []
    for turn, steps in enumerate(turns):
        for name, messages in steps.items():
            number = name.removeprefix("step_")
            if not number.isdigit() or not isinstance(messages, list):
                continue
            for message in messages:
                if isinstance(message, dict) and message.get("content") == _DECODED:
                    found[turn, int(number)] = message.get("model_response_decoded") or ()
    return found
