"""Grading: tests/cases/grading.yaml, and what must hold for any number, any question and any nonsense."""

import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbank.authoring.bank import Bank, load
from qbank.checking.keys import key_response
from qbank.cli.main import qbank
from qbank.content import Number, Style, figure, plain
from qbank.errors import QbankError
from qbank.generation.program import program
from qbank.grading.feedback import told
from qbank.grading.grade import grade
from qbank.grading.numbers import Reading, read
from qbank.interactions import NumericEntry, SingleChoice, kind
from qbank.item import Answer, Item, Known, Part, without_answers
from qbank.markup.html import WEB
from qbank.markup.latex import number_latex
from qbank.response import Invalid, Pending, Score, pointed
from qbank.tex.tree import Guard
from tests.examples import example_item, words
from tests.grading_cases import Case, cases, expected, fields, outcome_of, part_of

QUESTIONS = Path(__file__).parent.parent / "questions"
VARIANTS = 50
MOST_SECONDS = 0.25
MOST_BYTES = 8_000_000


def numeric_item(answer: Answer, decimals: int | None = 3, language: str = "en", unit: str = "") -> Item:
    """A question that asks for one number, worth one point."""
    part = Part("a", words("How much?"), NumericEntry(decimals, unit), Fraction(1))
    return replace(example_item(), language=language, parts=(part,), answers=(answer,))


def scored(item: Item, part: str, response: str) -> Score:
    outcome = grade(item, {part: response})[part]
    assert isinstance(outcome, Score), (response, outcome)
    return outcome


@pytest.mark.parametrize("case", cases(), ids=lambda case: ascii(case["response"])[:30])
def test_a_response_earns_this(case: Case) -> None:
    assert fields(outcome_of(case)) == expected(case)


def test_there_are_rows_enough_for_every_interaction() -> None:
    kinds = Counter(kind(part_of(case)[0]) for case in cases())
    assert kinds["numeric_entry"] >= 300
    assert all(kinds[name] >= 15 for name in ("text_entry", "single_choice", "multiple_choice", "matching", "ordering"))


# --- any number, in any notation in which we print it ---

fractions = st.fractions(-1000, 1000, max_denominator=10**4)
STYLES: tuple[Style, ...] = ("plain", "signed", "percent", "fraction")
NOTATIONS: dict[str, Callable[[Number], str]] = {
    "plain": plain,
    "html": lambda number: str(WEB.inline(words(plain(number)))),
    "latex": lambda number: number_latex(figure(number), Guard.NONE),
    "guarded latex": lambda number: number_latex(figure(number), Guard.COMPOUND),
    "dollars": lambda number: f"${number_latex(figure(number), Guard.NEGATIVE)}$",
}


@pytest.mark.parametrize("notation", NOTATIONS)
@settings(max_examples=150, deadline=None)
@given(fractions, st.sampled_from(STYLES), st.sampled_from(["en", "de"]))
@example(Fraction(-1, 3), "fraction", "en")
@example(Fraction(11, 4), "plain", "de")
def test_the_key_is_right_as_we_print_it(notation: str, key: Fraction, style: Style, language: str) -> None:
    item = numeric_item(Answer("a", key, words("So.")), None, language)
    assert scored(item, "a", NOTATIONS[notation](Number(key, None, style))).earned == 1


@settings(max_examples=150, deadline=None)
@given(fractions, st.integers(0, 6))
def test_the_key_rounded_as_asked_is_right(key: Fraction, decimals: int) -> None:
    item = numeric_item(Answer("a", key, words("So."), Fraction(1, 2 * 10**decimals)), decimals)
    assert scored(item, "a", plain(Number(key, decimals))).earned == 1


@settings(max_examples=200, deadline=None)
@given(fractions, st.fractions(0, 1, max_denominator=1000), st.fractions(0, 3, max_denominator=1000))
def test_right_up_to_the_tolerance_and_wrong_beyond(key: Fraction, tolerance: Fraction, off: Fraction) -> None:
    item = numeric_item(Answer("a", key, words("So."), tolerance))
    for value in (key + off, key - off):
        assert scored(item, "a", str(value)).earned == int(off <= tolerance)
    for edge in (key + tolerance, key - tolerance):
        assert scored(item, "a", str(edge)).earned == 1


@settings(max_examples=200, deadline=None)
@given(fractions, fractions.filter(bool), st.sampled_from("+-*/"))
def test_arithmetic_is_the_number_that_it_is(left: Fraction, right: Fraction, sign: str) -> None:
    value = {"+": left + right, "-": left - right, "*": left * right, "/": left / right}[sign]
    item = numeric_item(Answer("a", value, words("So.")), None)
    assert scored(item, "a", f"({left}) {sign} ({right})").earned == 1


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789.,-+*/^()%e ½²√ln−·", max_size=24))
def test_what_is_said_back_means_what_was_read(response: str) -> None:
    reading = read(response)
    if not isinstance(reading, Reading) or not isinstance(reading.value, Fraction) or "≈" in reading.read_as:
        return
    for side in reading.read_as.split(" = "):
        again = read(side)
        assert isinstance(again, Reading)
        assert again.value == reading.value


