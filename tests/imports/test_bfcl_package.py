"""The package is checked by its SHA-256 and unpacked whole or not at all."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.errors import InputError, RequestError
from eigendata_assets.imports import bfcl_package
from eigendata_assets.imports.bfcl_package import CODE, DATA, checked_wheel, unpack
from tests.tiny_benchmark import VERSION, write_wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny benchmark's wheel, compressed like a published one."""
    stored = write_wheel(tmp_path_factory.mktemp("stored"))
    packed = tmp_path_factory.mktemp("packed") / stored.name
    with zipfile.ZipFile(stored) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return packed


def digest(wheel: Path) -> str:
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_a_version_that_is_not_known_is_allowed_with_a_warning(wheel: Path) -> None:
    warning = checked_wheel(wheel, VERSION)
    assert warning is not None
    assert VERSION in warning
    assert digest(wheel) in warning


def test_a_known_version_is_compared(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bfcl_package.SHA256, VERSION, digest(wheel))
    assert checked_wheel(wheel, VERSION) is None
    with pytest.raises(InputError, match="its SHA-256 is") as caught:
        checked_wheel(wheel, "2025.6.8")
    assert caught.value.where == (str(wheel),)
    assert caught.value.hint == "Delete the file, so that it is downloaded again."


def test_the_versions_of_the_issue_are_known() -> None:
    assert bfcl_package.SHA256.keys() == {"2025.6.8", "2025.11.10"}
    assert all(len(value) == 64 for value in bfcl_package.SHA256.values())


def test_a_missing_wheel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the package cannot be read: No such file"):
        checked_wheel(tmp_path / "none.whl", VERSION)


def test_only_data_and_environment_code_are_unpacked(wheel: Path, tmp_path: Path) -> None:
    folder = unpack(wheel, tmp_path / "deep" / "unpacked")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert f"{CODE}shelf.py" in files
    assert f"{DATA}possible_answer/BFCL_v3_multi_turn_base.json" in files
    assert all(name.startswith((CODE, DATA)) for name in files)
    assert list((tmp_path / "deep").iterdir()) == [folder]


def test_unpacking_again_replaces_what_was_there(wheel: Path, tmp_path: Path) -> None:
    folder = unpack(wheel, tmp_path / "unpacked")
    (folder / "stale").touch()
    (folder / CODE / "shelf.py").write_text("changed")
    unpack(wheel, folder)
    assert not (folder / "stale").exists()
    assert (folder / CODE / "shelf.py").read_text() != "changed"


@pytest.mark.parametrize("name", [f"{DATA}../../../escaped", "../escaped", f"{DATA}/../../../escaped", "/escaped"])
def test_nothing_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "evil.whl"
    with zipfile.ZipFile(archive, "w") as evil:
        evil.writestr(name, "text")
        evil.writestr(f"{DATA}fine.json", "{}")
    folder = unpack(archive, tmp_path / "in" / "unpacked")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["evil.whl", "fine.json"]
    assert (folder / DATA / "fine.json").exists()


def test_another_package_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "other.whl"
    with zipfile.ZipFile(archive, "w") as other:
        other.writestr("other/__init__.py", "")
    with pytest.raises(InputError, match="it holds no multi-turn benchmark"):
        unpack(archive, tmp_path / "unpacked")
    assert list(tmp_path.iterdir()) == [archive]


def test_a_package_that_would_fill_the_disk_is_refused(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bfcl_package, "_MAX_BYTES", 1 << 10)
    with pytest.raises(InputError, match="it unpacks to more than 0 MiB"):
        unpack(wheel, tmp_path / "unpacked")
    assert list(tmp_path.iterdir()) == []


@given(at=st.integers(0, 1 << 16), byte=st.integers(0, 255), cut=st.integers(0, 400))
def test_a_damaged_package_is_unpacked_whole_or_refused(
    wheel: Path, tmp_path_factory: pytest.TempPathFactory, at: int, byte: int, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    content = bytearray(wheel.read_bytes())
    content[at % len(content)] = byte
    (folder / "damaged.whl").write_bytes(content[: len(content) - cut if cut % 3 == 0 else None])
    try:
        unpack(folder / "damaged.whl", folder / "unpacked")
    except RequestError as error:
        assert "damaged.whl" in str(error)  # noqa: PT017 - one of two good ends
        assert not (folder / "unpacked").exists()
    else:
        assert (folder / "unpacked").is_dir()
    assert not list(folder.glob(".unpacking-*"))
