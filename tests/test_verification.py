"""A lock is verified: what changed of the content is told exactly, and what changed of the files alone is no matter of it."""

from fractions import Fraction
from pathlib import Path

import pytest

from qbank.assembly import verification
from qbank.assembly.assemble import collect
from qbank.assembly.assembly import Assembly
from qbank.assembly.verification import Difference, FileState, Verification, verify
from qbank.authoring.bank import load
from qbank.content import Number, Piece, Text
from qbank.errors import QbankError
from qbank.item import Item
from qbank.resources import questions_folder
from qbank.text import compile_text
from qbank.writers import build as builds
from qbank.writers.build import write
from qbank.writers.fingerprint import digest, fingerprint
from qbank.writers.ledger import Ledger
from qbank.writers.lock import LOCK, Origin, read_lock, write_lock
from qbank.writers.output import Output
from qbank.writers.watched import Watched

COIN = """title: A coin
objectives: [a.b]
bloom: apply
parameters: {heads: {from: 1, to: 60}}
stem: A coin pays ${{ heads }}$.
parts:
  - {id: mean, type: numeric, prompt: What is its mean?, answer: heads / 2, decimals: 1}
  - id: sign
    type: single_choice
    prompt: What is it?
    choices:
      - {text: Small., correct: heads < 30, feedback: It is large.}
      - {text: Large., correct: heads >= 30, feedback: It is small.}
      - {text: Nothing., correct: never, feedback: It is something.}
hints: [Tails pay nothing.]
"""
COPIES = 4
HALF = Fraction(1, 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bank of two questions."""
    made = tmp_path / "bank"
    made.mkdir()
    (made / "objectives.yaml").write_text("a.b: {name: A, definition: B}\n")
    for name in ("coin", "other"):
        (made / f"{name}.yaml").write_text(COIN.replace("A coin", "A coin" if name == "coin" else "Another coin"))
    return made


@pytest.fixture
def lock(folder: Path, tmp_path: Path) -> Path:
    """The lock of a quiz of them, beside its files."""
    return built(folder, tmp_path / "out")


def built(folder: Path, out: Path) -> Path:
    bank = load([folder])
    ledger = Ledger(quiz := collect(["coin", "other"], bank, "s", COPIES))
    with Output(out, replace=True) as output:
        write(Watched(quiz, ledger.observer, ledger.join), ["json", "html", "moodle"], output)
        questions = {model.id: model.digest for model in quiz.models}
        write_lock(ledger, Origin("s", quiz.bank_digest, questions, formats=("json", "html", "moodle")), output)
    return out / LOCK


def verified(lock: Path, folder: Path) -> Verification:
    known, copies = read_lock(lock)
    return verify(known, copies, load([folder]), lock.parent)


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "coin.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


# The content


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("A coin pays", "This coin pays", ["stem"]),
        ("A coin pays", "A *coin* pays", ["stem"]),
        ("title: A coin", "title: The coin", ["stem"]),
        ("What is its mean?", "What is the mean?", ["parts"]),
        ("decimals: 1}", "decimals: 1, unit: euros}", ["parts"]),
        ("text: Nothing.", "text: Nothing at all.", ["parts"]),
        ("type: numeric", "type: numeric, points: 3", ["parts"]),
        ("decimals: 1}", "decimals: 1, tolerance: 0.2}", ["key"]),
        ("answer: heads / 2", "answer: heads / 4", ["key", "help"]),
        ("Tails pay nothing.", "Tails pay nothing at all.", ["help"]),
        ("feedback: It is something.", "feedback: Is it?", ["help"]),
    ],
)
def test_what_an_author_changed_is_told(folder: Path, lock: Path, old: str, new: str, what: list[str]) -> None:
    edit(folder, old, new)
    found = verified(lock, folder)
    assert not found.same_content
    assert found.differences == (Difference("coin", tuple(what), tuple(range(COPIES))),)


def test_it_is_told_in_which_variants_the_content_is_another(folder: Path, lock: Path) -> None:
    _, copies = read_lock(lock)
    heads = [int(str(copy.items[0].parameters["heads"])) for copy in copies]
    edit(folder, "heads < 30", f"heads <= {heads[2]}")
    edit(folder, "heads >= 30", f"heads > {heads[2]}")
    changed = [variant for variant, drawn in enumerate(heads) if (drawn < 30) != (drawn <= heads[2])]
    (found,) = verified(lock, folder).differences
    assert found.variants == tuple(changed)
    assert "key" in found.what


def test_another_text_of_an_option_is_another_key_where_it_is_right(folder: Path, lock: Path) -> None:
    _, copies = read_lock(lock)
    right = {int(str(copy.items[0].parameters["heads"])) < 30: copy.copy_number for copy in copies}
    edit(folder, "text: Small.", "text: Little.")
    found = {one.what: one.variants for one in verified(lock, folder).differences}
    assert right[True] in found["parts", "key"]
    assert right[False] in found["parts",]


def test_another_draw_is_told_with_what_it_was(folder: Path, lock: Path) -> None:
    edit(folder, "to: 60", "to: 100")
    (found,) = verified(lock, folder).differences
    assert (found.item, found.what) == ("coin", ("draw",))
    now, before = found.example.split("; it was ")
    assert now != before
    assert now.startswith("heads = ")
    assert before.startswith("heads = ")


def test_a_question_or_a_draw_that_there_is_no_more_is_missing(folder: Path, lock: Path) -> None:
    edit(folder, "{from: 1, to: 60}", "{one_of: [20, 40]}")
    (folder / "other.yaml").unlink()
    found = {(one.item, one.what): one for one in verified(lock, folder).differences}
    assert found["coin", ("missing",)].variants == (2, 3)
    assert found["coin", ("missing",)].example == "it has 2 variants now"
    assert found["other", ("missing",)].variants == (0, 1, 2, 3)


def test_a_question_that_cannot_be_compiled_is_missing(folder: Path, lock: Path) -> None:
    edit(folder, "{{ heads }}", "{{ haeds }}")
    (found,) = verified(lock, folder).differences
    assert found.example == "it cannot be drawn: unknown name 'haeds'"


def test_an_edit_that_changes_no_content_is_told_and_is_no_difference(folder: Path, lock: Path) -> None:
    edit(folder, "title:", "# ours\ntitle:")
    found = verified(lock, folder)
    assert (found.same_content, found.same_bytes, found.edited) == (True, True, ("coin",))


# The container


def test_unchanged_everything_is_the_same(folder: Path, lock: Path) -> None:
    found = verified(lock, folder)
    assert (found.same_content, found.same_bytes, found.edited, found.versions) == (True, True, (), ())


def test_a_missing_file_and_one_that_was_changed_are_told(folder: Path, lock: Path) -> None:
    (lock.parent / "quiz.json").unlink()
    (lock.parent / "quiz.xml").write_text("<quiz/>")
    found = verified(lock, folder)
    assert (found.same_content, found.same_bytes) == (True, False)
    assert {file.name: file.here for file in found.files if file.here != "same"} == {
        "quiz.json": "missing",
        "quiz.xml": "other",
    }
    assert {file.now for file in found.files} == {"same"}


def test_another_version_of_a_format_is_another_container_of_the_same_content(
    folder: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (builds, verification):
        monkeypatch.setattr(module, "version", lambda: "9.9")
    found = verified(lock, folder)
    assert (found.same_content, found.same_bytes) == (True, False)
    assert FileState("report.json", "same", "other") in found.files
    assert [(name, now) for name, _, now in found.versions] == [("qbank", "9.9")]


def test_files_that_cannot_be_written_now_are_told_with_the_reason(
    folder: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise QbankError("there is no format 'html'")

    monkeypatch.setattr(verification, "write", refuse)
    found = verified(lock, folder)
    assert (found.same_content, found.unwritten) == (True, "there is no format 'html'")
    assert {file.now for file in found.files} == {"unknown"}


# Digests


def test_what_a_variant_says_is_known_without_making_it_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = collect(["coin"], load([folder]), "s", 3)
    ledger = Ledger(quiz)
    made = [fingerprint(item) for item in Watched(quiz, ledger.observer, ledger.join).pool("coin")]
    monkeypatch.setattr(Assembly, "form", pytest.fail)
    assert [ledger.fingerprint(ledger.quiz.drawn(copy)[0], copy) for copy in range(3)] == made
    assert len(set(made)) == 3


def test_a_copy_that_no_writer_asked_for_is_made_for_the_lock(folder: Path) -> None:
    ledger = Ledger(collect(["coin"], load([folder]), "s", 3))
    assert [ledger.fingerprint(ledger.quiz.drawn(copy)[0], copy).stem for copy in range(3)] == [
        fingerprint(item).stem for item in ledger.quiz.pool("coin")
    ]


def test_shipped_questions_say_something_else_in_each_variant() -> None:
    bank = load([questions_folder()])
    for name in list(bank.items)[::10]:
        items: list[Item] = list(collect([name], bank, "s", 5).pool(name))
        assert len({fingerprint(item) for item in items}) == 5
        assert [fingerprint(item) for item in items] == [fingerprint(item) for item in items]


def test_how_a_number_is_shown_counts_and_not_how_it_is_stored() -> None:
    tree = compile_text("It is ${{ a }}$.").tree
    as_stored, rounded, longer = (
        digest(Text((Piece(tree, (Number(half, decimals),)),)))
        for half, decimals in ((HALF, None), (HALF, 1), (HALF, 2))
    )
    assert as_stored == rounded != longer
