"""An environment as files: the modules that implement its tools, and a manifest of which classes those are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from eigendata_assets.artifacts.environment import EnvironmentManifest, ToolkitClass
from eigendata_assets.errors import InputError
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit
from eigendata_assets.storage.files import replaced_folder

MANIFEST = "environment.json"


def write_environment(folder: Path, files: Mapping[str, str], toolkits: Sequence[Toolkit], loader: str) -> None:
    """The modules (relative path to text) and their manifest are in the folder."""
    classes = tuple(ToolkitClass(name=toolkit.name, module=toolkit.module) for toolkit in toolkits)
    manifest = EnvironmentManifest(loader=loader, toolkits=classes)
    with replaced_folder(folder) as fresh:
        for name, text in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (fresh / MANIFEST).write_text(manifest.to_json(indent=2) + "\n", encoding="utf-8")


def read_environment(folder: Path, manifest: str) -> EnvironmentCode:
    """The environment as the sandbox takes it; `manifest` is the text of its manifest."""
    try:
        read = EnvironmentManifest.model_validate_json(manifest)
    except ValueError as error:
        raise InputError(f"not the manifest of an environment: {error}", where=(str(folder / MANIFEST),)) from None
    return EnvironmentCode(folder, tuple(Toolkit(each.name, each.module) for each in read.toolkits), read.loader)
