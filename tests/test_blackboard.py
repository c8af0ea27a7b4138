"""What Blackboard is given of an item is a sound package, graded as ours, and nothing is lost in silence."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from qbank.errors import RefusedError
from qbank.grading.grade import grade
from qbank.interactions import KINDS, Matching, Ordering, ScoringPolicy
from qbank.item import Item
from qbank.response import Score
from qbank.writers.blackboard import FORMAT, examine, written
from qbank.writers.blackboard.answers import hundredths
from qbank.writers.output import Output
from qbank.writers.single import single
from tests.blackboard_simulator import Package, Question, read
from tests.conftest import Golden
from tests.example_interactions import EXAMPLES
from tests.examples import ExampleQuiz, example_item
from tests.golden_responses import Given, golden_responses
from tests.shipped import bank, shipped
from tests.test_moodle_rules import CHOSEN, TYPED, choosable, rewritten, sentences

WRITTEN = [item for item in EXAMPLES.values() if not any(loss.outcome == "refused" for loss in examine(item))]
EVERY = [*WRITTEN, choosable(), example_item()]


def taken(item: Item) -> list[Question]:
    """The questions that Blackboard makes of an item, one from each pool."""
    return [question for pool in read(single(item, "blackboard", student=False)).pools.values() for question in pool]


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
@settings(deadline=None, max_examples=10)
@given(said=sentences)
def test_a_pool_takes_every_text_in_every_place_as_it_is(item: Item, said: str) -> None:
    questions = taken(rewritten(item, said))
    assert len(questions) == len(item.parts)
    for question in questions:
        shown = html.unescape(question.text + question.feedback)
        assert " ".join(said.split()) in " ".join(shown.split())
        assert " ".join(said.split()) in " ".join(question.title.split())


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_every_question_has_its_points_its_notes_and_its_solution(item: Item) -> None:
    questions = taken(item)
    assert sum(Fraction(question.points) for question in questions) == item.points
    for question in questions:
        assert all(word in question.notes for word in (*item.objectives, *item.tags, item.bloom, item.id))
        assert "Sutton" in question.feedback
        assert question.told["correct"] == question.feedback
        assert f'lang="{item.language}"' in question.text


def test_an_essay_has_its_criteria_in_the_notes_and_its_model_answer_as_solution() -> None:
    (question,) = taken(EXAMPLES["extended-text"])
    assert question.type == "Essay"
    assert "Says why. (1 point)" in question.notes
    assert "not a function of the parameters" in question.told["solution"]


def test_what_is_said_of_an_option_is_told_to_who_chooses_it() -> None:
    (question,) = taken(EXAMPLES["single-choice"])
    (right, _), (wrong, _) = question.options
    assert question.told[right] == ""
    assert "Look at the sign." in question.told[wrong]


def package(folder: Path, quiz: ExampleQuiz) -> tuple[bytes, Package]:
    with Output(folder, replace=False) as output:
        FORMAT.write(quiz, output)
    (path,) = folder.iterdir()
    return path.read_bytes(), read(path.read_bytes())


@dataclass(frozen=True)
class Mixed(ExampleQuiz):
    """A quiz of some examples, several variants of each."""

    def pool(self, item_id: str) -> Iterator[Item]:
        for copy in range(self.copies):
            yield replace({item.id: item for item in EVERY}[item_id], variant=copy)


def test_each_question_is_a_pool_of_its_variants_and_each_picture_one_file(tmp_path: Path) -> None:
    quiz = Mixed(copies=3, item_ids=tuple(item.id for item in EVERY), title="a < b & c")
    data, found = package(tmp_path / "one", quiz)
    assert data == package(tmp_path / "two", quiz)[0]
    assert len(found.pools) == sum(len(item.parts) for item in EVERY)
    assert all(len(pool) == 3 for pool in found.pools.values())
    assert all(re.fullmatch(r"a < b & c: .* \[[0-9a-f]{6}\]", title) for title in found.pools)
    assert len([name for name in found.files if name.endswith(".png")]) == 2
    assert b"data:image" not in data


def test_another_build_has_another_digest_in_its_titles(tmp_path: Path) -> None:
    _, one = package(tmp_path / "one", Mixed(copies=1, item_ids=("numeric-entry",)))
    _, two = package(tmp_path / "two", Mixed(copies=2, item_ids=("numeric-entry",)))
    assert set(one.pools) != set(two.pools)


def test_shares_of_pairs_are_a_hundred_together() -> None:
    for count in range(1, 101):
        assert sum(map(Fraction, hundredths(count))) == 100


# --- graded alike -----------------------------------------------------------------------------------------------------


def there(item: Item, question: Question, response: Given) -> object:
    """A response as it is given in Blackboard."""
    interaction = item.parts[0].interaction
    match response:
        case Fraction():
            return float(response)
        case str() if question.type == "Fill in the Blank":
            return response
        case str():
            return [choice.id for choice in interaction.choices].index(response)
        case frozenset():
            return frozenset(place for place, choice in enumerate(interaction.choices) if choice.id in response)
        case tuple():
            assert isinstance(interaction, Ordering)
            return [[step.id for step in interaction.steps].index(step) for step in response]
        case _:
            assert isinstance(interaction, Matching)
            targets = [target.id for target in interaction.targets]
            return [targets.index(response[source.id]) for source in interaction.sources]


def scored(item: Item, policy: ScoringPolicy) -> Item:
    return replace(item, parts=tuple(replace(part, scoring=policy) for part in item.parts))


STEPS = EXAMPLES["ordering"]
PLAIN = replace(TYPED, answers=(replace(TYPED.answer("answer"), known=()),))
ALIKE = [
    *(EXAMPLES[name] for name in ("numeric-entry", "single-choice", "multiple-choice", "matching", "pictures")),
    PLAIN,
    scored(EXAMPLES["multiple-choice"], ScoringPolicy.ALL_OR_NOTHING),
    scored(STEPS, ScoringPolicy.ALL_OR_NOTHING),
    scored(EXAMPLES["matching"], ScoringPolicy.ALL_OR_NOTHING),
]


@pytest.mark.parametrize("item", ALIKE, ids=lambda item: item.id)
def test_each_response_earns_in_blackboard_what_it_earns_here(item: Item) -> None:
    (question,), part = taken(item), item.parts[0]
    for typed, response in golden_responses(item, part):
        here = grade(item, {part.id: typed})[part.id]
        assert isinstance(here, Score)
        earned = question.grade(there(item, question, response))
        assert earned == pytest.approx(float(here.earned / here.possible), abs=1e-4), typed


def test_the_declared_differences_are_these() -> None:
    (question,) = taken(STEPS)
    for _, response in golden_responses(STEPS, STEPS.parts[0]):
        right = sum(one == other for one, other in zip(response, STEPS.answer("answer").ids, strict=True))
        assert question.grade(there(STEPS, question, response)) == right / 4
    assert "whatever the longest run" in examine(STEPS)[0].reason
    (text,) = taken(TYPED)
    assert text.grade("baseline") == 0
    assert any("gives nothing for wrong texts that earn a share" in loss.reason for loss in examine(TYPED))


def test_a_text_with_a_star_is_met_as_here() -> None:
    answer = PLAIN.answer("answer")
    item = replace(PLAIN, answers=(replace(answer, key=replace(answer.literals, accepted=("value*", "a\\*"))),))
    (question,) = taken(item)
    assert [question.grade(typed) for typed in ("value", "Value function.", "the value", "no value", "a*")] == [
        1,
        1,
        1,
        0,
        1,
    ]


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
def test_what_blackboard_is_given_of_each_example(golden: Golden, item: Item) -> None:
    told = "".join(f"{loss.outcome}: {loss.part}: {loss.reason}\n" for loss in examine(item))
    if "refused" in told:
        golden(f"blackboard/{item.id}/refusal.txt", told)
    else:
        shown = re.sub(r"base64,[A-Za-z0-9+/=]+", "base64,...", "".join(one.xml for one in written(item)))
        golden(f"blackboard/{item.id}/example.xml", shown)
        golden(f"blackboard/{item.id}/losses.txt", told or "nothing is lost\n")
