"""Checked lines: what a page states between numbers holds as it is printed, in every draw."""

import pytest

from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import Finding, certify
from qbank.checking.lines.derived import derived_lines
from qbank.generation import working
from qbank.generation.program import compile_item
from qbank.source import parse

HEAD = """
title: T
objectives: [a.b]
bloom: apply
parameters:
  a: {from: -2, to: 3}
  b: {from: 1, to: 4}
  reward: {from: -1, to: 1, step: 0.5}
  discount: {one_of: [0.5, 0.9]}
  rewards: {list_of: {from: 1, to: 2}, length: 2}
let: {advantage: a + b, third: a / 3, grown: exp(b / 10)}
stem: '{{ a }} {{ b }} {{ reward }} {{ discount }} {{ rewards }}'
parts:
  - id: x
    type: numeric
    prompt: Which?
    answer: a + b
"""


def model(text: str) -> ItemModel:
    return read_model(ItemModel, parse(text, "q.yaml"), "q")


def wrong(solution: str) -> list[Finding]:
    body = "".join(f"      {line}\n" for line in solution.splitlines())
    text = f"{HEAD}    solution: |\n{body}"
    found = certify(model(text)).findings
    assert {one.kind for one in found} <= {"wrong line"}, found
    return list(found)


PAIRS = [
    # a wrong line, its sound neighbour; more stand in tests/cases/unsound/lines.md
    ("$\\gamma \\cdot 2 = 3$, $\\gamma = {{ reward }}$", "$\\gamma \\cdot 2 = 3$, $\\gamma = {{ discount }}$"),
    ("${{ a }} \\le {{ b }} \\le 3$", "${{ a }} \\le 3 < 4$"),
    ("${{ 1 if a > 0 else 2 }} = 1$", "${{ 1 if a > 0 else 2 }} \\ge 1$"),
    ("$2\\,({{ a }} + 1) = {{ 2 * a + 1 }}$", "$2\\,({{ a }} + 1) = {{ 2 * a + 2 }}$"),
    ("$\\tfrac12 ({{ a }} - 1)^2 = {{ (a - 1)^2 }}$", "$\\tfrac12 ({{ a }} - 1)^2 = {{ (a - 1)^2 / 2 }}$"),
    ("$\\frac{ {{ b }} }{3} \\cdot 2 \\approx 0.4 \\cdot 2$", "$\\frac{1}{3} \\cdot 2 \\approx 0.33 \\cdot 2$"),
    ("${{ discount }}^{ {{ b }} } \\approx 0.5$", "${{ discount }}^{ {{ b }} } = {{ discount^b }}$"),
    ("$1 + 1 = 3 \\text{ and so on}$", "$1 + 1 = 2 \\text{ and so on}$"),
    ("$x = 1 \\Rightarrow 2 + 1 = 4$", "$x = 1 \\Rightarrow 2 + 1 = 3$"),
    ("$(-1)^{ {{ b }} } = 1$", "$(-1)^{ {{ b }} } = {{ (-1)^b }}$"),
    ("$e^{ {{ b / 10 }} } = {{ fixed(grown, 8) }}$", "$e^{ {{ b / 10 }} } \\approx {{ fixed(grown, 8) }}$"),
    ("$1 - {{ fixed(third, 1) }} = {{ 1 - third }}$", "$1 - {{ third }} = {{ 1 - third }}$"),
]


@pytest.mark.parametrize("line", [line for line, _ in PAIRS])
def test_a_line_that_does_not_hold_in_every_draw_is_found(line: str) -> None:
    assert wrong(line)


@pytest.mark.parametrize("line", [line for _, line in PAIRS])
def test_its_sound_neighbour_passes(line: str) -> None:
    assert not wrong(line)


REAL = """
title: T
objectives: [a.b]
bloom: apply
parameters:
  a: {{from: -2, to: 3, step: 0.5}}
  b: {{from: 1, to: 40}}
stem: '{{{{ a }}}} {{{{ b }}}}'
parts:
  - {{id: x, type: numeric, prompt: Which?, answer: '{}', decimals: 2}}
"""
REAL_KEYS = ["exp(a/10)*b", "b * 50 * exp(a/7)", "b/(1+exp(-a))", "(exp(a)-1)^2*b", "a*log(b) - exp(-a)/3", "b/3*100"]


@pytest.mark.parametrize("key", REAL_KEYS)
def test_derived_lines_hold_as_they_are_printed(key: str) -> None:
    assert list(derived_lines(compile_item(model(REAL.format(key))))) == []


def test_a_derived_line_whose_figures_do_not_lead_to_the_next_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "EXTRA", [(0, 0)])
    found = list(derived_lines(compile_item(model(REAL.format("b * 50 * exp(a/7)")))))
    assert "does not hold: the left side is" in found[0].message
    assert found[0].draws > found[0].of // 2


@pytest.mark.parametrize(
    "line",
    [
        "$x = y + 1$ and $Q(s, a) = 3$, so $1\\,000 = m$",
        "$V \\leftarrow V + 0.5$ and $r_0, r_1 = {{ rewards[1] }}, {{ rewards[0] }}$",
        "$\\sum_{t=0}^{2} 1 = 3$ and $p(1, 2) = 4$",
        "from {{ a }} - {{ b }} to 2026-07-01, in 1/2 of the cases",
        "with $\\gamma = 1$ it would be another number",
        "`1 + 1 = 3`",
        "$\\text{batch size} + 1 = 3$, $2 \\cdot \\text{steps} = 1$",
        "$3 : 1 = 3$ and $x \\sim 2 = 3$",
        "Somebody says:\n\n> It is $1 + 1 = 3$, and so is 2 + 2 = 5.",
    ],
)
def test_what_says_nothing_about_numbers_is_left_alone(line: str) -> None:
    assert not wrong(line)
