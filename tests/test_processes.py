"""Questions about processes, from YAML to items: draws, keys, tables and drawings."""

from fractions import Fraction
from math import exp
from time import perf_counter
from typing import Any

import pytest

from qbank import source
from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.content import Table, Text, pictures, plain
from qbank.generation.blocks import BLOCKS as TABLES
from qbank.generation.processes import FUNCTIONS
from qbank.generation.program import Program, compile_item
from qbank.generation.texts import FORMATS
from qbank.pictures import Drawing, Plot
from qbank.rl.formula import formulas
from qbank.rl.mdp import TabularMDP
from qbank.rl.policy_evaluation import policy_evaluation
from qbank.rl.policy_values import optimal_values, state_values
from qbank.rl.procedure import procedures
from qbank.rl.value_iteration import value_iteration

HEAD = """
title: T
objectives: [a.b]
bloom: apply
parameters:
  chance: {from: 0.1, to: 0.9, step: 0.1}
  reward: {from: -2, to: 4}
  discount: {one_of: [0.5, 0.9]}
process:
  discount: discount
  states:
    s1: {left: {to: s2, reward: reward}, right: [{to: s1, probability: chance}, {to: end, reward: 2}]}
    s2: {left: {to: s1, reward: 1}, right: {to: end, reward: 3}}
    end: terminal
  policy: {s1: {left: 1/4, right: 3/4}, s2: {left: chance}}
  values: {s1: 1}
"""
STEM = """
stem: |
  Here $\\gamma = {{ discount }}$.

  {{ drawing(process) }}
"""


def compiled(more: str, head: str = HEAD, stem: str = STEM) -> Program:
    """A question about the process above."""
    return compile_item(read_model(ItemModel, source.parse(head + more + stem, "q.yaml"), "q"))


def asking(answer: str, more: str = "") -> Program:
    """A question with one number to type."""
    return compiled(f"{more}\nparts:\n  - {{type: numeric, prompt: What?, answer: '{answer}', decimals: 3}}\n")


def process(chance: Fraction, reward: Fraction, discount: Fraction) -> TabularMDP:
    """The process above, for one draw."""
    return TabularMDP.of(
        {
            "s1": {"left": [("s2", 1, str(reward))], "right": [("s1", str(chance), 0), ("end", str(1 - chance), 2)]},
            "s2": {"left": [("s1", 1, 1)], "right": [("end", 1, 3)]},
        },
        discount=str(discount),
    )


def draws(program: Program, count: int = 20) -> Any:
    """Some items, with their process."""
    for item in program.items("seed", range(count)):
        given = {name: Fraction(str(value)) for name, value in item.parameters}
        yield item, process(**given), given["chance"]


def test_keys_are_what_procedures_find_in_each_draw() -> None:
    for item, mdp, chance in draws(asking('policy_value("s1")')):
        policy = ((Fraction(1, 4), Fraction(3, 4)), (chance, 1 - chance))
        assert item.answer("answer").key == state_values(mdp, policy)[-1][0]
    for item, mdp, _ in draws(asking('optimal_value("s2") - value_iteration(2, "s1")')):
        swept = value_iteration(mdp, (Fraction(1), Fraction(0)), 2)[-1]
        assert item.answer("answer").key == optimal_values(mdp)[-1][1] - swept[0]


def test_a_process_says_in_which_order_sweeps_update() -> None:
    program = compiled(
        "  order: in_place\nparts:\n  - {type: numeric, prompt: What?, answer: 'policy_evaluation(2, \"s2\")', decimals: 3}\n"
    )
    other = 0
    for item, mdp, chance in draws(program):
        policy = ((Fraction(1, 4), Fraction(3, 4)), (chance, 1 - chance))
        start = (Fraction(1), Fraction(0))
        assert item.answer("answer").key == policy_evaluation(mdp, policy, start, 2, "in_place")[-1][1]
        names = {known.misconception: known.response for known in item.answer("answer").known}
        other += names.get("convention.policy_evaluation.two_arrays") == policy_evaluation(mdp, policy, start, 2)[-1][1]
    assert other > 10


def test_draws_whose_numbers_make_no_process_are_excluded_and_counted() -> None:
    assert not any("process" in cause for cause in asking('policy_value("s1")').space.excluded)
    head = HEAD.replace("probability: chance", "probability: chance + 0.15")
    stem = STEM + "\n  Here {{ chance }}.\n"
    space = compiled(
        "parts:\n  - {type: numeric, prompt: What?, answer: 'policy_value(\"s1\")', decimals: 3}\n", head, stem
    ).space
    assert space.excluded["process: probabilities of s1, right below 0 or not adding up to 1"] == 14
    assert space.exhaustive


