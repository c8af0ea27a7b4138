"""What each question type makes of its YAML: pools, gaps, carried answers, formulas, and draws that cannot be served."""

from collections import Counter
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.content import Gap, plain
from qbank.expressions.parse import parse
from qbank.generation.program import Program, compile_item
from qbank.grading.grade import grade
from qbank.interactions import ExpressionEntry, Matching, MultipleChoice, Ordering, Shape
from qbank.item import Item, Pair
from qbank.question_types.pools import selection
from qbank.question_types.question_type import question_types
from qbank.response import Score
from qbank.source import parse as parse_yaml
from qbank.term import Pow, Sym, lift, substitute

HEAD = "title: T\nobjectives: [a.b]\nbloom: apply\n"
ONE = "parameters: {a: {from: 1, to: 6}}\nstem: Here is {{ a }}.\n"


def question(parts: str, before: str = ONE) -> Program:
    return compile_item(read_model(ItemModel, parse_yaml(f"{HEAD}{before}parts:\n  - {parts}\n", "q.yaml"), "q"))


def all_items(made: Program) -> list[Item]:
    return list(made.items("seed", range(made.space.count)))


MATCHING = """{type: matching, prompt: Match., pick: 2, extra: [none], pairs: [
    {left: P, right: acts, feedback: no}, {left: V, right: predicts}, {left: R, right: pays}, {left: Q, right: predicts}]}"""


def test_every_installed_type_makes_another_interaction() -> None:
    assert set(question_types()) == {
        *("numeric", "expression", "text", "single_choice", "multiple_choice", "matching", "ordering", "essay")
    }


@given(st.integers(1, 9).flatmap(lambda size: st.tuples(st.just(size), st.integers(1, size))))
def test_selections_are_numbered_without_gap_or_repetition(shape: tuple[int, int]) -> None:
    size, pick = shape
    made = [selection(number, size, pick) for number in range(comb(size, pick))]
    assert made == sorted(set(made))
    assert all(len(one) == pick and set(one) <= set(range(size)) for one in made)


def test_a_pool_counts_as_a_parameter_and_every_selection_appears() -> None:
    made = question(MATCHING)
    assert made.space.count == 6 * comb(4, 2)
    chosen = Counter()
    for item in all_items(made):
        matching = item.parts[0].interaction
        assert isinstance(matching, Matching)
        chosen[frozenset(plain(source.text) for source in matching.sources)] += 1
    assert len(chosen) == comb(4, 2)
    assert set(chosen.values()) == {6}


def test_targets_that_look_the_same_are_one() -> None:
    for item in all_items(question(MATCHING)):
        matching, answer = item.parts[0].interaction, item.answer("answer")
        assert isinstance(matching, Matching)
        targets = {target.id: plain(target.text) for target in matching.targets}
        assert len(set(targets.values())) == len(targets)
        assert "none" in targets.values()
        right = {"P": "acts", "V": "predicts", "R": "pays", "Q": "predicts"}
        for source, pair in zip(matching.sources, answer.pairs, strict=True):
            assert pair.source == source.id
            assert targets[pair.target] == right[plain(source.text)]


def test_feedback_of_a_pair_is_for_every_wrong_target_of_its_source() -> None:
    item = next(item for item in all_items(question(MATCHING)) if "P" in str(item.parts[0].interaction))
    matching, answer = item.parts[0].interaction, item.answer("answer")
    assert isinstance(matching, Matching)
    policy = next(source.id for source in matching.sources if plain(source.text) == "P")
    right = next(pair for pair in answer.pairs if pair.source == policy)
    wrong = {Pair(policy, target.id) for target in matching.targets} - {right}
    assert {known.response for known in answer.known} == wrong


def test_steps_are_shown_in_every_order_equally_often() -> None:
    first: Counter[str] = Counter()
    made = question("{type: ordering, prompt: Order., steps: [one, two, three]}", ONE.replace("6", "3000"))
    for item in made.items("seed", range(3000)):
        ordering, answer = item.parts[0].interaction, item.answer("answer")
        assert isinstance(ordering, Ordering)
        texts = {step.id: plain(step.text) for step in ordering.steps}
        assert [texts[step] for step in answer.ids] == ["one", "two", "three"]
        assert [step.id for step in ordering.steps] == ["a", "b", "c"]
        first["".join(texts.values())] += 1
    assert len(first) == 6
    assert min(first.values()) > 400


