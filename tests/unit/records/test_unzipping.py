"""Members of a zip as streams."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.records.unzipping import UnzippedMember


def packed(path: Path, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("other.csv", b"before it")
        archive.writestr("folder/a.csv", data)
    with zipfile.ZipFile(path) as archive:
        return archive.getinfo("folder/a.csv")


def unpacked(path: Path, info: zipfile.ZipInfo) -> bytes:
    with io.BufferedReader(UnzippedMember(path, info)) as stream:
        return stream.read()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("zips") / "a.zip"


@given(data=st.binary(max_size=5000), times=st.integers(1, 2000), method=st.sampled_from([0, 8]))
def test_what_was_packed_comes_out_again(path: Path, data: bytes, times: int, method: int) -> None:
    assert unpacked(path, packed(path, data * times, method)) == data * times


def test_a_stream_is_read_in_small_pieces_too(path: Path) -> None:
    info = packed(path, b"0123456789" * 1000)
    with io.BufferedReader(UnzippedMember(path, info)) as stream:
        assert b"".join(iter(lambda: stream.read(7), b"")) == b"0123456789" * 1000


def test_a_member_longer_than_its_zip_says_is_refused(path: Path) -> None:
    info = packed(path, b"x" * 10_000)
    info.file_size = 100
    with pytest.raises(Refusal, match="is damaged or cut short"):
        unpacked(path, info)


def test_a_member_shorter_than_its_zip_says_is_refused(path: Path) -> None:
    info = packed(path, b"x" * 10_000)
    info.file_size = 20_000
    with pytest.raises(Refusal, match="damaged or cut short"):
        unpacked(path, info)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_changed_byte_is_found(path: Path, method: int) -> None:
    info = packed(path, bytes(range(256)) * 10, method)
    data = bytearray(path.read_bytes())
    data[info.header_offset + 60] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Refusal, match="damaged or cut short"):
        unpacked(path, info)


def test_a_member_that_begins_nowhere_is_refused(path: Path) -> None:
    info = packed(path, b"x")
    for offset in (1, 10**6):
        info.header_offset = offset
        with pytest.raises(Refusal, match="damaged or cut short"):
            UnzippedMember(path, info)


def test_another_way_of_packing_is_refused(path: Path) -> None:
    info = packed(path, b"x", zipfile.ZIP_BZIP2)
    with pytest.raises(Refusal, match="packed in a way"):
        UnzippedMember(path, info)
