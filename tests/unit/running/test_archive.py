"""An archive gives back what went in, to anybody with tar and gunzip, and does no harm wherever it comes from."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.running.archive import Writer
from sextant.running.reading import read, stays_inside

SAFE = st.text(st.characters(codec="utf-8", exclude_characters="/\\\0\n\r"), min_size=1, max_size=30)
NAMES = st.lists(SAFE.filter(lambda part: part not in (".", "..")), min_size=1, max_size=4).map("/".join)


def written(path: Path, files: dict[str, bytes]) -> Path:
    source = path.with_name("source")
    with path.open("wb") as file:
        writer = Writer(file, path.parent)
        for name, content in files.items():
            source.write_bytes(content)
            writer.add(name, source)
        writer.close({"database": None})
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        read(path).unpack(Path(folder))
        return {str(f.relative_to(folder)): f.read_bytes() for f in Path(folder).rglob("*") if f.is_file()}


@given(st.dictionaries(SAFE.map(lambda name: f"home/{name}"), st.binary(max_size=4_000), max_size=6))
def test_any_files_come_back_byte_for_byte(files: dict[str, bytes]) -> None:
    names = {name: content for name, content in files.items() if stays_inside(name) and len(name.encode()) < 200}
    with tempfile.TemporaryDirectory() as folder:
        assert unpacked(written(Path(folder) / "a.tar", names)) == names


def test_tar_and_gunzip_are_enough_to_read_it(tmp_path: Path) -> None:
    text = b"many words " * 500
    path = written(tmp_path / "a.tar", {"home/a.csv": text, "home/b.parquet": text, "home/c": b"few"})
    with tarfile.open(path) as tar:
        assert gzip.decompress(tar.extractfile("home/a.csv.gz").read()) == text  # type: ignore[union-attr]
        assert tar.extractfile("home/b.parquet").read() == text  # type: ignore[union-attr]
        assert tar.extractfile("home/c").read() == b"few"  # type: ignore[union-attr]
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
        assert {member.mode for member in tar} == {0o600}
    assert manifest["files"][0]["sha256"] == hashlib.sha256(text).hexdigest()


def test_a_file_that_grows_while_it_is_copied_is_taken_as_it_was(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"first\n" * 400)

    def grow(_step: int, _name: str) -> None:
        with log.open("ab") as file:
            file.write(b"later\n")

    with (tmp_path / "a.tar").open("wb") as file:
        writer = Writer(file, tmp_path, grow)
        writer.add("home/log", log)
        writer.close({})
    assert unpacked(tmp_path / "a.tar") == {"home/log": b"first\n" * 400}


def test_what_is_unpacked_is_for_its_owner_only(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tar", {"home/keys/audit.key": b"k"})
    (tmp_path / "out").mkdir()
    read(path).unpack(tmp_path / "out")
    assert (tmp_path / "out" / "home" / "keys" / "audit.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "out" / "home" / "keys").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "name", ["../a", "/etc/passwd", "a/../../b", "a//b", "./a", "a/", "", ".", "..", "a\\b", "a\0b", "a\nb"]
)
def test_a_name_that_could_leave_its_folder_is_known(name: str) -> None:
    assert not stays_inside(name)


@given(NAMES)
def test_a_name_that_stays_inside_resolves_to_a_place_inside(name: str) -> None:
    if stays_inside(name):
        assert (Path("/base") / name).resolve().is_relative_to("/base")


Change = Callable[[dict[str, Any], list[tarfile.TarInfo]], object]


def forged(
    path: Path, content: bytes = b"abc", *, manifest: dict[str, Any] | None = None, also: Sequence[tarfile.TarInfo] = ()
) -> Path:
    """An archive by somebody else's hand: one file, a manifest as wished, and further members."""
    entry = {"path": "home/a", "bytes": 3, "sha256": hashlib.sha256(b"abc").hexdigest(), "packed": False}
    told = {"format": 1, "database": None, "files": [entry]} | (manifest or {})
    with tarfile.open(path, "w") as tar:
        for name, body in (("home/a", content), ("manifest.json", json.dumps(told).encode())):
            header = tarfile.TarInfo(name)
            header.size = len(body)
            tar.addfile(header, io.BytesIO(body))
        for header in also:
            tar.addfile(header, io.BytesIO(b"x" * header.size))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.type, header.linkname, header.size = kind, link, size
    return header


def entry(**changes: Any) -> dict[str, Any]:
    return {"path": "home/a", "bytes": 3, "sha256": hashlib.sha256(b"abc").hexdigest(), "packed": False} | changes


