"""Claims about quantities, strata and paragraphs: each has a value in every draw, and stands in some."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qbank.question_types.question_type import Cells, Claim, Path
from qbank.term import Sym, Term

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop


def condition_claims(workshop: "ItemWorkshop") -> Iterator[Claim]:
    """Claims that quantities exist, and that no stratum and no paragraph is idle."""
    for name, term in workshop.quantities.items():
        if not isinstance(term, Sym):
            yield exists(("let", name), f"{name!r}", term)
    for number in range(len(workshop.notes.strata)):
        yield _dealt(workshop.notes.strata, number)
    for path, condition in workshop.notes.paragraphs.items():
        yield exists((*path, "when"), "this condition", condition)
        yield Claim(
            kind="unreachable paragraph",
            path=(*path, "when"),
            message="this paragraph stands in no draw",
            terms=(condition,),
            holds=lambda cells, condition=condition: cells.truth(condition),  # type: ignore[misc]
            hint="take it away, or widen the parameters",
            somewhere=True,
        )


def exists(path: Path, what: str, term: Term, at: tuple[int, int] | None = None) -> Claim:
    """The claim that a value exists in every draw."""
    return Claim(
        kind="no value",
        path=path,
        at=at,
        message=f"{what} has no value in some draws",
        terms=(term,),
        holds=lambda cells: cells.defined(term),
        hint="exclude them by 'where'",
    )


def _dealt(strata: list[Term], number: int) -> Claim:
    """A stratum has the draws that fulfil its condition and none of those before it."""

    def holds(cells: Cells) -> Any:
        own = cells.truth(strata[number])
        for earlier in strata[:number]:
            own = own & ~cells.truth(earlier)
        return own

    return Claim(
        kind="empty stratum",
        path=("strata", number),
        message="this stratum has no draw" + (" that those before leave" if number else ""),
        terms=tuple(strata),
        holds=holds,
        hint="take it away, or widen the parameters",
        somewhere=True,
    )