def test_without_discount_draws_that_never_end_have_no_key() -> None:
    head = HEAD.replace("one_of: [0.5, 0.9]", "one_of: [0.9, 1]").replace(
        "1/4, right: 3/4", "'reward / 4', right: '1 - reward / 4'"
    )
    head = head.replace("left: chance}", "left: 1}")
    space = compiled(
        "parts:\n  - {type: numeric, prompt: What?, answer: 'policy_value(\"s1\")', decimals: 3}\n", head
    ).space
    never_ends = 9
    assert space.excluded["the key of part 1 has no value"] == never_ends


def test_the_best_action_is_told_and_ties_are_not_served() -> None:
    program = compiled(
        """
parts:
  - type: single_choice
    prompt: Which?
    choices:
      - {text: left, correct: 'is_optimal("s1", "left")'}
      - {text: right, correct: 'is_optimal("s1", "right")'}
"""
    )
    texts = {}
    for item, mdp, _ in draws(program, 60):
        (part,) = item.parts
        chosen = next(one for one in part.interaction.choices if one.id == item.answer("answer").key)
        best = optimal_values(mdp)[-1]
        left = mdp.backup(mdp.outcomes[0][0], best)
        texts[plain(chosen.text)] = texts.get(plain(chosen.text), 0) + 1
        assert (plain(chosen.text) == "left") == (left == best[0])
    assert set(texts) == {"left", "right"}


def test_a_drawing_shows_the_numbers_of_its_draw_and_makes_them_visible() -> None:
    program = asking('policy_value("s1")')  # no other place shows 'chance' and 'reward'
    for item, mdp, _ in draws(program, 5):
        (drawing,) = pictures(item.stem)
        assert isinstance(drawing, Drawing)
        assert [state.name for state in drawing.states] == ["s₁", "s₂", "end"]
        first, second = drawing.actions[:2]
        assert first.outcomes[0].probability == ""
        assert first.outcomes[0].reward == plain_number(mdp.outcomes[0][0][0].reward)
        assert second.outcomes[0].probability == plain_number(mdp.outcomes[0][1][0].probability)


def plain_number(value: Fraction) -> str:
    return f"{float(value):g}".replace("-", "−")


def blocks_of(text: Text) -> Any:
    """The tables of a text, each with its values."""
    for piece in text.pieces:
        for value in piece.values:
            if isinstance(value, Text):
                for inner in value.pieces:
                    yield from ((block, inner.values) for block in inner.tree.blocks if isinstance(block, Table))


def shown(text: Text) -> list[list[str]]:
    """The cells of the only table of a text."""
    ((table, values),) = blocks_of(text)
    rows = (table.header, *table.rows)
    lines = [line for row in rows for line in row]
    cells = [plain(Text((type(text.pieces[0])(_tree(line), values),))) for line in lines]
    width = len(table.header)
    return [cells[start : start + width] for start in range(0, len(cells), width)]


def _tree(line: Any) -> Any:
    from qbank.content import Paragraph, Tree

    return Tree((Paragraph(line),))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "table(process)",
            [
                ["state", "action", "next state", "probability", "reward"],
                ["s₁", "left", "s₂", "1", "4"],
                ["s₁", "right", "s₁", "0.5", "0"],
                ["s₁", "right", "end", "0.5", "2"],
                ["s₂", "left", "s₁", "1", "1"],
                ["s₂", "right", "end", "1", "3"],
            ],
        ),
        (
            "fraction(table(policy))",
            [
                ["state", "action", "π(a ∣ s)"],
                ["s₁", "left", "1/4"],
                ["s₁", "right", "3/4"],
                ["s₂", "left", "1/2"],
                ["s₂", "right", "1/2"],
            ],
        ),
        (
            "table(trajectory)",
            [["t", "sₜ", "aₜ", "rₜ", "sₜ₊₁"], ["0", "s₁", "right", "0", "s₁"], ["1", "s₁", "left", "4", "s₂"]],
        ),
        (
            "fixed(table(value_iteration(2)), 2)",
            [["sweep", "V(s₁)", "V(s₂)"], ["0", "1.00", "0.00"], ["1", "4.00", "3.00"], ["2", "5.50", "3.00"]],
        ),
        (
            "table(sarsa(2))",
            [
                ["step", "Q(s₁, left)", "Q(s₁, right)", "Q(s₂, left)", "Q(s₂, right)"],
                ["0", "2", "0", "0", "8"],
                ["1", "2", "0.5", "0", "8"],
                ["2", "5", "0.5", "0", "8"],
            ],
        ),
        ("table(optimal_value())", [["V(s₁)", "V(s₂)"], ["6", "4"]]),
    ],
)
def test_tables_show_the_process_and_the_traces_on_it(table: str, expected: list[list[str]]) -> None:
    more = """  trajectory: [s1, right, s1, left, s2, right]
  step_size: 0.5
  action_values: {s1: {left: 2}, s2: {right: 8}}
parts:
  - {type: numeric, prompt: What?, answer: 'policy_value("s1")', decimals: 3}
"""
    program = compiled(
        more, stem=f"stem: |\n  Here {{{{ chance }}}}, {{{{ reward }}}}, {{{{ discount }}}}.\n\n  {{{{ {table} }}}}\n"
    )
    item = program.given({"chance": Fraction(1, 2), "reward": Fraction(4), "discount": Fraction(1, 2)})
    assert shown(item.stem) == expected


