"""A team's own dialogues as a domain: published trajectory documents, with the code and schemas of their tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.artifacts.domain import DialoguesSource
from eigendata_assets.artifacts.environment import EnvironmentManifest
from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Json
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.execution.protocol import Toolkit
from eigendata_assets.imports.json_lines import Place, reason, streamed_json_lines
from eigendata_assets.imports.python_source import classes_of, parse_module
from eigendata_assets.imports.schema_files import read_schemas
from eigendata_assets.storage.environment_files import MANIFEST

LOADER = "_load_scenario"


def read_dialogues(source: DialoguesSource, toolset: Toolset) -> Iterator[Trajectory]:
    """The dialogues in the order of the files, one at a time, as if never executed.

    Raises InputError naming file, line and field where a line is no trajectory, has no id of its own, or needs a
    toolkit that no schema belongs to.
    """
    seen: set[str] = set()
    toolkits = {tool.toolkit for tool in toolset.tools}
    for path in map(Path, source.trajectories):
        for place, document in streamed_json_lines(path):
            trajectory = _trajectory(document, place)
            if trajectory.id in seen:
                raise InputError("two trajectories have this id", where=(*place, trajectory.id))
            unknown = [each for each in trajectory.toolkits if each not in toolkits]
            if unknown:
                raise InputError(f"no tool schema belongs to {unknown[0]}", where=(*place, trajectory.id, "toolkits"))
            seen.add(trajectory.id)
            yield trajectory
    if not seen:
        raise InputError("there are no trajectories", where=tuple(source.trajectories[:1]))


def read_toolset(source: DialoguesSource) -> Toolset:
    """The tools; raises InputError naming file and function."""
    return read_schemas(Path(source.schemas))


def read_environment(source: DialoguesSource, toolset: Toolset) -> tuple[dict[str, str], Sequence[Toolkit], str]:
    """The modules (relative path to text), the toolkits and the name of their loader.

    Where the folder has a manifest, that says which classes are the toolkits; else they are the classes that the
    schemas name. Raises InputError where a class is not found.
    """
    folder = Path(source.environment)
    files = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))}
    if not files:
        raise InputError("there is no Python module", where=(str(folder),))
    if (folder / MANIFEST).exists():
        manifest = _manifest(folder / MANIFEST)
        return files, [Toolkit(each.name, each.module) for each in manifest.toolkits], manifest.loader
    homes = {
        name: path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for path in files
        for name in classes_of(parse_module(folder / path))
    }
    names = dict.fromkeys(tool.toolkit for tool in toolset.tools)
    for name in names:
        if name not in homes:
            raise InputError(f"no module defines the class {name}, which schemas name", where=(str(folder), name))
    return files, [Toolkit(name, homes[name]) for name in names], LOADER


def _manifest(path: Path) -> EnvironmentManifest:
    try:
        return EnvironmentManifest.model_validate_json(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"not the manifest of an environment: {reason(error)}", where=(str(path),)) from None


def _trajectory(document: Json, place: Place) -> Trajectory:
    try:
        trajectory = Trajectory.model_validate(document)
    except ValidationError as error:
        raise InputError(f"not a trajectory: {reason(error)}", where=place) from None
    if trajectory.format_version != FORMAT_VERSION:
        message = f"format_version is {trajectory.format_version}, this program reads {FORMAT_VERSION}"
        raise InputError(message, where=place)
    return trajectory.model_copy(update={"fingerprint": "", "depends_on": {}, "own_parts": {}})
