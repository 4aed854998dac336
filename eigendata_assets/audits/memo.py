"""What each check found before, kept for as long as nothing that it reads has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

import eigendata_assets
from eigendata_assets.artifacts.canonical import canonical_hash, hash_of_text
from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.audits.check import Check, Need
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.storage.files import write_text

_PARTS: Mapping[Need, tuple[str, ...]] = {
    "schemas": ("tools",),
    "references": ("entries", "tools"),
    "requests": ("entries",),
    "results": ("entries", "tools"),
    "states": ("entries",),
    "code": ("files", "tools"),
    "probes": ("tools", "entries", "files"),
    "suites": ("suites", "tools"),
    "spec": ("spec", "entries"),
}
"""Need to the parts of a subject that it reads."""


class Remembered(Artifact):
    """What a check found on what the digest stands for."""

    digest: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Memo:
    """The memory of the checks on one subject, a file for each; without a folder nothing is remembered."""

    subject: AuditSubject
    folder: Path | None = None
    program: str = field(default_factory=lambda: program_digest())  # noqa: PLW0108 - defined below

    def recall(self, check: Check) -> list[Finding] | None:
        """What the check found when all that it reads was as it is now; None where that is not known."""
        path = self._file(check)
        if path is None or not path.exists():
            return None
        try:
            remembered = Remembered.model_validate_json(path.read_bytes())
        except ValidationError:
            return None
        return list(remembered.findings) if remembered.digest == self._digest(check) else None

    def keep(self, check: Check, findings: Sequence[Finding]) -> None:
        """The findings are remembered."""
        path = self._file(check)
        if path is not None:
            write_text(path, Remembered(digest=self._digest(check), findings=tuple(findings)).to_json() + "\n")

    def _file(self, check: Check) -> Path | None:
        return self.folder / f"{check.code}.json" if self.folder else None

    def _digest(self, check: Check) -> str:
        parts = sorted({part for need in check.needs for part in _PARTS[need]} | {"ids"})
        return canonical_hash([self.program, check.code, [self._parts[part] for part in parts]])

    @cached_property
    def _parts(self) -> dict[str, str]:
        subject = self.subject
        entries = [each.fingerprint or canonical_hash(each.model_dump()) for each in subject.entries]
        return {
            "ids": canonical_hash([each.id for each in subject.entries]),
            "tools": hash_of_text(subject.toolset.to_json()),
            "entries": canonical_hash(entries),
            "files": canonical_hash(dict(subject.files)),
            "suites": canonical_hash([*(each.model_dump() for each in subject.suites), *_told(subject)]),
            "spec": hash_of_text(subject.spec.model_dump_json() if subject.spec else ""),
        }


def program_digest() -> str:
    """A hash over our own code, since another version may find something else."""
    folder = Path(eigendata_assets.__file__).parent
    files = sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)
    return canonical_hash([[str(path.relative_to(folder)), path.read_text(encoding="utf-8")] for path in files])


def _told(subject: AuditSubject) -> list[Json]:
    return [[kind, failure.model_dump()] for kind, failure in subject.case_failures]
