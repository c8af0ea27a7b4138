"""How far a typed number may lie from the key: far enough for honest rounding, and nowhere near a wrong answer.

Who is asked for decimals rounds the result to them, which misses the key by up to half a unit of the last one. Where a result on
the way has more decimals than that, it is rounded, too; students are told to keep two decimals more in between, and a whole unit
is accepted. ``qbank check`` proves for every draw that work so rounded stays within the tolerance, and that every wrong rule,
itself so rounded, stays outside or gives the key itself. A draw in which one comes near is not served.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct

from qbank.expressions.figures import Shown
from qbank.question_types.options import part_name
from qbank.question_types.question_type import Cells, Claim, Constraint, Mutation, Path, Workshop
from qbank.term import Term

KIND = "tolerance"
MORE = 2
"""So many decimals more than asked for are kept for results on the way."""
SAME = Fraction(1, 10**12)
"""Two values nearer than this are the same: irrational ones are never proved to be equal."""


class Tolerance(Struct, frozen=True):
    """How far a response may lie from the key, both ends included, and how many decimals are kept on the way to it.

    ``own`` says whether it was derived, and not written by the author.
    """

    value: Fraction
    kept: int | None
    own: bool


def tolerance(
    key: Term, decimals: int | None, keep: int | None, written: Fraction | None, workshop: Workshop
) -> Tolerance:
    """The author's tolerance, or the one that follows from the decimals asked for; of those kept, the author's number or two."""
    if decimals is None:
        return Tolerance(written or Fraction(0), None, written is None)
    between = workshop.figures(key).between
    kept = min(decimals + MORE if keep is None else keep, between) if between > decimals else None
    unit = Fraction(1, 10**decimals)
    derived = unit / 2 if kept is None else unit
    return Tolerance(derived if written is None else written, kept, written is None)


def far_enough(key: Term, mutations: Sequence[Mutation], tolerated: Tolerance, path: Path) -> tuple[Constraint, ...]:
    """No wrong rule gives a number that the tolerance accepts, or nearly, unless it gives the key itself."""
    if not tolerated.own or not tolerated.value or not mutations:
        return ()
    terms = tuple(one.term for one in mutations)
    return (
        Constraint(too_near(path), (key, *terms), lambda cells: ~_any_near(cells, key, terms, 2 * tolerated.value)),
    )


def too_near(path: Path) -> str:
    """Why a draw is excluded in which a wrong rule comes near to the key of a part."""
    return f"a wrong rule comes too near to the key of {part_name(path)} to be told from it"


def claim_tolerance(
    key: Term, decimals: int | None, mutations: Sequence[Mutation], tolerated: Tolerance, path: Path, workshop: Workshop
) -> None:
    """Claim that honest work is accepted and that no wrong rule is."""
    if decimals is None:
        return
    kept, shown = decimals if tolerated.kept is None else tolerated.kept, workshop.leaf_decimals
    limit, field = float(tolerated.value) * (1 + 1e-9), (*path, "answer" if tolerated.own else "tolerance")
    workshop.claim(
        Claim(
            kind=KIND,
            path=field,
            message=f"honest rounding, to {kept} decimals in between and {decimals} at the end, may miss the key by more than"
            f" the tolerance {_said(tolerated.value)}",
            terms=(key,),
            holds=lambda cells: cells.strays(key, kept, decimals, shown) <= limit,
            hint="say a wider 'tolerance'",
        )
    )
    for one in mutations:
        workshop.claim(
            Claim(
                kind=KIND,
                path=field,
                message=f"the tolerance {_said(tolerated.value)} accepts the wrong answer of {one.name!r}",
                terms=(key, one.term),
                holds=lambda cells, one=one: ~_reaches(cells, key, one.term, tolerated.value, (kept, decimals, shown)),  # type: ignore[misc]
                hint="exclude such draws by 'where'",
            )
        )


def _reaches(cells: Cells, key: Term, wrong: Term, value: Fraction, work: tuple[int, int, Shown]) -> Any:
    """In which draws a wrong rule, honestly worked and rounded, may come to lie within the tolerance."""
    strays = cells.strays(wrong, *work)
    far = cells.distance(key, wrong) > float(value) * (1 + 1e-9) + strays
    return cells.defined(wrong) & ~far & cells.apart(key, wrong, SAME)


def _accepts(cells: Cells, key: Term, wrong: Term, gap: Fraction) -> Any:
    """In which draws a wrong rule, exactly worked, is within the gap and not the key."""
    return cells.defined(wrong) & ~cells.apart(key, wrong, gap) & cells.apart(key, wrong, SAME)


def _any_near(cells: Cells, key: Term, wrong: Sequence[Term], gap: Fraction) -> Any:
    near: Any = False
    for term in wrong:
        near = near | _accepts(cells, key, term, gap)
    return near


def _said(value: Fraction) -> str:
    return f"{float(value):g}"
