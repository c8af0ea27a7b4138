"""The cache changes nothing but time: what comes from it is what is read anew, and whatever is wrong with it is no matter."""

import os
import pickle
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qbank.authoring import cache as caches
from qbank.authoring import keeping
from qbank.authoring.bank import Bank, load
from qbank.authoring.cache import Memory
from qbank.errors import AuthoringError
from qbank.generation.program import generate, program, variant_count
from qbank.generation.sampling import Component
from qbank.resources import questions_folder
from tests.commands import QBANK, subprocess_run
from tests.test_house import loaded_by

QUESTION = """title: T
objectives: [a.b]
bloom: apply
parameters: {a: {from: 1, to: 3}}
stem: Here is *{{ a }}* and $x_{{ a }}$.
parts: [{type: numeric, prompt: What?, answer: a + 1}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bank of one question."""
    made = tmp_path / "bank"
    made.mkdir()
    (made / "objectives.yaml").write_text("a.b: {name: A, definition: B}\n")
    (made / "q.yaml").write_text(QUESTION)
    return made


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder for the cache."""
    return tmp_path / "cache"


def file_of(kept: Path) -> Path:
    (found,) = kept.iterdir()
    return found


def used(folder: Path, kept: Path | None) -> Bank:
    """The bank, one variant of each question made, and all that was compiled kept."""
    bank = load([folder], kept)
    for model in bank.items.values():
        generate(model, "s", 0)
    bank.remember()
    return bank


def anything_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed from now on."""
    from qbank.strict_yaml import mending

    seen: list[str] = []
    read = mending.read
    monkeypatch.setattr(mending, "read", lambda text, file: seen.append(Path(file).name) or read(text, file))
    return seen


