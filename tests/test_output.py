# ruff: noqa: PT012, SIM117  what is tested is a block that fails half way
"""Files appear all together, or not at all."""

import errno
import hashlib
from pathlib import Path

import pytest

from qbank.errors import OutputError
from qbank.writers.output import Output


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_files_are_in_place_only_when_the_block_ends(tmp_path: Path) -> None:
    with Output(tmp_path, replace=False) as output:
        output.write("a.txt", "one")
        with output.open("b.bin") as stream:
            stream.write(b"tw")
            stream.write(b"o")
        assert not (tmp_path / "a.txt").exists()
    assert contents(tmp_path) == {"a.txt": "one", "b.bin": "two"}
    assert [(file.name, file.size, file.sha256) for file in output.names] == [
        ("a.txt", 3, hashlib.sha256(b"one").hexdigest()),
        ("b.bin", 3, hashlib.sha256(b"two").hexdigest()),
    ]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, ValueError, MemoryError])
def test_an_interruption_half_way_leaves_nothing(tmp_path: Path, interruption: type[BaseException]) -> None:
    folder = tmp_path / "new" / "deep"
    with pytest.raises(interruption), Output(folder, replace=False) as output:
        output.write("a.txt", "one")
        with output.open("b.txt") as stream:
            stream.write(b"half")
            raise interruption
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(KeyboardInterrupt), Output(tmp_path, replace=True) as output:
        output.write("a.txt", "new")
        raise KeyboardInterrupt
    assert contents(tmp_path) == {"a.txt": "old"}


def test_a_half_written_file_is_not_kept_when_its_error_is_caught(tmp_path: Path) -> None:
    with Output(tmp_path, replace=False) as output:
        with pytest.raises(ValueError, match="half"), output.open("a.txt") as stream:
            stream.write(b"half")
            raise ValueError("half")
        output.write("b.txt", "whole")
    assert contents(tmp_path) == {"b.txt": "whole"}


def test_existing_files_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "b.txt").write_text("old")
    with pytest.raises(OutputError, match=r"(?s)exist already: '.*a\.txt', '.*b\.txt'.*hint: .*--replace"):
        with Output(tmp_path, replace=False) as output:
            output.reserve(["a.txt", "b.txt", "c.txt"])
    with pytest.raises(OutputError, match="exist already"), Output(tmp_path, replace=False) as output:
        output.write("a.txt", "new")
    assert contents(tmp_path) == {"a.txt": "old", "b.txt": "old"}


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="exist already"), Output(tmp_path, replace=False) as output:
        output.write("a.txt", "ours")
        output.write("b.txt", "ours")
        (tmp_path / "b.txt").write_text("theirs")
    assert contents(tmp_path) == {"b.txt": "theirs"}


def test_replacing_replaces(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with Output(tmp_path, replace=True) as output:
        output.write("a.txt", "new")
    assert contents(tmp_path) == {"a.txt": "new"}


def test_a_move_that_fails_half_way_puts_back_what_it_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b.txt").write_text("old b")
    (tmp_path / "c.txt").write_text("old c")
    move = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if target == tmp_path / "c.txt":
            raise OSError(errno.EIO, "Input/output error")
        return move(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OutputError, match="cannot move the files"), Output(tmp_path, replace=True) as output:
        for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
            output.write(name, "new")
    assert contents(tmp_path) == {"b.txt": "old b", "c.txt": "old c"}


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    for folder in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(OutputError, match=r"(?s)cannot write into '.*out.*hint: a file stands where a folder"):
            Output(folder, replace=True).__enter__()
    assert contents(tmp_path) == {"out": "a file"}


def test_a_folder_in_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OutputError, match="a folder stands"), Output(tmp_path, replace=True) as output:
        output.write("a.txt", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"(?s)cannot write '.*b\.txt': No space left.*hint: the disk is full"):
        with Output(tmp_path / "new", replace=False) as output:
            output.write("a.txt", "one")
            with output.open("b.txt"), Path("/dev/full").open("wb", buffering=0) as full:
                full.write(b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_vanishes_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with pytest.raises(OutputError, match=r"(?s)cannot .*hint: the folder was moved or deleted"):
        with Output(folder, replace=False) as output:
            output.write("a.txt", "one")
            folder.rename(tmp_path / "elsewhere")
            output.write("b.txt", "two")


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", "/etc/passwd", "a\0b"])
def test_a_name_that_is_a_path_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="cannot be a file name"), Output(tmp_path, replace=True) as output:
        output.write(name, "x")
    assert list(tmp_path.iterdir()) == []


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="two files would have the name"), Output(tmp_path, replace=True) as output:
        output.write("a.txt", "x")
        output.write("a.txt", "y")
    assert list(tmp_path.iterdir()) == []
