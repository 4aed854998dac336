"""The manifest of an environment: which classes of its modules are toolkits, and how they take their state."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact


class ToolkitClass(Artifact):
    """A class whose public methods are tools, and the module that defines it."""

    name: str
    module: str


class EnvironmentManifest(Artifact):
    """What is written beside an environment's modules, in `environment.json`."""

    format_version: int = FORMAT_VERSION
    loader: str
    toolkits: tuple[ToolkitClass, ...]