# --- known mistakes ---


def test_the_nearest_known_mistake_is_named_and_earns_its_credit() -> None:
    known = (
        Known(Fraction("1.0004"), Fraction(0), words("Far."), "far"),
        Known(Fraction("1.0001"), Fraction(1, 2), words("Near."), "near"),
    )
    item = numeric_item(Answer("a", Fraction(5), words("So."), Fraction(1, 2000), known=known))
    assert scored(item, "a", "1") == Score(Fraction(1, 2), Fraction(1), words("Near."), "near", "1")


def test_the_key_is_right_even_where_a_mistake_is_known_beside_it() -> None:
    known = (Known(Fraction("0.2001"), Fraction(0), words("No."), "wrong"),)
    item = numeric_item(Answer("a", Fraction("0.2"), words("So."), Fraction(1, 2000), known=known))
    assert scored(item, "a", "0.2001").misconception is None


def test_a_known_mistake_explains_better_than_a_slip() -> None:
    item = example_item()
    turned = replace(
        item.answer("advantage"), known=(Known(Fraction(23, 15), Fraction(0), words("Turned."), "turned"),)
    )
    assert scored(replace(item, answers=(turned,)), "advantage", "23/15").misconception == "turned"


@cache
def bank() -> Bank:
    return load([QUESTIONS])


def shown(answer: Answer | Known) -> str:
    assert answer.shown is not None
    return plain(answer.shown)


@pytest.mark.parametrize("item_id", sorted(load([QUESTIONS]).items))
def test_every_key_earns_full_marks_and_every_known_mistake_is_named(item_id: str) -> None:
    made = program(bank().item(item_id))
    for item in made.items("grading", range(min(VARIANTS, made.space.count))):
        for part in item.parts:
            answer = item.answer(part.id)
            if isinstance(part.interaction, NumericEntry):
                for response in (shown(answer), str(answer.number)):
                    assert scored(item, part.id, response).earned == part.points
            elif (key := key_response(part, answer)) is not None:
                assert scored(item, part.id, key).earned == part.points
            if isinstance(part.interaction, NumericEntry | SingleChoice):
                for known in answer.known:
                    assert_named(item, part, known)


def assert_named(item: Item, part: Part, known: Known) -> None:
    """The known mistake is recognised, with its credit and its feedback."""
    typed = shown(known) if isinstance(part.interaction, NumericEntry) else str(known.response)
    outcome = scored(item, part.id, typed)
    assert outcome.earned == known.credit * part.points
    assert (outcome.feedback, outcome.misconception) == (told(known), known.misconception)


# --- options ---


def test_the_order_of_the_options_does_not_matter() -> None:
    item = example_item()
    part = item.parts[1]
    assert isinstance(part.interaction, SingleChoice)
    turned = replace(part, interaction=SingleChoice(part.interaction.choices[::-1]))
    for choice in ("c1", "c2", "c3"):
        again = replace(item, parts=(item.parts[0], turned))
        assert grade(item, {"sign": choice}) == grade(again, {"sign": choice})


@pytest.mark.parametrize("response", ["c1", "C1", " c1 ", "c1)", "(c1)", "c1.", "C1) "])
def test_an_option_is_read_by_its_id(response: str) -> None:
    outcome = scored(example_item(), "sign", response)
    assert (outcome.earned, outcome.read_as) == (1, "c1) It turned out worse than expected.")


@pytest.mark.parametrize("response", ["", " ", "c4", "c1,c2", "1", "c", "\x00", "c" * 10**6, "🙂", "c1 c2"])
def test_an_option_that_does_not_exist_is_not_wrong(response: str) -> None:
    outcome = grade(example_item(), {"sign": response})["sign"]
    assert isinstance(outcome, Invalid)
    assert len(outcome.message) < 100
    assert outcome.hint == ("choose one of c1, c2, c3" if response.strip() else "")


def test_a_wrong_option_has_its_feedback() -> None:
    outcome = scored(example_item(), "sign", "c2")
    assert (outcome.earned, outcome.possible, outcome.misconception) == (0, 1, "reward-only")


# --- items ---


def test_parts_without_a_response_are_left_out_and_an_empty_one_costs_no_attempt() -> None:
    assert grade(example_item(), {}) == {}
    assert grade(example_item(), {"sign": " "}) == {"sign": Invalid("nothing was typed")}


def test_an_unknown_part_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(QbankError, match="there is no part 'advantag'; did you mean 'advantage'"):
        grade(example_item(), {"advantag": "1"})


def test_a_students_copy_cannot_be_graded() -> None:
    with pytest.raises(QbankError, match="student's copy"):
        grade(without_answers(example_item()), {"sign": "c1"})


def test_a_caret_stands_under_the_fault() -> None:
    line, caret = pointed("1" * 100 + "\x00" + "2" * 100, 100)
    assert line[len(caret) - 1] == "\ufffd"
    assert len(line) <= 60


