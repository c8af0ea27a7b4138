"""Tolerances: wide enough for honest rounding, too narrow for any wrong answer, or refused."""

from fractions import Fraction

import pytest

from qbank import source
from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import certify
from qbank.generation.program import Program, compile_item
from qbank.interactions import NumericEntry

HEAD = """
title: T
objectives: [a.b]
bloom: apply
parameters:
  a: {from: 1, to: 9}
  b: {from: 1, to: 9}
stem: "{{ a }} {{ b }}"
parts:
"""


def model(part: str) -> ItemModel:
    return read_model(ItemModel, source.parse(f"{HEAD}  - {{type: numeric, prompt: What?, {part}}}\n", "q.yaml"), "q")


def made(part: str) -> Program:
    return compile_item(model(part))


def asked(program: Program) -> tuple[int | None, Fraction]:
    item = program.item("seed", 0)
    entry = item.parts[0].interaction
    assert isinstance(entry, NumericEntry)
    return entry.kept, item.answer("answer").tolerance


def faults(part: str) -> list[tuple[str, str]]:
    return [(one.kind, one.fault.message) for one in certify(model(part)).findings]


@pytest.mark.parametrize(
    ("part", "kept", "tolerance"),
    [
        ("answer: a + b / 4, decimals: 2", None, "1/200"),  # comes out even
        ("answer: a ^ 0 + b / 4, decimals: 2", None, "1/200"),  # anything to the power of 0 is exactly 1
        ("answer: a / b, decimals: 2", None, "1/200"),  # only the result is rounded
        ("answer: a / b + 1, decimals: 2", 4, "1/100"),  # the quotient is rounded on the way
        ("answer: a * 0.125 * 8 - b, decimals: 2", 3, "1/100"),  # three decimals on the way are enough
        ("answer: log(a) + 1, decimals: 3", 5, "1/1000"),
        ("answer: (1 / 7)^a + 1, decimals: 3", 5, "1/1000"),  # a power whose exponent is drawn
        ("answer: a / b + 1, decimals: 2, tolerance: 0.02", 4, "1/50"),
        ("answer: a / b + 1, decimals: 2, keep: 3", 3, "1/100"),
        ("answer: a + b / 4, decimals: 2, keep: 3", None, "1/200"),  # nothing is rounded on the way
        ("answer: a / b", None, "0"),
    ],
)
def test_a_tolerance_follows_from_what_must_be_rounded(part: str, kept: int | None, tolerance: str) -> None:
    assert asked(made(part)) == (kept, Fraction(tolerance))


def test_no_fewer_decimals_are_kept_than_asked_for() -> None:
    assert faults("answer: a / b + 1, decimals: 2, keep: 1") == [
        ("authoring", "fewer decimals are kept in between than asked for")
    ]
    assert faults("answer: a + b, keep: 1") == [("authoring", "no decimals are asked for")]


def test_a_wrong_answer_of_a_tolerance_is_no_invisible_rule_besides() -> None:
    rules = 'misconceptions: {shifted: {value: a + b + 1/2, feedback: "Shifted. Do not."}}'
    found = faults(f"answer: a + b, decimals: 1, tolerance: 0.5, {rules}")
    assert found == [("tolerance", "the tolerance 0.5 accepts the wrong answer of 'shifted'")]


def test_a_draw_in_which_a_wrong_rule_comes_near_is_not_served() -> None:
    rules = 'misconceptions: {cut: {value: a / b + 0.008 * (b - 1), feedback: "Cut. Round."}}'
    program = made(f"answer: a / b, decimals: 2, {rules}")
    near = [b for b in range(1, 10) if 0 < Fraction(8, 1000) * (b - 1) <= Fraction(1, 100)]
    assert near == [2]
    cause = "a wrong rule comes too near to the key of part 1 to be told from it"
    assert program.space.excluded == {cause: 9 * len(near)}
    assert certify(model(f"answer: a / b, decimals: 2, {rules}")).sound


def test_a_tolerance_that_holds_a_wrong_answer_is_refused() -> None:
    rules = 'misconceptions: {shifted: {value: a + b + 1/2, feedback: "Shifted. Do not."}}'
    found = faults(f"answer: a + b, decimals: 1, tolerance: 0.5, {rules}")
    assert ("tolerance", "the tolerance 0.5 accepts the wrong answer of 'shifted'") in found
    assert "tolerance" not in dict(faults(f"answer: a + b, decimals: 1, tolerance: 0.3, {rules}"))


def test_the_band_that_a_workbook_told_its_graders_is_refused() -> None:
    """Accepting −1.46 to −1.65 around −1.642 takes in the −1.466 that the workbook prints itself."""
    key = "-log(1 + exp(-0.7 * a / a)) - log(1 + exp(-1.5)) - log(1 + exp(0.6)) + 0 * b"
    rules = "misconceptions: {printed: {value: -1.466, feedback: 'As printed. Add it up again.'}}"
    assert asked(made(f"answer: '{key}', decimals: 3"))[1] == Fraction(1, 1000)
    found = faults(f"answer: '{key}', decimals: 3, tolerance: 0.182, {rules}")
    assert ("tolerance", "the tolerance 0.182 accepts the wrong answer of 'printed'") in found


def test_a_tolerance_too_narrow_for_honest_rounding_is_refused() -> None:
    found = faults("answer: 100 * (a / b), decimals: 1, tolerance: 0.05")
    assert [kind for kind, _ in found] == ["tolerance"]
    assert "honest rounding, to 3 decimals in between and 1 at the end, may miss the key" in found[0][1]
    assert faults("answer: 100 * (a / b), decimals: 1, tolerance: 0.2") == []


def test_a_branch_that_no_draw_takes_is_not_worked() -> None:
    assert faults("answer: 'softmax_score(policy=[a / 10, 1 - a / 10], action=0)[0] + b', decimals: 2") == []


def test_an_irrational_key_may_follow_from_an_earlier_part_through_a_formula() -> None:
    choice = "policy=[a / 10, 1 - a / 10], base='natural'"
    first = f'id: h, answer: "entropy({choice})", decimals: 3'
    bonus = f'"entropy_regularised_objective(b, 0.5, entropy({choice}))"'
    second = f"id: j, type: numeric, prompt: And?, answer: {bonus}, decimals: 2"
    assert made(f"{first}}}\n  - {{{second}, follow: b + 0.5 * parts.h").space.count > 0


def test_the_student_is_told_how_many_decimals_to_keep() -> None:
    from qbank.wording import instruction

    entry = made("answer: a / b + 1, decimals: 2").item("seed", 0).parts[0].interaction
    assert instruction(entry) == "Give 2 decimals; keep at least 4 in between."
