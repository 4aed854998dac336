"""From a spec's text to a `DomainSpec` that makes sense: everything that is wrong with it is said at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.remarks import Remark, SpecPath
from eigendata_assets.databases.schema_defaults import with_keys_and_rows
from eigendata_assets.databases.spec_checks import spec_remarks
from eigendata_assets.errors import InputError
from eigendata_assets.storage.spec_files import SpecDocument, parse_document, read_document


@dataclass(frozen=True, slots=True)
class ReadSpec:
    """A spec without errors, the document it was read from, and the warnings."""

    spec: DomainSpec
    document: SpecDocument
    warnings: tuple[str, ...] = ()


def read_spec(path: Path) -> ReadSpec:
    """The spec in a file; raises InputError that lists every error with file, line and path."""
    return understood(read_document(path))


def spec_of_text(text: str, name: str = "spec.yaml") -> ReadSpec:
    """The spec in a text."""
    return understood(parse_document(text, name))


def understood(document: SpecDocument) -> ReadSpec:
    """The document as a spec: of the right form, every expression typed; else InputError."""
    try:
        spec = DomainSpec.model_validate(with_keys_and_rows(document.content))
    except ValidationError as error:
        remarks = [_remark(each["loc"], each["msg"], document.content) for each in error.errors()]
        raise _refusal(remarks, document) from None
    remarks = list(spec_remarks(spec))
    errors = [each for each in remarks if each.severity == "error"]
    if errors:
        raise _refusal(errors, document)
    return ReadSpec(spec, document, tuple(document.said(each) for each in remarks))


def _refusal(remarks: Sequence[Remark], document: SpecDocument) -> InputError:
    ordered = sorted(remarks, key=lambda each: document.line(each.path))
    said = list(dict.fromkeys(document.said(each) for each in ordered))
    return InputError(said[0] if len(said) == 1 else "\n".join([f"{len(said)} things in the spec are wrong:", *said]))


def _remark(location: tuple[str | int, ...], message: str, content: Json) -> Remark:
    """Pydantic's location without the names of the alternatives, which stand in no file."""
    path: SpecPath = ()
    here = content
    for number, part in enumerate(location):
        if isinstance(part, str) and part.startswith("<"):
            continue
        last = number == len(location) - 1
        inside = isinstance(here, dict) and part in here
        inside = inside or (isinstance(here, list) and isinstance(part, int) and part < len(here))
        if inside:
            here = here[part]
        if inside or (last and isinstance(part, str) and message == "Field required"):
            path = (*path, part)
    return Remark(path=path, message=message.removeprefix("Value error, "))