def test_cold_warm_and_without_a_cache_a_bank_is_the_same(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = used(questions_folder(), kept)
    seen = anything_read(monkeypatch)
    warm = used(questions_folder(), kept)
    assert seen == []
    without = used(questions_folder(), None)
    assert seen
    for bank in (warm, without):
        assert bank == cold
        assert bank.digest == cold.digest
        for number, (name, model) in enumerate(bank.items.items()):
            assert model.digest == cold.items[name].digest
            assert model.origin.file == cold.items[name].origin.file
            if number % 8 == 0:
                assert model.origin.spans == cold.items[name].origin.spans
                assert generate(model, "s", 1) == generate(cold.items[name], "s", 1)


def test_no_text_is_compiled_twice(folder: Path, kept: Path) -> None:
    used(folder, kept)
    model = used(folder, kept).item("q")
    assert model.texts.added == {}
    assert set(model.texts.known) >= {"What?", "Here is *{{ a }}* and $x_{{ a }}$."}


def test_how_many_variants_a_question_has_is_counted_once(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = load([folder], kept)
    assert variant_count(counted.item("q")) == 3
    counted.remember()
    monkeypatch.setattr("qbank.generation.program.program", pytest.fail)
    assert variant_count(load([folder], kept).item("q")) == 3
    monkeypatch.undo()
    (folder / "q.yaml").write_text(QUESTION.replace("to: 3", "to: 4"))
    assert variant_count(load([folder], kept).item("q")) == 4


def test_an_edited_file_is_seen_at_once_even_with_the_same_size_and_time(folder: Path, kept: Path) -> None:
    used(folder, kept)
    file = folder / "q.yaml"
    before = file.stat()
    file.write_text(QUESTION.replace("title: T", "title: U"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert load([folder], kept).item("q").title == "U"
    assert file.stat().st_size == before.st_size


def test_a_fault_in_a_remembered_file_has_its_place(folder: Path, kept: Path) -> None:
    used(folder, kept)
    (folder / "objectives.yaml").write_text("a.c: {name: A, definition: B}\n")
    with pytest.raises(AuthoringError, match=r"q\.yaml:2:14: there is no objective 'a\.b'"):
        load([folder], kept)


def test_a_faulty_file_is_told_every_time(folder: Path, kept: Path) -> None:
    (folder / "q.yaml").write_text(QUESTION.replace("title", "titel"))
    messages = []
    for _ in range(2):
        with pytest.raises(AuthoringError) as caught:
            load([folder], kept)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    assert "unknown field 'titel'" in messages[0]


def test_a_file_that_vanished_is_forgotten_and_a_renamed_one_gets_its_new_id(folder: Path, kept: Path) -> None:
    used(folder, kept)
    size = file_of(kept).stat().st_size
    (folder / "q.yaml").rename(folder / "r.yaml")
    assert list(used(folder, kept).items) == ["r"]
    assert file_of(kept).stat().st_size == size
    (folder / "r.yaml").unlink()
    assert used(folder, kept).items == {}
    assert file_of(kept).stat().st_size < size


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


@pytest.mark.parametrize("spoil", [truncated, flipped, lambda content: b"", lambda content: b"\x80" * 99])
def test_a_spoilt_cache_is_as_none_and_is_written_anew(
    folder: Path, kept: Path, spoil: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = used(folder, kept)
    content = file_of(kept).read_bytes()
    file_of(kept).write_bytes(spoil(content))
    assert used(folder, kept) == expected
    seen = anything_read(monkeypatch)
    assert used(folder, kept) == expected
    assert seen == []


def test_another_qbank_or_other_packages_begin_anew(folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used(folder, kept)
    monkeypatch.setattr(keeping, "circumstances", lambda: b"another")
    seen = anything_read(monkeypatch)
    used(folder, kept)
    assert sorted(seen) == ["objectives.yaml", "q.yaml"]


class Evil:
    """Something that would run when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch evil",)


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(Evil()),
        b"cqbank.cli.main\nos.system\n(S'touch evil'\ntR.",
        b"\x80\x04\x8c\x0fqbank.resources\x8c\tos.system\x93\x8c\ntouch evil\x85R.",
        b"cqbank.cli.main\nmain\n(tR.",
        b"cbuiltins\ngetattr\n.",
        b"",
    ],
)
def test_only_our_own_records_are_ever_unpickled(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert keeping.unpickled(content) is None
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_ours_is_not_kept(folder: Path, kept: Path) -> None:
    memory = Memory(folder, kept)
    assert keeping.pickled(Evil()) == b""
    assert keeping.pickled(load([folder]).item("q")) != b""
    assert memory.entries == {}


def test_a_cache_that_cannot_be_written_is_no_fault(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert used(folder, tmp_path / "file" / "cache") == used(folder, None)
    sealed = tmp_path / "sealed"
    sealed.mkdir(mode=0o500)
    assert used(folder, sealed / "cache") == used(folder, None)


def test_the_cache_is_private_and_bounded(folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used(folder, kept)
    assert kept.stat().st_mode & 0o777 == 0o700
    assert file_of(kept).stat().st_mode & 0o077 == 0
    monkeypatch.setattr(caches, "BANKS", 2)
    for number in range(4):
        another = folder.parent / f"bank-{number}"
        another.mkdir()
        used(another, kept)
        (another / "q.yaml").write_text(QUESTION.replace("a.b", "c.d"))
        with pytest.raises(AuthoringError):
            load([another], kept)
    assert len(list(kept.iterdir())) == 2


def test_many_processes_may_use_it_at_once(kept: Path, tmp_path: Path) -> None:
    environment = os.environ | {"QBANK_CACHE": str(kept)}
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: subprocess_run("show", "td-advantage", env=environment), range(6)))
    alone = subprocess_run("show", "td-advantage", env=os.environ | {"QBANK_CACHE": ""})
    assert {(one.stdout, one.stderr, one.returncode) for one in done} == {(alone.stdout, "", 0)}
    assert len(list(kept.iterdir())) == 1


def test_showing_a_question_again_loads_no_reader_and_no_checker(kept: Path) -> None:
    environment = os.environ | {"QBANK_CACHE": str(kept)}
    subprocess.run([*QBANK, "show", "td-advantage"], check=True, capture_output=True, env=environment)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QBANK_CACHE", str(kept))
        loaded = loaded_by("sys.argv = ['qbank', 'show', 'td-advantage']; from qbank.cli.main import main; main()")
    assert "numpy" in loaded
    assert loaded & {"pydantic", "yaml", "markdown_it", "jinja2", "sympy", "typst"} == set()


def test_a_space_is_searched_once(folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("value-target", "critic-log"):  # with strata, and one so large that it is sampled
        (source,) = questions_folder().rglob(f"{name}.yaml")
        text = re.sub(r"^objectives: .*$", "objectives: [a.b]", source.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (folder / source.name).write_text(text, encoding="utf-8")
    cold = used(folder, kept)
    first = {name: [generate(model, "s", k) for k in range(3)] for name, model in cold.items.items()}
    excluded = {name: program(model).space.excluded for name, model in cold.items.items()}
    assert any(excluded.values())
    monkeypatch.setattr(Component, "search", pytest.fail)
    warm = load([folder], kept)
    assert {name: [generate(model, "s", k) for k in range(3)] for name, model in warm.items.items()} == first
    assert {name: program(model).space.excluded for name, model in warm.items.items()} == excluded
