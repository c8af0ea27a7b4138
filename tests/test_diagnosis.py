"""Diagnosis and errors carried forward: what a wrong number shows, and what it earns nevertheless."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbank.authoring.bank import load
from qbank.checking.keys import key_response
from qbank.content import Text
from qbank.generation.program import program
from qbank.grading.carried import SAID
from qbank.grading.feedback import BOTH, ELSEWHERE, told
from qbank.grading.grade import grade
from qbank.interactions import NumericEntry
from qbank.item import Answer, Item, Known, Slip, Working
from qbank.markup.text import inline
from qbank.resources import questions_folder
from qbank.response import Invalid, Pending, Score
from qbank.term import Apply, Num, Sym
from tests.example_interactions import ADVANTAGE, CARRIED, NUMERIC, REWARD, VALUE
from tests.examples import words

ZERO, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)
UNDISCOUNTED = Slip("td_error.undiscounted", formula="td_error")
DOUBLED = Slip("doubled", changes=(("reward", REWARD * 2),))
HALVED = Slip("halved", changes=(("value", VALUE / 2),))


def numeric(known: dict[str, str], *slips: Slip, tolerance: str = "0.0005", credit: Fraction = ZERO) -> Item:
    """The advantage 0.5 + 0.9·1 − 1.2 = 0.2, where these mistakes are known and give these numbers."""
    answer = Answer(
        "answer",
        Fraction(1, 5),
        words("So."),
        Fraction(tolerance),
        known=tuple(Known(Fraction(value), credit, words(f"{name}."), name) for name, value in known.items()),
        working=Working(ADVANTAGE, slips),
    )
    return replace(NUMERIC, answers=(answer,))


def scored(item: Item, response: str, part: str = "answer", **others: str) -> Score:
    outcome = grade(item, {**others, part: response})[part]
    assert isinstance(outcome, Score), (response, outcome)
    return outcome


# --- two misconceptions ---

BOTH_KNOWN = {"td_error.undiscounted": "0.3", "doubled": "0.7", "halved": "0.8"}


def test_two_misconceptions_made_together_are_both_named_and_earn_nothing() -> None:
    outcome = scored(numeric(BOTH_KNOWN, UNDISCOUNTED, HALVED), "0.9")
    assert (outcome.earned, outcome.misconception) == (0, "td_error.undiscounted + halved")
    assert inline(outcome.feedback) == f"{inline(BOTH)} td_error.undiscounted. halved."


def test_two_are_named_only_when_both_are_known_in_this_draw() -> None:
    known = {"td_error.undiscounted": "0.3"}
    assert scored(numeric(known, UNDISCOUNTED, HALVED), "0.9").misconception is None


def test_when_two_pairs_give_the_same_number_nothing_is_said() -> None:
    twin = Slip("twin", changes=(("value", VALUE - Num(Fraction(3, 5))),))
    item = numeric({**BOTH_KNOWN, "twin": "0.81"}, UNDISCOUNTED, HALVED, twin)
    assert scored(item, "0.9").misconception is None


def test_what_two_give_is_not_named_where_it_is_as_near_to_a_single_mistake() -> None:
    item = numeric({**BOTH_KNOWN, "near": "0.9008"}, UNDISCOUNTED, HALVED)
    assert scored(item, "0.9002").misconception is None


def test_what_two_give_is_not_named_so_near_to_the_key_that_it_can_be_chance() -> None:
    item = numeric(BOTH_KNOWN, UNDISCOUNTED, HALVED, tolerance="0.09")
    assert scored(item, "0.95").misconception is None


def test_a_single_mistake_explains_before_two() -> None:
    item = numeric({**BOTH_KNOWN, "single": "0.9"}, UNDISCOUNTED, HALVED)
    assert scored(item, "0.9").misconception == "single"


def test_a_pair_that_has_no_value_is_passed_over() -> None:
    impossible = Slip("impossible", changes=(("reward", REWARD / (VALUE - VALUE)),))
    item = numeric({**BOTH_KNOWN, "impossible": "9"}, UNDISCOUNTED, HALVED, impossible)
    assert scored(item, "0.9").misconception == "td_error.undiscounted + halved"


def test_irrational_pairs_are_compared_rigorously() -> None:
    rooted = Slip("rooted", changes=(("reward", Apply("sqrt", (REWARD,))),))
    item = numeric({**BOTH_KNOWN, "rooted": "0.407"}, UNDISCOUNTED, rooted)
    assert scored(item, "0.507").misconception == "td_error.undiscounted + rooted"
    assert scored(item, "sqrt(0.5) + 1 - 1.2").misconception == "td_error.undiscounted + rooted"


# --- conventions, and other parts ---


def test_a_convention_is_told_to_be_right_elsewhere_and_earns_what_the_author_says() -> None:
    outcome = scored(numeric({"convention.undiscounted": "0.3"}, credit=HALF), "0.3")
    assert (outcome.earned, outcome.misconception) == (1, "convention.undiscounted")
    assert outcome.feedback == ELSEWHERE + words("convention.undiscounted.")


def test_the_answer_to_another_part_is_recognised() -> None:
    outcome = scored(CARRIED, "0.04", "advantage")
    assert (outcome.earned, outcome.misconception) == (0, "slip.other_part")


def test_other_parts_explain_nothing_near_zero() -> None:
    tiny = replace(CARRIED.answer("loss"), key=Fraction(1, 10**5))
    item = replace(CARRIED, answers=(CARRIED.answer("advantage"), tiny))
    assert scored(item, "0.00001", "advantage").misconception is None


# --- errors carried forward ---


def test_a_number_that_follows_from_a_wrong_earlier_answer_earns_its_credit() -> None:
    outcome = scored(CARRIED, "0.09", "loss", advantage="0.3")
    assert outcome == Score(HALF, ONE, SAID, None, "0.09")


def test_both_ends_of_the_tolerance_about_what_follows_are_right() -> None:
    for response, earned in (("0.09005", HALF), ("0.08995", HALF), ("0.090051", ZERO), ("0.089949", ZERO)):
        assert scored(CARRIED, response, "loss", advantage="0.3").earned == earned


def test_the_rounding_of_a_right_answer_may_be_carried_on_without_loss() -> None:
    outcome = scored(CARRIED, "0.0416", "loss", advantage="0.204")
    assert (outcome.earned, outcome.feedback) == (1, Text())


def test_the_key_is_right_whatever_was_answered_before() -> None:
    assert scored(CARRIED, "0.04", "loss", advantage="17").earned == 1


def test_the_order_in_which_parts_are_answered_does_not_matter() -> None:
    one = grade(CARRIED, {"advantage": "0.3", "loss": "0.09"})
    assert one == grade(CARRIED, {"loss": "0.09", "advantage": "0.3"})


@pytest.mark.parametrize("earlier", ["", " ", "gamma", "1/0", "1/(sqrt(2)^2-2)"])
def test_what_was_not_read_carries_nothing(earlier: str) -> None:
    assert scored(CARRIED, "0.09", "loss", advantage=earlier).earned == 0


def test_irrational_numbers_are_carried_on_too() -> None:
    assert scored(CARRIED, "2", "loss", advantage="sqrt(2)").earned == HALF
    assert scored(CARRIED, "ln(2)^2", "loss", advantage="ln 2").earned == HALF
    assert scored(CARRIED, "0.4805", "loss", advantage="ln 2").earned == HALF


def following(term: object, *known: Known) -> Item:
    """The item in which the loss follows from the advantage in another way."""
    answer = replace(CARRIED.answer("loss"), working=Working(ADVANTAGE, (), term, HALF), known=known)  # type: ignore[arg-type]
    return replace(CARRIED, answers=(CARRIED.answer("advantage"), answer))


def test_what_does_not_exist_or_costs_too_much_is_not_followed() -> None:
    earlier = Sym("parts.advantage")
    assert scored(following(ONE / earlier), "7", "loss", advantage="0").earned == 0
    assert scored(following(Apply("exp", (earlier,))), "7", "loss", advantage="10^60").earned == 0
    assert scored(following(earlier**40), "7", "loss", advantage="9" * 200).earned == 0


def test_parameters_stand_beside_what_was_answered() -> None:
    assert scored(following(Sym("parts.advantage") * REWARD), "0.35", "loss", advantage="0.7").earned == HALF


def test_the_better_of_a_known_mistake_and_what_follows_counts() -> None:
    squared = Sym("parts.advantage") ** 2
    for credit, earned in ((Fraction(3, 4), Fraction(3, 4)), (Fraction(1, 4), HALF), (ZERO, HALF)):
        known = Known(Fraction("0.09"), credit, words("Known."), "known")
        assert scored(following(squared, known), "0.09", "loss", advantage="0.3").earned == earned


numbers = st.decimals(-2, 2, places=2).map(str)


@settings(deadline=None)
@given(numbers | st.sampled_from(["", "x", "1/0", "ln 2"]), numbers)
def test_earlier_answers_never_make_a_response_worth_less(earlier: str, response: str) -> None:
    alone, after = scored(CARRIED, response, "loss"), scored(CARRIED, response, "loss", advantage=earlier)
    assert alone.earned <= after.earned <= 1


# --- the shipped questions ---

BANK = load([questions_folder()])


def test_two_mistakes_are_named_now_and_then_and_only_those_known_in_the_draw() -> None:
    named = [
        _named(item, part.id, Fraction(number, 20))
        for model in list(BANK.items.values())[::3]
        for item in program(model).items("diagnosis", range(min(3, program(model).space.count)))
        for part in item.parts
        if isinstance(part.interaction, NumericEntry)
        for number in range(-60, 60)
    ]
    assert 0 < sum(named) < len(named) / 20


def _named(item: Item, part: str, number: Fraction) -> int:
    outcome = grade(item, {part: str(number)})[part]
    assert isinstance(outcome, Score)
    answer = item.answer(part)
    if " + " not in (outcome.misconception or ""):
        return 0
    known = {one.misconception: one for one in answer.known}
    first, second = (outcome.misconception or "").split(" + ")
    assert outcome.earned == 0
    assert outcome.feedback.pieces == (BOTH + told(known[first]) + told(known[second])).pieces
    return 1


def test_every_key_that_follows_is_right_after_right_answers() -> None:
    for model in BANK.items.values():
        made = program(model)
        for item in made.items("carried", range(min(5, made.space.count))):
            keys = {part.id: key_response(part, item.answer(part.id)) for part in item.parts}
            responses = {part: key for part, key in keys.items() if key is not None}
            for part, outcome in grade(item, responses).items():
                assert not isinstance(outcome, Invalid | Pending), (item.name, part, outcome)
                assert outcome.earned == outcome.possible
