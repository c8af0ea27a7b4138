"""What a text file for Blackboard says of an item is uploaded as it is, graded as declared, and nothing is lost in silence."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from qbank.errors import RefusedError
from qbank.grading.grade import grade
from qbank.interactions import KINDS, Choice, Matching, Ordering, ScoringPolicy, SingleChoice
from qbank.item import Item
from qbank.response import Score
from qbank.writers.blackboard.text_file import FORMAT, MOST, examine, written
from qbank.writers.blackboard.text_rows import cell
from qbank.writers.output import Output
from tests.blackboard_text_simulator import Row, read
from tests.conftest import Golden
from tests.example_interactions import EXAMPLES
from tests.examples import ExampleQuiz, example_item, words
from tests.golden_responses import Given, golden_responses
from tests.shipped import bank, shipped
from tests.test_moodle_rules import CHOSEN, TYPED, choosable, rewritten, sentences

WRITTEN = [item for item in EXAMPLES.values() if not any(loss.outcome == "refused" for loss in examine(item))]
EVERY = [*WRITTEN, choosable(), example_item()]


def taken(item: Item) -> list[Row]:
    """The rows that Blackboard reads of an item."""
    return [row for one in written(item) for row in read(one.text.encode())]


def bare(text: str) -> str:
    """A text without what keeps its signs from being read as tags and entities."""
    return "".join(text.split()).replace("\u200b", "")


@pytest.mark.parametrize("item", [item for item in EVERY if item.id != "pictures"], ids=lambda item: item.id)
@settings(deadline=None, max_examples=10)
@given(said=sentences)
def test_a_row_takes_every_text_in_every_place_as_it_is(item: Item, said: str) -> None:
    rows = taken(rewritten(item, said))
    assert len(rows) == len(item.parts)
    for row in rows:
        assert bare(said) in bare(row.text)


@pytest.mark.parametrize("said", ["=1+1", "+x", "-x", "@x", "tab\there", "two\nlines"])
def test_what_a_spreadsheet_would_run_is_harmless_and_a_cell_is_one_line(said: str) -> None:
    item = EXAMPLES["single-choice"]
    entry = SingleChoice((Choice("a", words(said)), Choice("b", words("Worse."))))
    (row,) = taken(replace(item, stem=words(said), parts=(replace(item.parts[0], interaction=entry),)))
    assert row.options[0][0].removeprefix("\u200b") == " ".join(said.split())
    assert row.text.removeprefix("\u200b").startswith(" ".join(said.split()))


def test_the_rows_of_a_table_are_told_apart() -> None:
    first, *_ = taken(EXAMPLES["cloze"])
    assert "up | left / [1] _____ | 0.25 Greedy: [2] _____" in first.text


def test_true_and_false_are_a_row_of_that_type() -> None:
    item = EXAMPLES["single-choice"]
    entry = SingleChoice((Choice("a", words("False")), Choice("b", words("True"))))
    (row,) = taken(replace(item, parts=(replace(item.parts[0], interaction=entry),)))
    assert (row.type, row.cells) == ("TF", ["false"])


def refused(item: Item) -> bool:
    return [loss.outcome for loss in examine(item)] == ["refused"]


def test_what_a_row_cannot_say_is_refused() -> None:
    answer = TYPED.answer("answer")
    starred = replace(answer, key=replace(answer.literals, accepted=("value*",)))
    assert refused(replace(TYPED, answers=(starred,)))
    item = EXAMPLES["single-choice"]
    alike = SingleChoice((Choice("a", words("a  b")), Choice("b", words("a b"))))
    assert refused(replace(item, parts=(replace(item.parts[0], interaction=alike),)))
    pairs = EXAMPLES["matching"]
    key = tuple(replace(pair, target="1") for pair in pairs.answer("answer").pairs)
    assert refused(replace(pairs, answers=(replace(pairs.answer("answer"), key=key),)))


@dataclass(frozen=True)
class Mixed(ExampleQuiz):
    """A quiz of some examples, many variants of each."""

    def pool(self, item_id: str) -> Iterator[Item]:
        for copy in range(self.copies):
            yield replace({item.id: item for item in EVERY}[item_id], variant=copy)


def test_a_file_has_at_most_the_rows_that_blackboard_takes(tmp_path: Path) -> None:
    quiz = Mixed(copies=2 * MOST + 1, item_ids=("numeric-entry", "cloze"))
    for folder in ("one", "two"):
        with Output(tmp_path / folder, replace=False) as output:
            FORMAT.write(quiz, output)
    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    pools = ["quiz-1-numeric-entry", "quiz-1-cloze-a", "quiz-1-cloze-b", "quiz-1-cloze-c"]
    assert set(files) == {f"{pool}{part}.txt" for pool in pools for part in ("", "-2", "-3")}
    assert [len(read(files[f"quiz-1-cloze-a{part}.txt"])) for part in ("", "-2", "-3")] == [MOST, MOST, 1]


# --- graded alike -----------------------------------------------------------------------------------------------------


def there(item: Item, row: Row, response: Given) -> object:
    """A response as it is given in Blackboard."""
    interaction = item.parts[0].interaction
    match response:
        case Fraction():
            return float(response)
        case str() if row.type == "FIB":
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
            sources = {choice.id: cell(choice.text) for choice in interaction.sources}
            targets = {choice.id: cell(choice.text) for choice in interaction.targets}
            return {sources[source]: targets[target] for source, target in response.items()}


def whole(name: str) -> Item:
    item = EXAMPLES[name]
    return replace(item, parts=tuple(replace(part, scoring=ScoringPolicy.ALL_OR_NOTHING) for part in item.parts))


PLAIN = replace(TYPED, answers=(replace(TYPED.answer("answer"), known=()),))
ALIKE = [*map(whole, ("numeric-entry", "single-choice", "multiple-choice", "matching", "ordering", "pictures")), PLAIN]


@pytest.mark.parametrize("item", ALIKE, ids=lambda item: item.id)
def test_each_response_earns_in_blackboard_what_it_earns_here(item: Item) -> None:
    (row,), part = taken(item), item.parts[0]
    for typed, response in golden_responses(item, part):
        here = grade(item, {part.id: typed})[part.id]
        assert isinstance(here, Score)
        assert row.grade(there(item, row, response)) == float(here.earned / here.possible), typed


def test_shares_are_declared_to_be_a_setting() -> None:
    for name in ("multiple-choice", "matching", "ordering"):
        assert any("is a setting of Blackboard" in loss.reason for loss in examine(EXAMPLES[name]))


@pytest.mark.parametrize("name", sorted(bank().items))
def test_every_shipped_question_is_taken_or_its_refusal_is_told(name: str) -> None:
    item = shipped(name)
    if any(loss.outcome == "refused" for loss in examine(item)):
        with pytest.raises(RefusedError):
            written(item)
    else:
        assert len(taken(item)) == len(item.parts)


def test_the_format_has_a_place_for_every_interaction() -> None:
    assert FORMAT.interactions == frozenset(KINDS.values())


@pytest.mark.parametrize("item", [*EXAMPLES.values(), CHOSEN, example_item()], ids=lambda item: item.id)
def test_what_a_text_file_for_blackboard_says_of_each_example(golden: Golden, item: Item) -> None:
    told = "".join(f"{loss.outcome}: {loss.part}: {loss.reason}\n" for loss in examine(item))
    if "refused" in told:
        golden(f"blackboard-txt/{item.id}/refusal.txt", told)
    else:
        golden(f"blackboard-txt/{item.id}/example.txt", "\n".join(one.text for one in written(item)) + "\n")
        golden(f"blackboard-txt/{item.id}/losses.txt", told or "nothing is lost\n")
