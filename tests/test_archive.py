"""Archives: the same bytes for the same contents, read by another program."""

import io
import zipfile
from pathlib import Path

import pytest

from qbank.writers.archive import Archive


def made(*files: tuple[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with Archive(stream) as archive:
        for name, contents in files:
            archive.write(name, contents)
    return stream.getvalue()


def test_the_same_contents_give_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    first = made(("a.xml", "<a/>"), ("b/c.svg", b"<svg/>"))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert made(("a.xml", "<a/>"), ("b/c.svg", b"<svg/>")) == first
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_archive_is_whole_and_in_order(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(made(("z.xml", "ä"), ("a.xml", "b" * 10_000)))
    with zipfile.ZipFile(tmp_path / "x.zip") as read:
        assert read.testzip() is None
        assert read.namelist() == ["z.xml", "a.xml"]
        assert read.read("z.xml").decode() == "ä"


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="a file 'a' already"):
        made(("a", "1"), ("a", "2"))