class TestAHostileArchive:
    def test_is_read_when_nothing_is_wrong_with_it(self, tmp_path: Path) -> None:
        assert unpacked(forged(tmp_path / "a.tar")) == {"home/a": b"abc"}

    @pytest.mark.parametrize(
        "extra",
        [
            member("home/link", tarfile.SYMTYPE, "/etc"),
            member("home/link", tarfile.LNKTYPE, "home/a"),
            member("home/pipe", tarfile.FIFOTYPE),
            member("home/tty", tarfile.CHRTYPE),
            member("home/folder", tarfile.DIRTYPE),
        ],
    )
    def test_is_refused_for_anything_but_files(self, tmp_path: Path, extra: tarfile.TarInfo) -> None:
        with pytest.raises(Refusal, match="is a link, folder or device"):
            read(forged(tmp_path / "a.tar", also=[extra]))

    @pytest.mark.parametrize("name", ["../evil", "/elsewhere/evil", "home/../../evil", "home/a"])
    def test_is_refused_for_names_that_leave_the_folder_or_come_twice(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(Refusal, match="is a name that no backup has"):
            read(forged(tmp_path / "a.tar", also=[member(name, size=1)]))

    def test_is_refused_for_a_path_in_the_manifest_that_leaves_the_folder(self, tmp_path: Path) -> None:
        with pytest.raises(Refusal, match="is a name or size that no backup has"):
            read(forged(tmp_path / "a.tar", manifest={"files": [entry(path="../a")]}))

    @pytest.mark.parametrize(
        ("manifest", "fault"),
        [
            ({"files": []}, "holds other files than its manifest names"),
            ({"files": [entry(), entry()]}, "holds other files than its manifest names"),
            ({"files": [entry(bytes=4)]}, "has another size"),
            ({"files": [entry(bytes=-1)]}, "is a name or size"),
            ({"files": [entry(bytes="3")]}, "is a name or size"),
            *(({"files": [entry(path=path)]}, "is a name or size") for path in (5, None, ["home/a"])),
            ({"files": [{"path": "home/a"}]}, "manifest that can't be read"),
            ({"files": None}, "manifest that can't be read"),
            ({"format": 2}, "is of format 2; this Sextant knows 1"),
        ],
    )
    def test_is_refused_for_a_manifest_that_does_not_fit(
        self, tmp_path: Path, manifest: dict[str, Any], fault: str
    ) -> None:
        with pytest.raises(Refusal, match=fault):
            read(forged(tmp_path / "a.tar", manifest=manifest))

    def test_is_refused_for_a_manifest_of_a_hundred_thousand_boxes_in_boxes(self, tmp_path: Path) -> None:
        path = tmp_path / "a.tar"
        with tarfile.open(path, "w") as tar:
            tar.addfile(member("manifest.json", size=100_000), io.BytesIO(b"[" * 100_000))
        with pytest.raises(Refusal, match="manifest that can't be read"):
            read(path)

    def test_is_refused_for_a_member_that_the_manifest_does_not_name(self, tmp_path: Path) -> None:
        with pytest.raises(Refusal, match="other files"):
            read(forged(tmp_path / "a.tar", also=[member("home/b", size=1)]))

    def test_is_refused_for_a_byte_that_is_another(self, tmp_path: Path) -> None:
        with pytest.raises(Refusal, match="home/a: is not the file that was backed up"):
            unpacked(forged(tmp_path / "a.tar", b"abd"))

    def test_is_refused_when_it_unpacks_to_more_than_it_says_and_stops_there(self, tmp_path: Path) -> None:
        bomb = gzip.compress(bytes(50_000_000))
        path = tmp_path / "a.tar"
        told = entry(path="home/b", packed=True, bytes=1_000)
        with tarfile.open(path, "w") as tar:
            for name, body in (
                ("home/b.gz", bomb),
                ("manifest.json", json.dumps({"format": 1, "files": [told]}).encode()),
            ):
                header = tarfile.TarInfo(name)
                header.size = len(body)
                tar.addfile(header, io.BytesIO(body))
        out = tmp_path / "out"
        out.mkdir()
        with pytest.raises(Refusal, match="is not the file that was backed up"):
            read(path).unpack(out)
        assert (out / "home" / "b").stat().st_size == 1_001

    def test_is_refused_when_it_says_it_needs_more_than_the_disk_has(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = forged(tmp_path / "a.tar")
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=100))
        with pytest.raises(Refusal, match="make room there"):
            read(path).unpack(tmp_path)

    def test_is_refused_when_it_is_packed_badly(self, tmp_path: Path) -> None:
        path = tmp_path / "a.tar"
        told = entry(path="home/b", packed=True, bytes=10)
        with tarfile.open(path, "w") as tar:
            for name, body in (
                ("home/b.gz", b"no gzip"),
                ("manifest.json", json.dumps({"format": 1, "files": [told]}).encode()),
            ):
                header = tarfile.TarInfo(name)
                header.size = len(body)
                tar.addfile(header, io.BytesIO(body))
        with pytest.raises(Refusal, match="can't be unpacked"):
            unpacked(path)


def test_what_is_no_archive_or_a_part_of_one_is_refused(tmp_path: Path) -> None:
    whole = written(tmp_path / "a.tar", {"home/a.zip": bytes(range(256)) * 200}).read_bytes()
    for content in (b"", b"hello", whole[:700], whole[:20_000], whole[:52_000]):
        (tmp_path / "b.tar").write_bytes(content)
        with pytest.raises(Refusal):
            read(tmp_path / "b.tar")


@given(st.data())
def test_one_wrong_byte_anywhere_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    files = {"home/a": b"text " * 300, "home/b.parquet": bytes(range(200))}
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.tar", files)
        content = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(content)
        try:
            back = unpacked(path)
        except Refusal:
            return
        assert back == files
