"""The formulas give the worked figures that the literature prints: tests/cases/published_figures.yaml."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from qbank import source
from qbank.expressions.evaluate import evaluate
from qbank.expressions.parse import parse
from qbank.rl.arithmetic import Quantity

FILE = Path(__file__).parent / "cases" / "published_figures.yaml"
CASES = source.parse(FILE.read_text(encoding="utf-8"), FILE.name).data


def rounded(value: Quantity, decimals: int) -> Fraction:
    """Halves away from zero, as printed figures are rounded."""
    if not isinstance(value, Fraction):
        return value.rounded(decimals)
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["computed"])
def test_a_published_figure_comes_out(case: dict[str, Any]) -> None:
    value = evaluate(parse(case["computed"]).term, {})
    found = value if isinstance(value, tuple) else (value,)
    if "decimals" in case:
        found = tuple(rounded(one, int(case["decimals"])) for one in found)
    assert found == tuple(Fraction(str(one)) for one in case["gives"])
