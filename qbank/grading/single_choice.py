"""One option is chosen, by its id."""

from qbank.grading.characters import same
from qbank.grading.feedback import nothing, recognised
from qbank.grading.ids import folded, line
from qbank.grading.tokens import LONGEST_SHOWN
from qbank.interactions import Choice
from qbank.item import Answer, Part
from qbank.response import Invalid, Response, Score


def grade_choice(part: Part, answer: Answer, choices: tuple[Choice, ...], response: Response) -> Score | Invalid:
    """Full marks for the right option; a wrong one earns what is known of it, with its feedback.

    The id is read in either case, also as ``a)``, ``(a)`` or ``a.``.
    """
    known_as, offset = _bare(response)
    ids = folded(choice.id for choice in choices)
    if len(known_as) > LONGEST_SHOWN or known_as.casefold() not in ids:
        return _unknown(response[offset : offset + len(known_as)], offset, list(ids.values()))
    chosen = ids[known_as.casefold()]
    read_as = line(next(choice for choice in choices if choice.id == chosen))
    if chosen == answer.choice:
        return Score(part.points, part.points, read_as=read_as)
    for known in answer.known:
        if known.response == chosen:
            return recognised(part, known, read_as)
    return nothing(part, read_as)


def _bare(response: Response) -> tuple[str, int]:
    """The id without what people write around it, and at which character it begins."""
    text = same(response) if len(response) <= LONGEST_SHOWN else response
    bare = text.lstrip().removeprefix("(").lstrip()
    return bare.rstrip().rstrip(").").rstrip(), len(text) - len(bare)


def _unknown(typed: str, offset: int, ids: list[str]) -> Invalid:
    shown = typed if len(typed) <= LONGEST_SHOWN else f"{typed[:LONGEST_SHOWN]}…"
    return Invalid(f"there is no option {shown!r}", offset, f"choose one of {', '.join(ids)}")