def test_a_multiple_choice_shows_a_right_option_and_a_wrong_one_in_every_draw() -> None:
    choices = (
        "{text: x, correct: a > 4}, {text: y, correct: a > 5}, {text: z, correct: never}, {text: w, correct: never}"
    )
    made = question(f"{{type: multiple_choice, prompt: Which?, pick: 2, choices: [{choices}]}}")
    for item in all_items(made):
        choice, answer = item.parts[0].interaction, item.answer("answer")
        assert isinstance(choice, MultipleChoice)
        drawn = dict(item.parameters)["a"]
        assert isinstance(drawn, Fraction)
        right = {"x": drawn > 4, "y": drawn > 5, "z": False, "w": False}
        assert 0 < len(answer.ids) < 2
        assert set(answer.ids) == {one.id for one in choice.choices if right[plain(one.text)]}
    assert made.space.count == len({str(item.parameters) for item in all_items(made)}) == 3 + 4


@pytest.mark.parametrize(
    ("texts", "served"),
    [
        (("{{ a }}", "{{ b }}"), 6),
        (("{{ fixed(a / 3, 0) }}", "{{ fixed(b / 3, 0) }}"), 4),
        (("{{ a }}", "2"), 6),
        (("It is {{ a }}.", "It is {{ a + b }}."), 9),
        (("{{ a }} and {{ b }}", "{{ b }} and {{ a }}"), 6),
        (("{{ percent(a / 100) }}", "{{ percent(b / 100) }}"), 6),
        (("yes", "no"), 9),
    ],
)
def test_draws_in_which_two_entries_look_the_same_are_excluded(texts: tuple[str, str], served: int) -> None:
    before = "parameters: {a: {from: 1, to: 3}, b: {from: 1, to: 3}}\nstem: Here are {{ a }} and {{ b }}.\n"
    entries = ", ".join(
        f"{{text: '{text}', correct: {right}}}" for text, right in zip(texts, ("always", "never"), strict=True)
    )
    for kind in ("single_choice", "multiple_choice"):
        made = question(f"{{type: {kind}, prompt: Which?, choices: [{entries}]}}", before)
        assert made.space.count == served
        assert len(all_items(made)) == served
    steps = ", ".join(f"'{text}'" for text in texts)
    assert question(f"{{type: ordering, prompt: Order., steps: [{steps}]}}", before).space.count == served


def test_entries_picked_apart_may_look_the_same() -> None:
    made = question("{type: ordering, prompt: Order., pick: 2, steps: ['{{ a }}', '2', '7']}")
    assert made.space.count == 6 * 3 - 1
    assert len(all_items(made)) == made.space.count


def test_a_gap_stands_where_the_stem_says_and_the_part_knows_it() -> None:
    before = "parameters: {a: {from: 1, to: 6}}\nstem: |\n  | x | y |\n  |---|---|\n  | {{ a }} | [[next]] |\n\n  So [[word]].\n"
    made = question("{id: next, type: numeric, answer: a + 1}\n  - {id: word, type: text, accept: [w]}", before)
    item = made.item("seed", 0)
    assert [part.inline for part in item.parts] == [True, True]
    assert [value for value in item.stem.pieces[0].values if isinstance(value, Gap)] == [Gap("next"), Gap("word")]
    assert "[[next]]" in plain(item.stem)


def test_a_carried_key_is_the_key_when_the_earlier_answer_is_right() -> None:
    first = "{id: one, type: numeric, prompt: P, answer: a + 1}"
    second = "{id: two, type: numeric, prompt: P, answer: (a + 1)^2, follow: parts.one^2, follow_credit: 1/2}"
    parts = f"{first}\n  - {second}"
    item = question(parts).item("seed", 0)
    working = item.answer("two").working
    assert working is not None
    assert working.follow == Pow(Sym("parts.one"), lift(2))
    assert working.follow_credit == Fraction(1, 2)


