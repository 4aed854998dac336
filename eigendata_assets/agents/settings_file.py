"""Reading the configuration: the file, then the environment over it, with where each value comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from eigendata_assets.agents.settings import SECRET, Settings
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.errors import InputError

FILE = "eigendata.yaml"

VARIABLES = {
    "EIGENDATA_MODEL": "models.default.model",
    "OPENAI_BASE_URL": "models.default.base_url",
    "EIGENDATA_MODE": "models.default.mode",
    "EIGENDATA_CONCURRENCY": "models.default.concurrency",
    "EIGENDATA_BUDGET_USD": "budget.usd",
    "EIGENDATA_BUDGET_TOKENS": "budget.tokens",
}
"""Environment variables and the settings that they override. Keys are elsewhere: see `api_key_env`."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force, and for each value that is not the default where it was set."""

    settings: Settings
    origins: Mapping[str, str]
    path: Path

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Every setting in force: its name, its value as JSON, and `default`, the file's name or the variable."""
        for name, value in _leaves(self.settings.model_dump(mode="json"), ""):
            near = next((origin for place, origin in self.origins.items() if name.startswith(f"{place}.")), "default")
            yield name, json.dumps(value, ensure_ascii=False), self.origins.get(name, near)


def read_configuration(workspace: Path, environ: Mapping[str, str]) -> Configuration:
    """The configuration of a workspace; without a file, the defaults and the environment.

    Raises `InputError` naming the file (or variable) and the field; a message never repeats a value, which might be
    a key put in the wrong place.
    """
    path = workspace / FILE
    document = _document(path)
    origins = {name: FILE for name, _ in _leaves(document, "")}
    for variable, place in VARIABLES.items():
        if value := environ.get(variable, "").strip():
            _put(document, place.split("."), value, path)
            origins[place] = variable
    try:
        return Configuration(Settings.model_validate(document), origins, path)
    except ValidationError as error:
        raise _named(error, path, origins) from None


def _document(path: Path) -> dict[str, Json]:
    if not path.exists():
        return {}
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {type(error).__name__}", where=(str(path),)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (f"line {mark.line + 1}",) if mark else ()
        raise InputError("is no YAML", where=(str(path), *line)) from None
    if document is None:
        return {}
    if not isinstance(document, dict) or not all(isinstance(name, str) for name in document):
        raise InputError("must be sections such as `models:` and `budget:`", where=(str(path),))
    return document


def _put(document: dict[str, Json], place: list[str], value: str, path: Path) -> None:
    section = document
    for name in place[:-1]:
        section[name] = section.get(name) or {}
        section = section[name]
        if not isinstance(section, dict):
            raise InputError("must be a section", where=(str(path), name))
    section[place[-1]] = value


def _leaves(value: Json, name: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{name}.{key}" if name else str(key))
    elif name:
        yield name, value


def _named(error: ValidationError, path: Path, origins: Mapping[str, str]) -> InputError:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    parts = [str(part) for part in first["loc"] if part not in ("RoleSettings", "literal['rule']")]
    field = ".".join(parts)
    origin = origins.get(field, FILE)
    secret = bool(parts and SECRET.search(parts[-1]) and first["type"] == "extra_forbidden")
    hint = "Keys come from the environment only: name the variable that holds it in `api_key_env`." if secret else ""
    message = "keys are not written here" if secret else first["msg"].removeprefix("Value error, ")
    where = (str(path), field) if origin == FILE else (origin, field)
    return InputError(message, where=tuple(part for part in where if part), hint=hint)