def test_at_the_prompt_an_unread_answer_is_asked_again() -> None:
    done = CliRunner().invoke(qbank, ["grade", "td-advantage", "--seed", "2026"], input="0,58\n0.58\n")
    assert done.exit_code == 0
    assert "Before a token is generated" in done.output
    assert done.output.count("advantage: ") == 3
    assert done.output.endswith("advantage: 2 of 2 points, read as 0.58\n")
    before, _, _ = done.output.partition("advantage: ")
    assert "key:" not in before
    assert "0.580" not in before


def test_at_the_prompt_each_part_says_how_it_is_answered() -> None:
    done = CliRunner().invoke(qbank, ["grade", "what-raises-the-advantage", "--seed", "1"], input="a,x\na, b\n")
    assert done.exit_code == 0
    assert "letters, such as a," in done.output
    assert "there is no option 'x'" in done.output


def test_at_the_prompt_a_student_is_not_shown_what_an_essay_is_marked_by() -> None:
    done = CliRunner().invoke(qbank, ["grade", "why-constant-target"], input="It is a label.\n")
    assert done.exit_code == 0
    assert done.output.endswith("difference: a person marks it by 4 criteria\n")
    assert "model answer" not in done.output


def test_a_response_may_hold_an_equals_sign() -> None:
    done = CliRunner().invoke(qbank, ["grade", "td-advantage", "--seed", "2026", "advantage=A = 2.75", "--json"])
    assert '"position": 0' in done.output
    assert "'A' is not a number" in done.output


# --- nonsense ---

SEEDS = (
    "9^9^9^9", "fact(10^8)", "2^10000000000", "1e999999999", "1e-999999999", "\x00", "\u202e0.2", "🙂", "e\u0301",
    "'; DROP TABLE scores; --", "<script>alert(1)</script>", "__import__('os').system('ls')", "{{ 7*7 }}", "${7*7}",
    "%s%n", "../../etc/passwd", "\u200b\u200c\u200d", "\ufeff", "\ud800", "(" , ")", "[", "{", "^", "**", "-", "√", "½",
    "²", "⁻", "ln", "exp(", "sqrt(", "abs(", "\\frac{", "\\left(", "\\", "$", "1/", "0.", ".", ",", "1,", "1\u00a0", "%",
    "e", "E", "x", "1e", "1e5^", "2(", "(2)", "!", "=", "\n", "\t", "\r\n", "’", "10⁹⁹⁹⁹⁹⁹", "9**", "exp(9)^", "٣", "ª",
)  # fmt: skip
HOSTILE = [
    *(seed * times for seed in SEEDS for times in (1, 3, 40, 200, 10_000)),
    *("1" * digits for digits in (60, 61, 199, 200, 201, 499, 500, 501, 10**6)),
    *(seed * 10**6 for seed in "1(-🙂 "),
    *("(" * depth + "1" + ")" * depth for depth in (28, 29, 30, 31, 70, 249)),
    "exp(exp(exp(2)))", "exp(2000)", "exp(exp(7))", "sqrt(" * 20 + "2" + ")" * 20, "2^(1/3)^(1/7)", "ln(exp(2000))",
    "exp(1)^(1/99999)", "1/(exp(1)-exp(1))", "(2^(1/2))^(2^(1/2))", "0^0", "0^-1", "(-8)^(1/3)", "0^(1/2)", "0^ln(2)",
    "(1/3)^" * 5 + "2", "+".join("1" * 74), "/".join("7" * 75), "*".join(["exp(9)"] * 20), "7^(7^(7^(7^7)))",
    "999^999^-1", "(10^60)^60", "1e60^20", "1e60^60", "10^-999", "0.1^999", "sqrt(1e60)^99", "2^2^2^2^2^2", "abs(-1)^1e9",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de"])
def test_nonsense_is_answered_at_once_in_little_memory(language: str) -> None:
    assert len(HOSTILE) >= 300
    item = numeric_item(Answer("a", Fraction(1, 5), words("So."), Fraction(1, 2000)), 3, language, "nats")
    grade(item, {"a": "ln(2)"})
    tracemalloc.start()
    try:
        for response in HOSTILE:
            tracemalloc.reset_peak()
            before, start = tracemalloc.get_traced_memory()[0], time.perf_counter()
            outcome = grade(item, {"a": response})["a"]
            assert time.perf_counter() - start < MOST_SECONDS, response[:50]
            assert tracemalloc.get_traced_memory()[1] - before < MOST_BYTES, response[:50]
            assert isinstance(outcome, Score | Invalid | Pending)
            if isinstance(outcome, Invalid):
                assert 0 <= outcome.position <= len(response)
                assert len(outcome.message) < 200
    finally:
        tracemalloc.stop()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | st.lists(st.sampled_from(SEEDS), max_size=8).map("".join))
def test_nothing_that_is_typed_is_an_error(response: str) -> None:
    item = example_item()
    for outcome in grade(item, {"advantage": response, "sign": response}).values():
        if isinstance(outcome, Invalid):
            line, caret = pointed(response, outcome.position)
            assert len(caret) - 1 <= len(line)
