"""Any number of options is chosen, at least one, by their ids: ``a, c``."""

from fractions import Fraction

from qbank.grading.feedback import all_told, names
from qbank.grading.ids import line, named, twice
from qbank.grading.scoring import all_or_nothing, proportional, right_minus_wrong, unfit
from qbank.interactions import MultipleChoice, ScoringPolicy
from qbank.item import Answer, Part
from qbank.response import Invalid, Response, Score


def grade_choices(part: Part, answer: Answer, entry: MultipleChoice, response: Response) -> Score | Invalid:
    """The share of the points that the policy gives, with what is known of each option wrongly chosen and of each missed.

    The credit of a ``Known`` does not count here: it is known of an option, not of a whole response.
    """
    found = named(response, entry.choices, kind="option", separators=",;&+")
    if isinstance(found, Invalid):
        return found
    if repeated := twice(found, "option"):
        return repeated
    chosen, right = {one.id for one in found}, set(answer.ids)
    wrong = right ^ chosen
    known = [one for one in answer.known if one.response in wrong]
    return Score(
        part.points * _share(part, right, chosen, len(entry.choices)),
        part.points,
        all_told(known),
        names(known),
        "; ".join(line(choice) for choice in entry.choices if choice.id in chosen),
    )


def _share(part: Part, right: set[str], chosen: set[str], options: int) -> Fraction:
    match part.scoring:
        case ScoringPolicy.ALL_OR_NOTHING:
            return all_or_nothing(right=chosen == right)
        case ScoringPolicy.PROPORTIONAL:
            return proportional(right, chosen, options)
        case ScoringPolicy.RIGHT_MINUS_WRONG:
            return right_minus_wrong(right, chosen)
        case _:
            raise unfit(part)
