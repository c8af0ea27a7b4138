"""A small Moodle: it reads Moodle XML as Moodle 4.5 and 5.0 were observed to, and grades as their question types do.

``Fault`` (in ``moodle_reader``) is raised where Moodle would refuse the file, lose something without a word, or break at
the first attempt.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.moodle_reader import Element, Fault, ensure, read

PERCENTAGES = (
    *(0, 5, 10, 11.11111, 12.5, 14.28571, 16.66667, 20, 25, 30, 33.33333, 40, 50, 60),
    *(66.66667, 70, 75, 80, 83.33333, 90, 100),
)
NUMBER = r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
ORDERINGS = ("ABSOLUTE_POSITION", "ALL_OR_NOTHING", "RELATIVE_TO_CORRECT", "LONGEST_ORDERED_SUBSET")
SMILEYS = (":)", ":(", "8-)", "(y)", "(n)", ":-")
BLOCK = re.compile(r"<(p|div|ul|ol|table|blockquote|pre)\b")


# --- questions ------------------------------------------------------------------------------------------------------


class Alternative(NamedTuple):
    """One answer: what it says, the share it earns, what is told, and within which distance of a number."""

    text: str
    fraction: float
    feedback: str = ""
    tolerance: float = 0.0


@dataclass
class Question:
    """A question, or the gap of a cloze, as it is in the bank."""

    type: str
    answers: list[Alternative]
    name: str = ""
    text: str = ""
    feedback: str = ""
    mark: float = 1.0
    number: str = ""
    category: str = ""
    single: bool = True
    shuffled: bool = False
    layout: str = ""
    case: bool = False
    grading: str = ""
    lines: int = 0
    grader: str = ""
    stems: list[tuple[str, str]] = field(default_factory=list)
    gaps: list["Question"] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def grade(self, response: object) -> float | None:
        """The share of its mark that a response earns, as the question type computes it; None for an essay."""
        match self.type, response:
            case "numerical", float():
                return self._first(lambda each: _within(each, response)).fraction
            case "shortanswer", str():
                return self._first(lambda each: _matches(each.text, response, case=self.case)).fraction
            case "multichoice", int():
                return self.answers[response].fraction
            case "multichoice", frozenset():
                return min(max(0.0, sum(self.answers[place].fraction for place in response)), 1.0)
            case "matching", dict():
                stems = {stem: target for stem, target in self.stems if stem}
                return sum(response[stem] == target for stem, target in stems.items()) / len(stems)
            case "ordering", list():
                return self._ordered(response)
            case "cloze", list():
                whole = sum(gap.mark for gap in self.gaps)
                return (
                    sum(gap.mark * (gap.grade(one) or 0) for gap, one in zip(self.gaps, response, strict=True)) / whole
                )
            case "essay", _:
                return None
            case _:
                raise TypeError(self.type, response)

    def told(self, response: object) -> str:
        """The feedback of the answer that a typed response meets."""
        if isinstance(response, float):
            return self._first(lambda each: _within(each, response)).feedback
        return self._first(lambda each: _matches(each.text, str(response), case=self.case)).feedback

    def _first(self, meets: "object") -> Alternative:
        assert callable(meets)
        return next((each for each in self.answers if meets(each)), Alternative("", 0.0))

    def _ordered(self, given: list[int]) -> float:
        """``given`` are places in the file; as in qtype_ordering_question::grade_response."""
        count = len(self.answers)
        match self.grading:
            case "ALL_OR_NOTHING":
                return float(given == list(range(count)))
            case "LONGEST_ORDERED_SUBSET":
                best = max(map(len, _subsets(given)), default=0)
                return best / count if best > 1 else 0.0
            case _:
                raise Fault(f"unknown grading {self.grading!r}")


def _within(each: Alternative, response: float) -> bool:
    value = float(each.text)
    reach = each.tolerance + 1e-14 * max(each.tolerance, abs(value), 1e-14)
    return value - reach <= response <= value + reach


def _matches(literal: str, response: str, *, case: bool) -> bool:
    pieces = [re.escape(piece.replace("\\*", "*")) for piece in re.split(r"(?<!\\)\*+", literal)]
    return re.fullmatch(".*".join(pieces), response.strip(), 0 if case else re.IGNORECASE) is not None


def _subsets(places: list[int]) -> list[list[int]]:
    """Every ordered subset, as get_ordered_subsets collects them."""
    found: list[list[int]] = []
    for place in places:
        longer = [[*subset, place] for subset in found if subset[-1] < place]
        found += longer or [[place]]
    return found


# --- importing ------------------------------------------------------------------------------------------------------


def imported(xml: str) -> list[Question]:
    """The questions of a file, in order."""
    root = read(xml)
    ensure(root.name == "quiz", "the root is <quiz>")
    ensure(root.children, "an empty quiz is a fatal error")
    category, found = "", []
    for element in root.all("question"):
        if element.attributes["type"] == "category":
            category = _category(element)
        else:
            found.append(_question(element, category))
    numbers = [(question.category, question.number) for question in found if question.number]
    ensure(len(set(numbers)) == len(numbers), "an id number is dropped: it is there already")
    return found


def one(xml: str) -> Question:
    """The only question of a fragment."""
    (found,) = imported(f"<quiz>{xml}</quiz>")
    return found


def _category(element: Element) -> str:
    path = element.text("category/text")
    info = element.first("info")
    ensure(info is not None and "format" in info.attributes, "the <info> of a category has no format")
    pieces = re.split(r"(?<!/)/(?!/)", path)
    ensure(pieces[:2] == ["$course$", "top"], "a category is not below $course$/top")
    ensure(all(0 < len(piece.strip()) <= 255 for piece in pieces), "a category without a name, or with one too long")
    return path


def _question(element: Element, category: str) -> Question:
    made = TYPES[element.attributes["type"]](element)
    made.category = category
    made.name = element.text("name/text")
    ensure(0 < len(made.name) <= 255, "a name is cut")
    ensure(made.type != "ordering" or len(made.name.encode()) <= 42, "the name of an ordering is cut at 42 bytes")
    ensure(not re.search(r"<\w", made.name), "tags are stripped from a name")
    made.text = made.text or _html(element, "questiontext")
    made.feedback = _html(element, "generalfeedback")
    made.mark = float(element.text("defaultgrade"))
    ensure(made.mark >= 0 and 0 <= float(element.text("penalty")) <= 1, "a negative mark, or an odd penalty")
    made.number = element.text("idnumber", "")
    ensure(len(made.number) <= 100, "an id number of more than 100 characters")
    made.hints = [_html_text(hint.text("text")) for hint in element.all("hint")]
    ensure(all(made.hints), "a hint without text is dropped")
    made.tags = [tag.text("text") for tag in element.all("tags")[0].all("tag")] if element.all("tags") else []
    return made


def _html(element: Element, name: str) -> str:
    found = element.first(name)
    ensure(found is not None and found.attributes.get("format", "html") == "html", f"<{name}> is not HTML")
    return _html_text(element.text(f"{name}/text"))


def _html_text(text: str) -> str:
    """HTML as it is stored; nothing in it may be taken for a formula or a smiley."""
    ensure("$$" not in text, "$$ opens a formula")
    ensure("\\(" not in re.sub(r"\\\(.*?\\\)", "", text, flags=re.DOTALL), "a formula is not closed")
    ensure(not any(smiley in text for smiley in SMILEYS), "a smiley becomes a picture")
    return text


def _answers(element: Element, read_text: "object" = None) -> Iterator[Alternative]:
    for answer in element.all("answer"):
        fraction = float(answer.attributes["fraction"])
        near = [abs(abs(fraction) - percentage) < 1e-3 for percentage in PERCENTAGES]
        ensure(any(near), f"the mark {fraction} is not in Moodle's list")
        tolerance = answer.text("tolerance", "0")
        ensure(PLAIN_NUMBER.fullmatch(tolerance), f"the tolerance {tolerance!r}")
        told = _html_text(answer.text("feedback/text", ""))
        yield Alternative(answer.text("text"), fraction / 100, told, float(tolerance))


def _no_mark(answers: list[Alternative]) -> bool:
    return not any(each.fraction == 1 for each in answers)


def _numerical(element: Element) -> Question:
    answers = list(_answers(element))
    for each in answers:
        ensure(PLAIN_NUMBER.fullmatch(each.text), f"{each.text!r} is read as another number")
        ensure(len(re.sub(r"\D", "", each.text).strip("0")) <= 14, "more than 14 digits")
    ensure(not _no_mark(answers), "no answer earns everything")
    return Question("numerical", answers)


def _multichoice(element: Element) -> Question:
    answers = [each._replace(text=_html_text(each.text)) for each in _answers(element)]
    ensure(len(answers) >= 2 and all(each.text for each in answers), "fewer than two options, or a blank one")
    single = element.text("single")
    ensure(single in ("true", "false"), "true and false are small")
    ensure(element.text("answernumbering") == "abc", "another numbering")
    if single == "true":
        ensure(not _no_mark(answers), "full marks are impossible")
    else:
        whole = sum(each.fraction for each in answers if each.fraction > 0)
        ensure(abs(whole - 1) < 1e-6, "full marks are impossible")
    shuffled = element.text("shuffleanswers") == "true"
    return Question("multichoice", answers, single=single == "true", shuffled=shuffled)


def _shortanswer(element: Element) -> Question:
    answers = list(_answers(element))
    ensure(all(each.text for each in answers), "a blank answer")
    ensure(not _no_mark(answers), "no answer earns everything")
    return Question("shortanswer", answers, case=element.text("usecase") == "1")


def _matching(element: Element) -> Question:
    stems = []
    for pair in element.all("subquestion"):
        target = pair.text("answer/text")
        ensure(0 < len(target) <= 255, "a target without text or with too much")
        ensure(not re.search(r"<\S", target), "a target is cut at <")
        stems.append((_html_text(pair.text("text")), target))
    ensure(len([stem for stem, _ in stems if stem]) >= 2 and len(stems) >= 3, "two stems and three answers are needed")
    return Question("matching", [], stems=stems)


def _ordering(element: Element) -> Question:
    ensure(element.first("shownumcorrect") is not None, "without <shownumcorrect> the import dies")
    grading = element.text("gradingtype")
    ensure(grading in ORDERINGS and element.text("selecttype") == "ALL", "an unknown way of grading")
    answers = [Alternative(_html_text(each.text("text")), 1.0) for each in element.all("answer")]
    ensure(len(answers) >= 2 and all(each.text for each in answers), "fewer than two steps, or a blank one")
    ensure(len({each.text for each in answers}) == len(answers), "two steps with the same text")
    return Question("ordering", answers, grading=grading)


def _essay(element: Element) -> Question:
    ensure(element.text("responseformat") in ("editor", "editorfilepicker", "plain", "monospaced"), "rendering crashes")
    lines = int(element.text("responsefieldlines"))
    ensure(lines in range(5, 41, 5), "a size that the form does not know")
    return Question("essay", [], lines=lines, grader=_html(element, "graderinfo"))


# --- cloze: as question/type/multianswer/questiontype.php takes it apart ----------------------------------------------

FRACTION = r"(=|%(-?[0-9]+(?:[.,][0-9]*)?)%)"
ALTERNATIVE = FRACTION + r"?(.+?(?<!\\)(?<!&)(?<!&amp;)(?=[~#}]|$))(?:#(.*?(?<!\\)(?=[~}]|$)))?"
KINDS = "NM|MCV|MCH|MC|SAC|SA|MCS|MCVS|MCHS|MR|MRH|MRS|MRHS"
INSIDE = ALTERNATIVE.replace("(=|%(-?", "(?:=|%(?:-?").replace("(.+?", "(?:.+?").replace("#(.*?", "#(?:.*?")
GAP = re.compile(rf"\{{([0-9]*):({KINDS}):({INSIDE}(?:~{INSIDE})*)\}}", re.DOTALL)
EACH = re.compile("~?" + ALTERNATIVE, re.DOTALL)
NUMERICAL = re.compile(rf"({NUMBER})(?::({NUMBER}))?")


def _cloze(element: Element) -> Question:
    text = element.text("questiontext/text")
    gaps = []
    while found := GAP.search(text):
        gaps.append(_gap(found[1], found[2], found[3]))
        before = text[: found.start()]
        paragraph = before.rfind("<p") > before.rfind("</p")
        ensure(not (paragraph and gaps[-1].layout == "vertical"), "block elements in a paragraph")
        text = f"{before}[[{len(gaps)}]]{text[found.end() :]}"
    ensure("{#" not in text, "what reads as the number of a gap stands in the text")
    ensure(gaps, "a cloze without a gap")
    return Question("cloze", [], text=_html_text(text), gaps=gaps)


def _gap(weight: str, kind: str, alternatives: str) -> Question:
    answers, rest = [], alternatives
    while found := EACH.search(rest):
        share = 1.0 if found[1] == "=" else 0.01 * float(found[2]) if found[2] else 0.0
        told = _undone(html.unescape(found[4] or ""))
        numbers = NUMERICAL.fullmatch(found[3]) if kind == "NM" else None
        ensure(kind != "NM" or numbers, f"{found[3]!r} is no number for Moodle")
        if numbers:
            answers.append(Alternative(numbers[1], share, _html_text(told), float(numbers[2] or 0)))
        else:
            answers.append(Alternative(_undone(html.unescape(found[3])), share, _html_text(told)))
        rest = rest.replace(found[0], "", 1)
    made = {"NM": "numerical", "SA": "shortanswer", "SAC": "shortanswer"}.get(kind, "multichoice")
    gap = Question(made, answers, mark=float(weight or 1), case=kind == "SAC", single=not kind.startswith("MR"))
    gap.shuffled = kind in ("MCS", "MCVS", "MCHS", "MRS", "MRHS")
    gap.layout = "dropdown" if kind in ("MC", "MCS") else "vertical" if made == "multichoice" else ""
    _validate(gap)
    return gap


def _undone(text: str) -> str:
    return text.replace("\\}", "}").replace("\\#", "#")


def _validate(gap: Question) -> None:
    ensure(all(each.text.strip() for each in gap.answers), "a blank answer in a gap")
    if gap.type == "multichoice":
        ensure(len(gap.answers) >= 2, "one option is not enough")
        for each in gap.answers:
            if gap.layout == "dropdown":
                ensure("\\(" not in each.text and "<" not in each.text, "a drop-down shows plain text only")
            else:
                _html_text(each.text)
    if gap.single:
        ensure(sum(each.fraction == 1 for each in gap.answers) >= 1, "no answer earns everything")
        return
    whole = sum(each.fraction for each in gap.answers if each.fraction > 0)
    ensure(whole > 0, "no answer earns anything")
    gap.answers = [
        each._replace(fraction=each.fraction / whole if each.fraction > 0 else each.fraction) for each in gap.answers
    ]


TYPES = {
    "description": lambda _: Question("description", []),
    "numerical": _numerical,
    "multichoice": _multichoice,
    "shortanswer": _shortanswer,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
}


def seen(markup: str) -> str:
    """What a reader sees of HTML: no tags, entities decoded, blanks in one."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())
