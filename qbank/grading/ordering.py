"""Steps are put in order, by their ids: ``c, a, b``, also ``c > a > b``."""

from fractions import Fraction

from qbank.content import Paragraph, Piece, Place, Str, Text, Tree
from qbank.grading.feedback import all_told, names
from qbank.grading.ids import line, named, twice
from qbank.grading.scoring import all_or_nothing, longest_run, unfit
from qbank.interactions import Ordering, ScoringPolicy
from qbank.item import Answer, Part
from qbank.response import Invalid, Response, Score

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
MISPLACED = Tree((Paragraph((Str("“"), Place(0), Str("” should not come "), Place(1), Str("."))),))


def grade_ordering(part: Part, answer: Answer, entry: Ordering, response: Response) -> Score | Invalid:
    """The share of the points that the policy gives; of a wrong order the first wrong step is named, and what is known of it.

    No more of the right order is told than that.
    """
    found = named(response, entry.steps, kind="step", separators=",;>→-")
    if isinstance(found, Invalid):
        return found
    steps = {step.id: step for step in entry.steps}
    given = [one.id for one in found]
    if repeated := twice(found, "step"):
        return repeated
    if missing := [step for step in steps if step not in given]:
        return Invalid(f"missing: {', '.join(missing)}", len(response.rstrip()), "name every step once, in order")
    earned = part.points * _share(part, [answer.ids.index(step) for step in given])
    read_as = "; ".join(line(steps[step]) for step in given)
    first = next((place for place, step in enumerate(given) if step != answer.ids[place]), None)
    if first is None:
        return Score(earned, part.points, read_as=read_as)
    known = [one for one in answer.known if one.response == given[first]]
    feedback = Text((Piece(MISPLACED, (steps[given[first]].text, ordinal(first + 1))),)) + all_told(known)
    return Score(earned, part.points, feedback, names(known), read_as)


def _share(part: Part, places: list[int]) -> Fraction:
    match part.scoring:
        case ScoringPolicy.ALL_OR_NOTHING:
            return all_or_nothing(right=places == sorted(places))
        case ScoringPolicy.LONGEST_RUN:
            return longest_run(places)
        case _:
            raise unfit(part)


def ordinal(number: int) -> str:
    """The place in words.

    >>> ordinal(3), ordinal(11), ordinal(22)
    ('third', '11th', '22nd')
    """
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    last = number % 10 if number // 10 % 10 != 1 else 0
    return f"{number}{('th', 'st', 'nd', 'rd')[last if last < 4 else 0]}"
