"""Every shipped question, in fifty variants: what a teacher would check by hand."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from qbank.authoring.bank import Bank, load
from qbank.authoring.objective_graph import parts
from qbank.checking.certificates import Asked, Certificates
from qbank.checking.remembered import Remembered
from qbank.checking.variants import student_text, variant_faults
from qbank.checking.worked import worked_faults
from qbank.cli.options import cache_folder
from qbank.content import Text, plain
from qbank.generation.program import program
from qbank.interactions import (
    KINDS,
    Choice,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    kind,
)
from qbank.item import Item

QUESTIONS = Path(__file__).parent.parent / "questions"
VARIANTS = 50


@cache
def bank() -> Bank:
    return load([QUESTIONS])


@cache
def variants(item_id: str) -> tuple[Item, ...]:
    made = program(bank().item(item_id))
    return tuple(made.items("questions", range(min(VARIANTS, made.space.count))))


def texts(item: Item) -> Iterator[Text]:
    """Everything that anybody reads of an item."""
    yield item.stem
    yield from item.hints
    for part in item.parts:
        answer = item.answer(part.id)
        yield from (part.prompt, answer.solution, *(known.feedback for known in answer.known if known.feedback))
        yield from (choice.text for choice in entries(part.interaction))
        if isinstance(part.interaction, ExtendedText):
            yield from (answer.rubric.model_answer, *(criterion.text for criterion in answer.rubric.criteria))


def entries(interaction: Interaction) -> tuple[Choice, ...]:
    """Everything that is chosen from."""
    match interaction:
        case SingleChoice(choices=choices) | MultipleChoice(choices=choices):
            return choices
        case Matching(sources=sources, targets=targets):
            return (*sources, *targets)
        case Ordering(steps=steps):
            return steps
        case _:
            return ()


every_question = pytest.mark.parametrize("item_id", sorted(load([QUESTIONS]).items))


@every_question
def test_a_question_has_variants_enough_for_a_class(item_id: str) -> None:
    numbers = any(isinstance(part.interaction, NumericEntry) for part in variants(item_id)[0].parts)
    assert program(bank().item(item_id)).space.count >= (200 if numbers else 8)


@every_question
def test_a_question_names_objectives_that_exist_and_its_source(item_id: str) -> None:
    model = bank().item(item_id)
    assert set(model.objectives) <= set(bank().objectives)
    assert model.source
    assert model.hints
    assert model.tests or not model.let


def test_objectives_have_sources_and_hang_together() -> None:
    objectives = bank().objectives
    assert all(objective.source for objective in objectives.values())
    assert len(parts({name: objective.prerequisites for name, objective in objectives.items()})) == 1


@every_question
def test_tests_worked_by_hand_come_true(item_id: str) -> None:
    assert worked_faults(program(bank().item(item_id))) == []


@every_question
def test_the_key_is_right_and_every_known_wrong_answer_is_not(item_id: str) -> None:
    for item in variants(item_id):
        for part in item.parts:
            answer = item.answer(part.id)
            if not isinstance(part.interaction, NumericEntry):
                continue
            assert isinstance(answer.key, Fraction)
            assert answer.shown is not None
            shown = Fraction(plain(answer.shown).replace("\u2212", "-"))
            assert abs(shown - answer.key) <= answer.tolerance, "what the key looks like is marked as right"
            for known in answer.known:
                assert isinstance(known.response, Fraction)
                assert known.shown is not None
                assert abs(known.response - answer.key) > 2 * answer.tolerance
                assert plain(known.shown) != plain(answer.shown)
                assert known.credit < 1
            responses = [known.response for known in answer.known]
            assert len(set(responses)) == len(responses)


@every_question
def test_exactly_one_option_is_right_and_all_look_different(item_id: str) -> None:
    for item in variants(item_id):
        for part in item.parts:
            if not isinstance(part.interaction, SingleChoice):
                continue
            answer, choices = item.answer(part.id), part.interaction.choices
            ids = [choice.id for choice in choices]
            assert ids.count(str(answer.key)) == 1
            assert len({plain(choice.text) for choice in choices}) == len(choices)
            assert {known.response for known in answer.known} == {*ids} - {answer.key}


@every_question
def test_entries_of_a_part_look_different(item_id: str) -> None:
    for item in variants(item_id):
        for part in item.parts:
            shown = [plain(entry.text) for entry in entries(part.interaction)]
            assert len(set(shown)) == len(shown)


@every_question
def test_each_wrong_answer_says_what_went_wrong(item_id: str) -> None:
    for item in variants(item_id):
        for part in item.parts:
            answer = item.answer(part.id)
            assert all(plain(known.feedback) for known in answer.known if known.credit < 1)
            if isinstance(part.interaction, MultipleChoice):
                assert {known.response for known in answer.known} == {choice.id for choice in part.interaction.choices}


@every_question
def test_every_part_has_a_prompt_or_a_gap_with_a_name(item_id: str) -> None:
    for part in variants(item_id)[0].parts:
        assert plain(part.prompt).strip()


def test_there_are_two_questions_or_more_for_each_interaction_for_gaps_and_for_carried_answers() -> None:
    found: Counter[str] = Counter()
    for item_id in bank().items:
        item = variants(item_id)[0]
        kinds = {kind(part.interaction) for part in item.parts}
        kinds |= {"gap" for part in item.parts if part.inline}
        kinds |= {"drop-down" for part in item.parts if part.inline and isinstance(part.interaction, SingleChoice)}
        working = [answer.working for answer in item.answers or ()]
        kinds |= {"carried" for one in working if one is not None and one.follow is not None}
        found.update(kinds)
    assert {name for name, count in found.items() if count >= 2} == {*KINDS.values(), "gap", "drop-down", "carried"}


@every_question
def test_no_place_is_left_unfilled_and_every_solution_says_something(item_id: str) -> None:
    for item in variants(item_id):
        for text in texts(item):
            shown = plain(text)
            assert shown.strip()
            assert not any(sign in shown for sign in ("{{", "\ue000", "\ue001", "None", "Fraction"))


@every_question
def test_variants_look_different(item_id: str) -> None:
    faces = [student_text(item) for item in variants(item_id)]
    assert len(set(faces)) == len(faces)


@every_question
def test_strata_are_dealt_in_turn(item_id: str) -> None:
    made = program(bank().item(item_id))
    count = made.space.strata
    full = min(made.space.sizes) * count
    rounds = [variants(item_id)[start : start + count] for start in range(0, min(VARIANTS, full) - count + 1, count)]
    for items in rounds:
        assert len({item.variant % count for item in items}) == count


@every_question
def test_the_checks_find_nothing(item_id: str) -> None:
    assert list(variant_faults(variants(item_id))) == []
    asked = Asked(bank().item(item_id))
    (certificate,) = Certificates([asked], Remembered(cache_folder()))  # commands may have proved it in this test run
    assert certificate.findings == ()
    assert 0 < certificate.valid <= certificate.space


@every_question
def test_points_are_those_of_the_parts(item_id: str) -> None:
    model = bank().item(item_id)
    for item in variants(item_id)[:3]:
        assert item.points == sum(part.points for part in item.parts)
        assert model.points in (None, item.points)
