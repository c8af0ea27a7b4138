"""Claims about texts: places show values that exist and can be read, and every branch of a condition is shown somewhere."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qbank.generation.looks import Guard, holds, wordings
from qbank.generation.places import ReadPlace
from qbank.generation.texts import Chosen, PlaceProgram, Shown
from qbank.question_types.keys import MOST_DIGITS
from qbank.question_types.question_type import Cells, Claim, Path
from qbank.question_types.undecided import EVERY
from qbank.term import Cond, Index, Num, Sym, Term, Words
from qbank.term_text import term_text

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

Branch = tuple[PlaceProgram, Term, Guard]
"""What a place shows, the Term it was written as, and where it does so."""


def text_claims(workshop: "ItemWorkshop") -> Iterator[Claim]:
    """Claims about every place that was read, and about texts that places could leave empty."""
    for place in workshop.notes.places:
        if "misconceptions" not in place.path:  # what is said of a wrong rule is shown only where it gives a value
            paragraph = workshop.notes.paragraphs.get(place.path[:2])
            guard = () if paragraph is None or place.path[-1] == "when" else ((paragraph, True),)
            yield from _place_claims(workshop, place, (place.program, place.term, guard))
    for written in (one for one in workshop.notes.texts if one.text.places):
        for wording in wordings(written.text, workshop.terms) or ():
            if not wording.words.strip() and "feedback" not in written.path:
                yield _never(written.path, wording.guard)


def _place_claims(workshop: "ItemWorkshop", place: ReadPlace, branch: Branch) -> Iterator[Claim]:
    program, term, guard = branch
    match program:
        case Chosen(condition=condition, then=then, otherwise=otherwise):
            test = workshop.terms.terms[condition]
            yield _existing(place, test, guard, "this condition")
            written = (term.then, term.otherwise) if isinstance(term, Cond) else None
            for wanted, below in ((True, then), (False, otherwise)):
                inside = (*guard, (test, wanted))
                if written is not None:  # of 'plural' both words are kept for other ranges
                    leaf = written[0 if wanted else 1]
                    yield _reached(place, leaf, inside)
                    yield from _place_claims(workshop, place, (below, leaf, inside))
        case Shown(quantity=quantity) if program.kind in ("number", "list"):
            shown = workshop.terms.terms[quantity]
            if not _is_drawn(shown):
                yield _existing(place, shown, guard, "this place")
                yield _readable(place, shown, program, guard)


def _is_drawn(term: Term) -> bool:
    """Whether the value is a parameter, or an element of one, or written down: as the author wants it to be."""
    return isinstance(term, (Sym, Num)) or (isinstance(term, Index) and isinstance(term.base, Sym))


def _existing(place: ReadPlace, term: Term, guard: Guard, what: str) -> Claim:
    return Claim(
        kind="no value",
        path=place.path,
        at=place.at,
        message=f"{what} has no value in some draws",
        terms=(term, *_terms(guard)),
        holds=lambda cells: _unless(guard, cells) | cells.defined(term),
        hint="exclude them by 'where', or say something else there",
    )


def _readable(place: ReadPlace, term: Term, shown: Shown, guard: Guard) -> Claim:
    look = shown.look
    return Claim(
        kind="unwieldy number",
        path=place.path,
        at=place.at,
        message=f"this number has more than {MOST_DIGITS} digits in some draws",
        terms=(term, *_terms(guard)),
        holds=lambda cells: _unless(guard, cells) | (cells.digits(term, look.decimals, look.style) <= MOST_DIGITS),
        hint="round it: fixed(..., 3), or narrow the parameters" if look.decimals is None else "narrow the parameters",
    )


def _reached(place: ReadPlace, leaf: Term, guard: Guard) -> Claim:
    return Claim(
        kind="unreachable text",
        path=place.path,
        at=place.at,
        message=f"no draw shows {term_text(leaf)}" if isinstance(leaf, Words) else "no draw shows one of the branches",
        terms=_terms(guard),
        holds=lambda cells: holds(guard, cells),
        hint="take it away, or widen the parameters",
        somewhere=True,
    )


def _never(path: Path, guard: Guard) -> Claim:
    return Claim(
        kind="empty text",
        path=path,
        message="this text is empty in some draws",
        terms=_terms(guard),
        holds=lambda cells: _unless(guard, cells),
        hint="say something in every branch, or exclude such draws by 'where'",
    )


def _terms(guard: Guard) -> tuple[Term, ...]:
    return tuple(condition for condition, _ in guard)


def _unless(guard: Guard, cells: Cells) -> Any:
    """For each draw whether the conditions are not all as they are to be."""
    return ~holds(guard, cells) if guard else ~EVERY