def test_a_curve_shows_a_list_of_the_draw() -> None:
    program = compiled(
        "parts:\n  - {type: numeric, prompt: What?, answer: reward, decimals: 1}\n",
        stem='stem: |\n  Here {{ chance }}, {{ reward }}, {{ discount }}.\n\n  {{ plot([3, reward, 1], "epoch", "loss") }}\n',
    )
    item = program.given({"chance": Fraction(1, 2), "reward": Fraction(2), "discount": Fraction(1, 2)})
    assert list(pictures(item.stem)) == [Plot((Fraction(3), Fraction(2), Fraction(1)), "epoch", "loss")]


def test_the_process_stays_with_the_compiled_question_as_data() -> None:
    found = asking('policy_value("s1")').process
    assert found is not None
    assert found.names == ("s1", "s2", "end")
    assert found.actions == (("left", "right"), ("left", "right"))
    assert [one.to for one in found.outcomes[0][1]] == [0, 2]


def test_what_is_asked_of_a_process_is_called_as_no_formula_is() -> None:
    assert not set(formulas()) & {*FUNCTIONS, *procedures()}
    assert not set(FUNCTIONS) & {*TABLES, *FORMATS}


def test_probabilities_may_be_irrational_where_the_last_is_what_the_others_leave_over() -> None:
    head = HEAD.replace("s1: {left: 1/4, right: 3/4}", "s1: {left: exp(reward) / (exp(reward) + exp(chance))}")
    more = "parts:\n  - {type: numeric, prompt: What?, answer: 'policy_value(\"s1\")', decimals: 3}\n"
    program = compiled(more, head)
    assert program.real
    assert program.space.count == program.space.total
    for item, mdp, chance in draws(program, 5):
        reward = float(mdp.outcomes[0][0][0].reward)
        left = exp(reward) / (exp(reward) + exp(float(chance)))
        near = Fraction(left).limit_denominator(10**9)
        expected = state_values(mdp, ((near, 1 - near), (chance, 1 - chance)))[-1][0]
        assert float(item.answer("answer").key) == pytest.approx(float(expected), abs=1e-6)


THREE_STATES = """
title: T
objectives: [a.b]
bloom: apply
parameters:
  p: {from: 0.1, to: 0.9, step: 0.1}
  q: {one_of: [0.25, 0.5, 0.75]}
  a: {from: -2, to: 4}
  b: {from: -2, to: 4}
  c: {from: 1, to: 3}
  discount: {one_of: [0.5, 0.8, 0.9]}
process:
  discount: discount
  states:
    s1: {left: {to: s2, reward: a}, right: [{to: s1, probability: p}, {to: end, reward: 2}]}
    s2: {left: [{to: s1, probability: q, reward: 1}, {to: s3}], right: {to: end, reward: 3}}
    s3: {left: [{to: s1, probability: q}, {to: s3, reward: 1}], right: {to: s2, reward: b}, up: {to: end, reward: c}}
    end: terminal
parts:
  - {type: numeric, prompt: What?, answer: 'optimal_value("s1")', decimals: 3}
  - {type: single_choice, prompt: Which?, answer: 'value_iteration(3, "s3")', decimals: 2}
"""


def test_ten_thousand_draws_of_three_states_are_enumerated_in_a_second_or_two() -> None:
    started = perf_counter()
    space = compiled("", THREE_STATES).space
    assert space.exhaustive
    assert space.total == 11_907
    assert perf_counter() - started < 10  # 0.8 s on a free machine


def test_without_an_authors_solution_the_key_is_derived_and_read_off_its_table() -> None:
    program = asking('2 * value_iteration(1, "s1")')
    item = program.given({"chance": Fraction(1, 2), "reward": Fraction(4), "discount": Fraction(1, 2)})
    (derivation, table) = item.answer("answer").solution.pieces
    assert "2V₁(s₁)" in plain(Text((derivation,)))
    assert "= 8" in plain(Text((derivation,)))
    assert plain(Text((table,))).split("\n")[1:] == ["0 | 1.000 | 0.000", "1 | 4.000 | 3.000"]