FORMULA = """{type: expression, prompt: Write., form: expanded, answer: "td_error(reward=r, discount=g, next_value=w, value=v)",
    symbols: {r_t: r, r: r, γ: g, V': w, V: v}}"""
HIDDEN = """parameters:
  r: {from: -1, to: 1, step: 0.1, hidden: true}
  g: {one_of: [0.9, 0.99], hidden: true}
  w: {from: 0, to: 3, hidden: true}
  v: {from: 0, to: 3, hidden: true}
  name: {words: [x, y]}
stem: Here is {{ name }}.
"""


def test_numbers_in_an_exponent_are_worked_out() -> None:
    shown = (
        "parameters: {n: {from: 5, to: 5}, p: {from: 0.1, to: 0.9, step: 0.1, hidden: true}}\nstem: Here is {{ n }}.\n"
    )
    formula = "{type: expression, prompt: Write., answer: n * p^(n - 1), symbols: {p: p}}"
    assert plain(question(formula, shown).item("seed", 0).answer("answer").shown or "") == "5p⁴"


def test_a_formula_has_symbols_with_the_parameters_values_and_known_wrong_formulas() -> None:
    item = question(FORMULA, HIDDEN).item("seed", 0)
    entry, answer = item.parts[0].interaction, item.answer("answer")
    assert isinstance(entry, ExpressionEntry)
    assert entry.shape == Shape.EXPANDED
    assert [(one.name, one.spellings) for one in entry.symbols] == [
        ("r", ("r_t", "r")),
        ("g", ("γ",)),
        ("w", ("V'",)),
        ("v", ("V",)),
    ]
    reward, discount, *_ = entry.symbols
    assert (reward.domain.values, reward.domain.between) == ((Fraction(-1), Fraction(1)), True)
    assert (discount.domain.values, discount.domain.between) == ((Fraction(9, 10), Fraction(99, 100)), False)
    assert answer.formula == parse("r + g * w - v").term
    assert plain(answer.shown or "") == "rₜ + γ V′ − V"
    assert "td_error.undiscounted" in {known.misconception for known in answer.known}
    assert all(known.shown is not None and plain(known.shown) != plain(answer.shown or "") for known in answer.known)


def test_a_shown_parameter_stands_in_the_formula_as_its_number() -> None:
    made = question(
        FORMULA.replace(", γ: g", ""), HIDDEN.replace("0.99], hidden: true", "0.99]").replace("is {{", "{{ g }} is {{")
    )
    item = made.item("seed", 0)
    number = dict(item.parameters)["g"]
    assert item.answer("answer").formula == substitute(parse("r + g * w - v").term, {"g": lift(Fraction(str(number)))})


def test_feedback_of_a_step_is_told_to_whoever_misplaces_it_first() -> None:
    steps = "[one, {text: two, feedback: Not yet.}, three]"
    item = question(f"{{type: ordering, prompt: Order., steps: {steps}}}").item("seed", 0)
    one, two, three = item.answer("answer").ids
    early, late = (
        grade(item, {"answer": ",".join(order)})["answer"] for order in ((two, one, three), (one, three, two))
    )
    assert isinstance(early, Score)
    assert isinstance(late, Score)
    assert "Not yet." in plain(early.feedback)
    assert "Not yet." not in plain(late.feedback)


def test_a_convention_says_where_the_number_would_be_right_and_earns_what_the_author_sets() -> None:
    rule = "convention.from_one: {value: a + 1, credit: 1/2, feedback: Counting from one.}"
    part = f"{{type: numeric, prompt: How many?, answer: a + 3, decimals: 0, misconceptions: {{{rule}}}}}"
    item = question(part).item("seed", 0)
    drawn = dict(item.parameters)["a"]
    assert isinstance(drawn, Fraction)
    outcome = grade(item, {"answer": str(drawn + 1)})["answer"]
    assert isinstance(outcome, Score)
    assert (outcome.earned, outcome.misconception) == (Fraction(1, 2), "convention.from_one")
    assert "right" in plain(outcome.feedback)
    assert "Counting from one." in plain(outcome.feedback)
