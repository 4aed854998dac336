"""Domains are described by small YAML files; a wrong one is named by file and field."""

from pathlib import Path

import pytest

from eigendata_assets.artifacts.domain import BfclSource, Domain
from eigendata_assets.errors import InputError, RequestError
from eigendata_assets.storage.workspace import Workspace

DOMAIN = Domain(
    name="bfcl_small",
    source=BfclSource(version="2025.6.8", categories=("multi_turn_base",)),
    ignore_state=("House.log",),
)


def test_a_domain_comes_back_from_its_file(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write_domain(DOMAIN)

    assert workspace.domain("bfcl_small") == DOMAIN
    assert workspace.domains() == (DOMAIN,)


def test_a_domain_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write_domain(DOMAIN)

    with pytest.raises(RequestError, match="has no domain 'other'") as caught:
        workspace.domain("other")

    assert "bfcl_small" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [", r"broken.yaml: not YAML"),
        ("name: broken\nsource: {kind: bfcl, version: latest, categories: [a]}", r"broken.yaml: source.version"),
        ("name: broken\nsource: {kind: bfcl, version: '1', categories: []}", r"broken.yaml: source.categories"),
        ("name: broken\ncolour: red\nsource: {kind: bfcl, version: '1', categories: [a]}", r"broken.yaml: colour"),
        ("name: other\nsource: {kind: bfcl, version: '1', categories: [a]}", r"broken.yaml: name: the name is 'other'"),
        ("", r"broken.yaml: the whole"),
    ],
)
def test_a_wrong_description_is_named_by_file_and_field(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "domains" / "broken.yaml"
    path.parent.mkdir()
    path.write_text(text)

    with pytest.raises(InputError, match=message):
        Workspace(tmp_path).domains()
