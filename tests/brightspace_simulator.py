"""A small Question Library: it reads CSV as D2L's sample file and article 27274 describe it, and grades as D2L's help says.

Short answers: the first answer whose expression is found in the response. Multi-select: *correct answers* counts options that are
rightly chosen or left alone, *right minus wrong* takes those treated wrongly from those treated rightly, each worth the points
divided by the number of options, *all or nothing* wants every option treated rightly. Matching and ordering: equal shares, or
all or nothing. ``Fault`` (in ``moodle_reader``) is raised where a row is not one of the sample's.
"""

import csv
import io
import re
from dataclasses import dataclass, field

from tests.moodle_reader import ensure

TYPES = ("WR", "SA", "M", "MC", "TF", "MS", "O")
ORDER = ("NewQuestion", "ID", "Title", "QuestionText", "Points", "Difficulty", "Image")
ANSWERS = {
    "SA": ("InputBox", "Answer"),
    "M": ("Scoring", "Choice", "Match"),
    "MC": ("Option",),
    "TF": ("TRUE", "FALSE"),
    "MS": ("Scoring", "Option"),
    "O": ("Scoring", "Item"),
    "WR": ("InitialText", "AnswerKey"),
}
SCORINGS = {"M": ("EquallyWeighted", "AllOrNothing"), "O": ("EquallyWeighted", "AllOrNothing")}
SCORINGS["MS"] = ("RightAnswers", "RightMinusWrong", "AllOrNothing")


@dataclass
class Question:
    """A question of the library."""

    type: str
    rows: list[list[str]] = field(default_factory=list)

    def all(self, keyword: str) -> list[list[str]]:
        return [row for row in self.rows if row[0] == keyword]

    def one(self, keyword: str) -> str:
        found = self.all(keyword)
        ensure(len(found) <= 1, f"two rows of {keyword}")
        return found[0][1] if found else ""

    def grade(self, response: object) -> float:
        """The share of the points that a response earns."""
        match self.type, response:
            case "SA", str():
                met = (row for row in self.all("Answer") if re.search(row[2], response))
                return next((float(row[1]) / 100 for row in met), 0.0)
            case "MC", int():
                return float(self.all("Option")[response][1]) / 100
            case "TF", str():
                return float(self.all(response)[0][1]) / 100
            case "MS", frozenset():
                return self._several(response)
            case "M", dict():
                right = {row[1]: row[2] for row in self.all("Match")}
                shown = {row[2]: right[row[1]] for row in self.all("Choice")}
                return self._shares([response[source] == target for source, target in shown.items()])
            case "O", list():
                return self._shares([place == given for place, given in enumerate(response)])
            case _:
                raise TypeError(self.type, response)

    def _several(self, chosen: frozenset[int]) -> float:
        treated = [(row[1] == "1") == (place in chosen) for place, row in enumerate(self.all("Option"))]
        match self.one("Scoring"):
            case "RightAnswers":
                return sum(treated) / len(treated)
            case "RightMinusWrong":
                return max(0.0, (2 * sum(treated) - len(treated)) / len(treated))
            case _:
                return float(all(treated))

    def _shares(self, right: list[bool]) -> float:
        return sum(right) / len(right) if self.one("Scoring") == "EquallyWeighted" else float(all(right))


def read(data: bytes) -> list[Question]:
    """The questions of a file."""
    ensure(data.startswith("\ufeff".encode()), "the file has no byte order mark")
    found: list[Question] = []
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        ensure(len(row) == 5, f"{len(row)} columns: {row!r}")
        ensure(not row[0].startswith(("=", "+", "-", "@")), "a spreadsheet would run this")
        ensure(not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row), "a spreadsheet would run this")
        ensure(not any("\n" in cell or "\r" in cell for cell in row), "a line break in a cell")
        if row[0] == "NewQuestion":
            ensure(row[1] in TYPES, f"no type {row[1]!r}")
            found.append(Question(row[1]))
        if any(row):
            found[-1].rows.append(row)
    for question in found:
        _check(question)
    return found


def _check(question: Question) -> None:
    order = [*ORDER, *ANSWERS[question.type], "Hint", "Feedback"]
    keywords = [row[0] for row in question.rows]
    ensure(keywords == sorted(keywords, key=order.index), f"rows out of order: {keywords}")
    ensure(question.one("QuestionText") and question.one("ID"), "a question without text or id")
    ensure(float(question.one("Points")) > 0, "no points")
    if question.type in SCORINGS:
        ensure(question.one("Scoring") in SCORINGS[question.type], "an unknown scoring")
    for row in question.all("Option") + question.all("Answer"):
        ensure(0 <= float(row[1]) <= 100 and row[2], f"an option without text or weight: {row}")
    shares = [float(row[1]) for row in question.rows if row[0] in ("Option", "Answer", "TRUE", "FALSE")]
    ensure(not shares or max(shares) == (1 if question.type == "MS" else 100), "nothing earns everything")
    ensure(len({row[2] for row in question.all("Match")}) == len(question.all("Match")), "two targets look the same")
