"""What the shipped questions hold together: enough of every kind to teach a course from, and nothing left out of any."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest

from qbank.authoring.bank import Bank, load
from qbank.authoring.schema import ItemModel
from qbank.cli.coverage import covering
from qbank.content import Table, Text, plain
from qbank.generation.program import program
from qbank.interactions import KINDS, ExpressionEntry, Matching, NumericEntry, kind
from qbank.item import Item
from qbank.markup.markdown import blocks
from qbank.resources import questions_folder
from qbank.rl.notation import NOTATION, notation

DIAGNOSIS = {"rl.critic.quality", "rlhf.value-function.diagnosis", "rlhf.training.diagnosis"}


@cache
def bank() -> Bank:
    return load([questions_folder()])


@cache
def item(item_id: str) -> Item:
    return next(iter(program(bank().item(item_id)).items("bank", range(1))))


def models() -> Iterator[ItemModel]:
    yield from (model for _, model in sorted(bank().items.items()))


every_question = pytest.mark.parametrize("item_id", sorted(load([questions_folder()]).items))


def test_each_objective_is_assessed_by_three_questions_at_two_levels() -> None:
    for name, covered in covering(bank()).items():
        assert len(covered.questions) >= 3, name
        assert len({model.bloom for model in covered.questions}) >= 2, name


def test_each_interaction_occurs_in_eight_questions() -> None:
    found = Counter(name for model in models() for name in {kind(part.interaction) for part in item(model.id).parts})
    assert found.keys() == set(KINDS.values())
    assert min(found.values()) >= 8


def test_ten_case_studies_carry_numbers_forward() -> None:
    workings = {model.id: [answer.working for answer in item(model.id).answers or ()] for model in models()}
    carried = [
        name for name, each in workings.items() if any(one is not None and one.follow is not None for one in each)
    ]
    assert len([name for name in carried if len(item(name).parts) >= 3]) >= 10


def has_table(text: Text) -> bool:
    return any(isinstance(block, Table) for piece in text.pieces for block in piece.tree.blocks)


def test_ten_questions_show_a_table_a_trajectory_or_a_drawn_process() -> None:
    assert len([model for model in models() if model.process is not None or has_table(item(model.id).stem)]) >= 10
    assert len([model for model in models() if model.process is not None]) >= 3


def test_ten_questions_ask_for_a_formula() -> None:
    asked = [
        name for name in bank().items if any(isinstance(one.interaction, ExpressionEntry) for one in item(name).parts)
    ]
    assert len(asked) >= 10


def test_ten_questions_are_about_diagnosing_training() -> None:
    assert len([model for model in models() if DIAGNOSIS & set(model.objectives)]) >= 10


@every_question
def test_a_question_says_how_long_it_takes_and_how_it_is_solved(item_id: str) -> None:
    model, drawn = bank().item(item_id), item(item_id)
    assert model.title
    assert model.objectives
    assert model.time
    assert all(plain(answer.solution).strip() for answer in drawn.answers or ())


@every_question
def test_points_of_parts_are_whole_or_half(item_id: str) -> None:
    assert all((2 * Fraction(part.points)).denominator == 1 for part in item(item_id).parts)


@every_question
def test_numbers_are_worked_by_hand_twice_and_formulas_once(item_id: str) -> None:
    asked = {type(part.interaction) for part in item(item_id).parts}
    assert len(bank().item(item_id).tests) >= (2 if NumericEntry in asked else 1 if ExpressionEntry in asked else 0)


@every_question
def test_a_derived_line_has_a_symbol_for_each_quantity_on_its_right(item_id: str) -> None:
    model = bank().item(item_id)
    wordy = {notation(name) for name in (*model.parameters, *model.let) if len(name) > 1 and name not in NOTATION}
    for answer in item(item_id).answers or ():
        rights = [row.partition("& = ")[2] for row in blocks(answer.solution).split(r"\\")]
        assert not [words for words in sorted(wordy) if any(words in right for right in rights)]


@every_question
def test_each_wrong_pair_says_what_went_wrong(item_id: str) -> None:
    for part in item(item_id).parts:
        if isinstance(part.interaction, Matching):
            answer = item(item_id).answer(part.id)
            pairs = len(part.interaction.sources) * (len(part.interaction.targets) - 1)
            assert len([known for known in answer.known if plain(known.feedback)]) == pairs
