"""A number is typed: right within the tolerance of the key; otherwise what is known of it, or follows from earlier answers."""

from collections.abc import Mapping

from msgspec import Struct

from qbank.content import Text
from qbank.errors import Undecided
from qbank.grading.carried import carried
from qbank.grading.diagnosis import diagnosed
from qbank.grading.feedback import nothing, recognised
from qbank.grading.numbers import NOTHING, Reading, read, settled
from qbank.grading.tolerance import number_of, tolerated
from qbank.interactions import NumericEntry
from qbank.item import Answer, Item, Known, Part
from qbank.response import Outcome, Pending, Response, Score
from qbank.rl.arithmetic import Quantity


def grade_number(item: Item, part: Part, entry: NumericEntry, responses: Mapping[str, Response]) -> Outcome:
    """Full marks within the tolerance of the key, both ends included; what cannot be told apart is left to a person."""
    reading = read(responses[part.id], language=item.language, unit=entry.unit)
    if not isinstance(reading, Reading):
        return reading
    question = Question(item, part, item.answer(part.id), reading, responses)
    try:
        return settled(question.credited) or question.explained()
    except Undecided:
        return Pending(f"{reading.read_as} could not be told from the edge of what is accepted")


class Question(Struct, frozen=True):
    """A number that was read, and all that it is compared with."""

    item: Item
    part: Part
    answer: Answer
    reading: Reading
    responses: Mapping[str, Response]

    def credited(self) -> Score | None:
        """The best of what the number earns: as the key, as a known wrong number, as what follows from earlier answers."""
        value = self.reading.evaluate(NOTHING)
        part, read_as = self.part, self.reading.read_as
        if abs(value - self.answer.number) <= tolerated(self.answer):
            return Score(part.points, part.points, read_as=read_as)
        known = nearest_known(self.answer, value)
        score = recognised(part, known, read_as) if known is not None else None
        followed = carried(self.item, part, value, self.responses)
        if followed is not None and (score is None or followed[0] > score.earned):
            return Score(followed[0], part.points, followed[1], read_as=read_as)
        return score

    def explained(self) -> Score:
        """Nothing is earned, but perhaps the mistake is known."""
        wrong = nothing(self.part, self.reading.read_as)
        name, feedback = diagnosed(self.item, self.part, self.answer, self.reading) or (None, Text())
        return Score(wrong.earned, wrong.possible, feedback, name, wrong.read_as)


def nearest_known(answer: Answer, value: Quantity) -> Known | None:
    """The wrong number, among those known, that was meant: the nearest within the tolerance."""
    nearest, least = None, tolerated(answer)
    for candidate in answer.known:
        distance = abs(value - number_of(candidate))
        if distance <= least and (nearest is None or distance < least):
            nearest, least = candidate, distance
    return nearest
