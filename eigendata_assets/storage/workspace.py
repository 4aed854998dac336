"""The workspace: a folder in which a user's domains and their artifacts live.

dagster_home/            what Dagster knows: runs, events, partitions
domains/NAME.yaml        one file for each domain; the only thing a person has to write
cache/                   packages downloaded from elsewhere
artifacts/NAME/          the artifacts of a domain, as files a person can open
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.errors import InputError, RequestError
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import write_text


@dataclass(frozen=True, slots=True)
class Workspace:
    """The paths of a workspace and the domains in it."""

    root: Path

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps runs and events."""
        return self.root / "dagster_home"

    @property
    def cache(self) -> Path:
        """What was downloaded, and can be again."""
        return self.root / "cache"

    def store(self, domain: str) -> DomainStore:
        """The artifacts of a domain."""
        return DomainStore(self.root / "artifacts" / domain)

    def domain_file(self, name: str) -> Path:
        """Where the description of a domain lies."""
        return self.root / "domains" / f"{name}.yaml"

    def domains(self) -> tuple[Domain, ...]:
        """All domains, by name; raises InputError naming file and field where a description is not one."""
        return tuple(read_domain(path) for path in sorted((self.root / "domains").glob("*.yaml")))

    def domain(self, name: str) -> Domain:
        """One domain; raises RequestError where there is none of that name."""
        path = self.domain_file(name)
        if not path.exists():
            known = ", ".join(each.stem for each in sorted(path.parent.glob("*.yaml"))) or "none"
            hint = f"Domains here: {known}. `eigendata import` makes one."
            raise RequestError(f"{self.root} has no domain {name!r}", hint=hint)
        return read_domain(path)

    def write_domain(self, domain: Domain) -> Path:
        """The description is in its file."""
        path = self.domain_file(domain.name)
        text = yaml.safe_dump(domain.model_dump(mode="json"), sort_keys=False)
        write_text(path, text)
        return path


def read_domain(path: Path) -> Domain:
    """The domain described in a file; raises InputError naming file and field."""
    try:
        domain = Domain.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        top, *below = first["loc"] or ("the whole",)
        inner = (
            below[1:] if top == "source" else below
        )  # without the kind of source, by which pydantic tells them apart
        field = ".".join(map(str, (top, *inner)))
        raise InputError(first["msg"], where=(str(path), field)) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"not YAML: {error}", where=(str(path),)) from None
    if domain.name != path.stem:
        raise InputError(f"the name is {domain.name!r}, the file's is {path.stem!r}", where=(str(path), "name"))
    return domain
