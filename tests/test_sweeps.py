"""Going through every draw, and how far honest work strays in each."""

import random
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest

from qbank import source
from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.sweep import Sweep, sweep_of, whole
from qbank.content import finite_decimals
from qbank.expressions.evaluate import compiled, opened
from qbank.expressions.parse import parse
from qbank.expressions.rounding import Honest
from qbank.generation.program import Program, compile_item
from qbank.question_types.separable import displayed
from qbank.term import Add, Apply, Div, Mul, Num, Pow, Sub, Sym, Term

QUESTION = """
title: T
objectives: [a.b]
bloom: apply
parameters:
  a: {{from: 1, to: 4}}
  b: {{from: 1, to: 3}}
  c: {{from: 1, to: {most}}}
  h: {{from: 1, to: 2, hidden: true}}
  x: {{list_of: {{from: 0, to: 1}}, length: {{from: 1, to: 2}}}}
where: [a != b, c + h > 2]
stem: "{{{{ a }}}} {{{{ b }}}} {{{{ c }}}} {{{{ x }}}}"
parts:
  - {{type: numeric, prompt: What?, answer: a * b}}
"""


def question(most: int = 3) -> Program:
    return compile_item(read_model(ItemModel, source.parse(QUESTION.format(most=most), "q.yaml"), "q"))


def draws(sweep: Sweep) -> list[Mapping[str, object]]:
    return [batch.draw(number) for batch in sweep.batches() for number in range(batch.size)]


def test_every_draw_is_gone_through_once() -> None:
    compiled_ = question()
    sweep = Sweep(compiled_, frozenset("abchx"))
    found = draws(sweep)
    wanted = {
        (a, b, c, h, x)
        for a in range(1, 5)
        for b in range(1, 4)
        for c in range(1, 4)
        for h in (1, 2)
        for x in ((0,), (1,), (0, 0), (0, 1), (1, 0), (1, 1))
        if a != b and c + h > 2
    }
    assert (sweep.size, sweep.exhaustive, sweep.looked_at) == (len(wanted), True, len(wanted))
    assert len(found) == len(wanted)
    assert {tuple(draw[name] for name in "abchx") for draw in found} == wanted


def test_only_what_a_proof_asks_about_is_gone_through() -> None:
    sweep = sweep_of(question(), [Sym("a") * 2])
    assert {tuple(sorted(draw)) for draw in draws(sweep)} == {("a", "b")}
    assert sweep.size == 9


def test_a_large_space_is_sampled_with_its_corners() -> None:
    sweep = Sweep(question(most=3000), frozenset("abcx"), most=1000)
    assert not sweep.exhaustive
    found = draws(sweep)
    assert len(found) == sweep.looked_at < sweep.size
    assert {(draw["c"], draw["x"]) for draw in found} >= {(1, (0, 0)), (3000, (1, 1)), (3000, (0,))}


def test_a_draw_of_some_parameters_is_completed_to_one_that_can_be_served() -> None:
    draw = whole(question(), {"a": Fraction(4), "b": Fraction(1)})
    assert list(draw) == ["a", "b", "c", "h", "x"]
    assert draw["a"] == 4
    assert draw["c"] + draw["h"] > 2


KEYS = [
    "a / b + c",
    "a * b - c / 3",
    "(a - b) ^ 2 / c",
    "a / b + (a / c) ^ 0 * b",
    "1 / (1 + exp(-(a - b)))",
    "log(a * c) + sqrt(b)",
    "max(a / 3, b / 7) * c",
    "clip(a / b, 0.5, 1.5) * c",
]


@pytest.mark.parametrize("kept", [2, 3, 4])
@pytest.mark.parametrize("source_text", KEYS)
def test_whoever_rounds_in_between_stays_within_the_bound(source_text: str, kept: int) -> None:
    random_ = random.Random(source_text)
    term = opened(parse(source_text).term, {})
    rows = [{name: Fraction(random_.randint(1, 40), 10) for name in "abc"} for _ in range(60)]
    bound = bounds(term, rows, kept)
    for number, draw in enumerate(rows):
        exact = displayed(compiled(term)(draw), 12)
        worked = displayed(student(term, draw, kept, last=True), 3)
        assert abs(float(worked - exact)) <= bound[number] + 1e-12


def bounds(term: Term, rows: list[dict[str, Fraction]], kept: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    from qbank.expressions.ratios import Ratios

    columns = {name: Ratios.of([row[name] for row in rows]) for name in "abc"}
    honest = Honest(lambda asked: compiled(asked)(columns), len(rows), kept, lambda _: 1)
    return honest.stray(term, 3)


def student(term: Term, draw: dict[str, Fraction], kept: int, *, last: bool = False) -> Fraction:
    """What comes out when every intermediate result is rounded; the last one only as it is asked for."""
    match term:
        case Num() | Sym():
            return compiled(term)(draw)  # type: ignore[no-any-return]
        case Add(left, right) | Sub(left, right) | Mul(left, right) | Div(left, right):
            given = [student(left, draw, kept), student(right, draw, kept)]
        case Pow(base, Num() as exponent):
            found = compiled(Pow(Sym("x"), exponent))({"x": student(base, draw, kept)})
            return displayed(found, 12 if last else kept)
        case Apply(arguments=arguments):
            given = [student(argument, draw, kept) for argument in arguments]
        case _:
            (below,) = (getattr(term, field) for field in term.__struct_fields__)
            return -student(below, draw, kept)
    names = [f"x{number}" for number in range(len(given))]
    numbers = dict(zip(names, given, strict=True))
    again = (
        type(term)(*map(Sym, names)) if not isinstance(term, Apply) else Apply(term.function, tuple(map(Sym, names)))
    )
    return displayed(compiled(again)(numbers), 12 if last else kept)


def test_what_comes_out_even_does_not_stray() -> None:
    rows = [{"a": Fraction(1, 2), "b": Fraction(5, 4), "c": Fraction(9, 10)}]
    term = parse("a + c * b").term
    assert bounds(term, rows, 3)[0] == 0
    assert finite_decimals(rows[0]["c"] * rows[0]["b"]) == 3


def test_a_space_that_is_not_enumerated_for_drawing_is_gone_through_by_a_proof() -> None:
    text = QUESTION.format(most=3).replace("a: {from: 1, to: 4}", "a: {from: 1, to: 1500}")
    text = text.replace("b: {from: 1, to: 3}", "b: {from: 1, to: 700}")
    compiled_ = compile_item(read_model(ItemModel, source.parse(text, "q.yaml"), "q"))
    assert not compiled_.space.exhaustive
    sweep = sweep_of(compiled_, [Sym("a") * Sym("b")])
    assert (sweep.exhaustive, sweep.coverage, sweep.looked_at) == (True, 1, 1500 * 700 - 700)


def test_the_coverage_of_a_sample_is_stated() -> None:
    text = QUESTION.format(most=3).replace("a: {from: 1, to: 4}", "a: {from: 1, to: 15000}")
    text = text.replace("b: {from: 1, to: 3}", "b: {from: 1, to: 1000}")
    compiled_ = compile_item(read_model(ItemModel, source.parse(text, "q.yaml"), "q"))
    sweep = sweep_of(compiled_, [Sym("a") * Sym("b")])
    assert not sweep.exhaustive
    assert sweep.coverage == Fraction(200_000, 15_000_000)
    assert {(draw["a"], draw["b"]) for batch in sweep.batches() for draw in [batch.draw(0)]} != set()
