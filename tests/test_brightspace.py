"""What Brightspace is given of an item is read as D2L describes it, graded as ours, and nothing is lost in silence."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from qbank.content import digits, finite_decimals, plain
from qbank.errors import RefusedError
from qbank.grading.grade import grade
from qbank.interactions import KINDS, Choice, Matching, MultipleChoice, Ordering, ScoringPolicy, SingleChoice
from qbank.item import Item, Known
from qbank.response import Score
from qbank.writers.brightspace import FORMAT, MOST, examine
from qbank.writers.brightspace.intervals import pattern
from qbank.writers.brightspace.question import written
from qbank.writers.output import Output
from qbank.writers.single import single
from tests.brightspace_simulator import Question, read
from tests.conftest import Golden
from tests.example_interactions import EXAMPLES
from tests.examples import ExampleQuiz, example_item, words
from tests.golden_responses import Given, golden_responses
from tests.shipped import bank, shipped
from tests.test_moodle_rules import CHOSEN, TYPED, choosable, rewritten, sentences

WRITTEN = [item for item in EXAMPLES.values() if not any(loss.outcome == "refused" for loss in examine(item))]
EVERY = [*WRITTEN, choosable(), example_item()]


def file(item: Item) -> bytes:
    return ("\ufeff" + "".join(one.text for one in written(item))).encode()


def taken(item: Item) -> list[Question]:
    """The questions that Brightspace makes of an item."""
    return read(file(item))


# --- numbers ----------------------------------------------------------------------------------------------------------


def as_typed(value: Fraction, decimals: int) -> str:
    return f"{'-' if value < 0 else ''}{digits(abs(value), decimals)}"


@settings(deadline=None, max_examples=300)
@given(
    least=st.integers(-12_000, 12_000),
    width=st.one_of(st.integers(0, 12), st.integers(0, 5000)),
    places=st.integers(0, 4),
    more=st.integers(0, 2),
    data=st.data(),
)
def test_a_pattern_accepts_a_typed_decimal_exactly_when_it_lies_in_the_interval(
    least: int, width: int, places: int, more: int, data: st.DataObject
) -> None:
    expression = re.compile(pattern(least, least + width, places))
    scale = 10 ** (places + more)
    near = st.integers(least * 10**more - 12, (least + width) * 10**more + 12)
    for whole in [least * 10**more, (least + width) * 10**more, *data.draw(st.lists(near, max_size=8))]:
        value = Fraction(whole, scale)
        typed = as_typed(value, places + more)
        inside = least <= value * 10**places <= least + width
        for way in (typed, f" {typed} ", typed.replace("-", "−"), re.sub("^(-?)", r"\g<1>00", typed)):
            assert bool(expression.search(way)) == inside, (way, expression.pattern)
        if value > 0:
            assert bool(expression.search(f"+{typed}")) == inside
        if typed.lstrip("-").startswith("0."):
            assert bool(expression.search(typed.replace("0.", ".", 1))) == inside


@pytest.mark.parametrize("typed", ["", ".", "-", "+", "1e3", "0,2", "0.2x", "1/5", "0.2.0", "--0.2"])
def test_a_pattern_accepts_nothing_that_is_no_decimal(typed: str) -> None:
    for ends in [(1995, 2005), (-5, 5), (0, 0), (-30_000, 50_000)]:
        assert not re.search(pattern(*ends, 4), typed)


# --- every text, everywhere -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
@settings(deadline=None, max_examples=10)
@given(said=sentences)
def test_the_library_takes_every_text_in_every_place_as_it_is(item: Item, said: str) -> None:
    questions = taken(rewritten(item, said))
    assert len(questions) == len(item.parts)
    for question in questions:
        shown = html.unescape(question.one("QuestionText") + question.one("Feedback"))
        assert " ".join(said.split()) in " ".join(shown.split())
        assert " ".join(said.split()) in " ".join(question.one("Title").split())


@pytest.mark.parametrize("said", ["=1+1", "+x", "-x", "@x", "<b>", 'a "b", c'])
def test_what_a_spreadsheet_would_run_is_harmless_and_looks_the_same(said: str) -> None:
    item = replace(EXAMPLES["matching"], title=said)
    entry = item.parts[0].interaction
    assert isinstance(entry, Matching)
    made = Matching((Choice("a", words(said)), *entry.sources[1:]), entry.targets)
    (question,) = taken(replace(item, parts=(replace(item.parts[0], interaction=made),)))
    assert question.one("Title").removeprefix("\u200b").startswith(said)
    assert question.all("Choice")[0][2].removeprefix("\u200b") == said


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_the_html_of_a_cell_is_well_formed_and_its_formulas_are_mathml(item: Item) -> None:
    for question in taken(item):
        for row in question.rows:
            if "HTML" in row:
                etree.fromstring(
                    f"<div>{row[1 if row[0] in ('QuestionText', 'Hint', 'Feedback', 'Item') else 2]}</div>"
                )
                assert "\\(" not in re.sub("<[^>]*>", "", row[1]) or "script" in row[1]


def test_a_picture_travels_as_pixels_with_its_description() -> None:
    (question,) = taken(EXAMPLES["pictures"])
    assert question.one("QuestionText").count('src="data:image/png;base64,') == 2
    assert "low &lt;&amp;&gt;" in question.one("QuestionText")
    assert "svg" not in question.one("QuestionText")


# --- fields -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_every_question_has_its_points_its_id_its_hints_and_its_solution(item: Item) -> None:
    questions = taken(item)
    assert sum(Fraction(question.one("Points")) for question in questions) == item.points
    assert len({question.one("ID") for question in questions}) == len(questions)
    for question in questions:
        assert question.one("ID").startswith(item.id)
        assert "Sutton" in question.one("Feedback")
        assert all(plain(hint) in question.one("Hint") for hint in item.hints)


def test_true_and_false_are_a_question_of_that_type() -> None:
    item = EXAMPLES["single-choice"]
    entry = SingleChoice((Choice("a", words("False")), Choice("b", words("True"))))
    (question,) = taken(replace(item, parts=(replace(item.parts[0], interaction=entry),)))
    assert question.type == "TF"
    assert (question.grade("TRUE"), question.grade("FALSE")) == (0, 1)
    assert "Look at the sign." in question.all("TRUE")[0][2]


def test_the_files_of_several_parts_are_shown_one_below_the_other() -> None:
    assert single(EXAMPLES["cloze"], "brightspace", student=False).count(b"NewQuestion") == 3


def test_sources_that_share_a_target_are_refused() -> None:
    item = EXAMPLES["matching"]
    answer = item.answer("answer")
    key = tuple(replace(pair, target="1") for pair in answer.pairs)
    assert [loss.outcome for loss in examine(replace(item, answers=(replace(answer, key=key),)))] == ["refused"]


# --- files ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mixed(ExampleQuiz):
    """A quiz of some examples, many variants of each."""

    def pool(self, item_id: str) -> Iterator[Item]:
        for copy in range(self.copies):
            yield replace({item.id: item for item in EVERY}[item_id], variant=copy)


def test_each_pool_is_a_file_and_a_large_one_is_split(tmp_path: Path) -> None:
    quiz = Mixed(copies=MOST + 1, item_ids=("numeric-entry", "cloze"))
    for folder in ("one", "two"):
        with Output(tmp_path / folder, replace=False) as output:
            FORMAT.write(quiz, output)
    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    pools = ["quiz-1-numeric-entry", "quiz-1-cloze-a", "quiz-1-cloze-b", "quiz-1-cloze-c"]
    assert set(files) == {f"{pool}{part}.csv" for pool in pools for part in ("", "-2")}
    assert len(read(files["quiz-1-cloze-a.csv"])) == MOST
    assert len(read(files["quiz-1-cloze-a-2.csv"])) == 1


# --- graded alike -----------------------------------------------------------------------------------------------------


def there(item: Item, question: Question, response: Given) -> object | None:
    """A response as it is given in Brightspace; None where it cannot be typed."""
    interaction = item.parts[0].interaction
    match response:
        case Fraction():
            decimals = finite_decimals(response)
            return None if decimals is None else as_typed(response, decimals)
        case str() if question.type == "SA":
            return response
        case str():
            return [choice.id for choice in interaction.choices].index(response)
        case frozenset():
            return frozenset(place for place, choice in enumerate(interaction.choices) if choice.id in response)
        case tuple():
            assert isinstance(interaction, Ordering)
            return [item.answer(item.parts[0].id).ids.index(step) for step in response]
        case _:
            assert isinstance(interaction, Matching)
            sources = {choice.id: plain(choice.text) for choice in interaction.sources}
            targets = {choice.id: plain(choice.text) for choice in interaction.targets}
            return {sources[source]: targets[target] for source, target in response.items()}


def scored(item: Item, policy: ScoringPolicy) -> Item:
    return replace(item, parts=tuple(replace(part, scoring=policy) for part in item.parts))


SEVERAL, STEPS = EXAMPLES["multiple-choice"], EXAMPLES["ordering"]
ALIKE = [
    *(EXAMPLES[name] for name in ("numeric-entry", "single-choice", "matching", "pictures")),
    TYPED,
    scored(SEVERAL, ScoringPolicy.ALL_OR_NOTHING),
    scored(SEVERAL, ScoringPolicy.PROPORTIONAL),
    scored(STEPS, ScoringPolicy.ALL_OR_NOTHING),
    scored(EXAMPLES["matching"], ScoringPolicy.ALL_OR_NOTHING),
]


def known_number(credit: str) -> Item:
    item = EXAMPLES["numeric-entry"]
    answer = item.answer("answer")
    known = (Known(Fraction(2005, 10_000), Fraction(credit), words("Near."), "near"), *answer.known)
    return replace(item, answers=(replace(answer, known=known),))


@pytest.mark.parametrize("item", [*ALIKE, known_number("1/2"), known_number("1/4")], ids=lambda item: item.id)
def test_each_response_earns_in_brightspace_what_it_earns_here(item: Item) -> None:
    (question,), part = taken(item), item.parts[0]
    tried = 0
    for typed, response in golden_responses(item, part):
        given = there(item, question, response)
        if given is None:
            continue
        here = grade(item, {part.id: given if isinstance(given, str) and question.type == "SA" else typed})[part.id]
        assert isinstance(here, Score)
        assert question.grade(given) == pytest.approx(float(here.earned / here.possible)), (typed, given)
        tried += 1
    assert tried > 1


@pytest.mark.parametrize("typed", ["The critic.", " “value  function” ", "CRITIC", "a critic", "critics", "no critic"])
def test_a_text_is_met_however_it_is_dressed(typed: str) -> None:
    (question,) = taken(TYPED)
    here = grade(TYPED, {"answer": typed})["answer"]
    assert isinstance(here, Score)
    assert question.grade(typed) == float(here.earned / here.possible)


def test_the_declared_differences_are_these() -> None:
    (question,) = taken(STEPS)
    for _, response in golden_responses(STEPS, STEPS.parts[0]):
        right = sum(one == other for one, other in zip(response, STEPS.answer("answer").ids, strict=True))
        assert question.grade(there(STEPS, question, response)) == right / 4
    assert "whatever the longest run" in examine(STEPS)[0].reason
    (question,) = taken(SEVERAL)
    assert isinstance(SEVERAL.parts[0].interaction, MultipleChoice)
    assert question.grade(frozenset({0, 1, 3})) == 1
    assert question.grade(frozenset({0, 1})) == 0.5
    assert "as shares of all options" in examine(SEVERAL)[0].reason


@pytest.mark.parametrize("name", sorted(bank().items))
def test_every_shipped_question_is_taken_or_its_refusal_is_told(name: str) -> None:
    for variant in range(2):
        item = shipped(name, variant)
        if any(loss.outcome == "refused" for loss in examine(item)):
            with pytest.raises(RefusedError):
                written(item)
        else:
            assert len(taken(item)) == len(item.parts)


def test_the_format_has_a_place_for_every_interaction() -> None:
    assert FORMAT.interactions == frozenset(KINDS.values())


@pytest.mark.parametrize("item", [*EXAMPLES.values(), CHOSEN, example_item()], ids=lambda item: item.id)
def test_what_brightspace_is_given_of_each_example(golden: Golden, item: Item) -> None:
    told = "".join(f"{loss.outcome}: {loss.part}: {loss.reason}\n" for loss in examine(item))
    if "refused" in told:
        golden(f"brightspace/{item.id}/refusal.txt", told)
    else:
        shown = re.sub(r"base64,[A-Za-z0-9+/=]+", "base64,...", "".join(one.text for one in written(item)))
        golden(f"brightspace/{item.id}/example.csv", shown)
        golden(f"brightspace/{item.id}/losses.txt", told or "nothing is lost\n")
