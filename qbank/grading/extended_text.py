"""A text is written: a person marks it, by the rubric that comes with the outcome."""

from qbank.item import Answer
from qbank.response import Pending


def grade_essay(answer: Answer) -> Pending:
    """Left to a person, with the criteria and the model answer."""
    rubric = answer.rubric
    match len(rubric.criteria):
        case 0:
            reason = "a person marks it"
        case 1:
            reason = "a person marks it by one criterion"
        case number:
            reason = f"a person marks it by {number} criteria"
    return Pending(reason, rubric)
