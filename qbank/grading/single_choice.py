"""One option is chosen, by its id."""

from fractions import Fraction

from qbank.content import plain
from qbank.item import Answer, Choice, Part
from qbank.response import Invalid, Response, Score

LONGEST_SHOWN = 20


def grade_choice(part: Part, answer: Answer, choices: tuple[Choice, ...], response: Response) -> Score | Invalid:
    """Full marks for the right option; a wrong one earns what is known of it, with its feedback.

    The id is read in either case, also as ``a)``, ``(a)`` or ``a.``.
    """
    typed = response.strip().removeprefix("(").rstrip(").").strip()
    named = {choice.id.casefold(): choice for choice in choices}
    choice = named.get(typed.casefold()) if len(typed) <= LONGEST_SHOWN else None
    if choice is None:
        return _unknown(response, typed, [choice.id for choice in choices])
    read_as = f"{choice.id}) {' '.join(plain(choice.text).split())}"
    if choice.id == answer.key:
        return Score(part.points, part.points, read_as=read_as)
    for known in answer.known:
        if known.response == choice.id:
            return Score(part.points * known.credit, part.points, known.feedback, known.misconception, read_as)
    return Score(Fraction(0), part.points, read_as=read_as)


def _unknown(response: Response, typed: str, ids: list[str]) -> Invalid:
    shown = typed if len(typed) <= LONGEST_SHOWN else f"{typed[:LONGEST_SHOWN]}…"
    position = len(response) - len(response.lstrip())
    return Invalid(f"there is no option {shown!r}", position, f"choose one of {', '.join(ids)}")
