"""A small reader of GIFT, as Moodle 4.5 and 5.0 read it (question/format/gift/format.php) and were observed to.

``Fault`` is raised where Moodle would refuse the file, take an answer for another one, or break at the first attempt.
"""

import re

from tests.moodle_reader import ensure
from tests.moodle_simulator import PERCENTAGES, Alternative, Question

WEIGHT = re.compile(r"%(-?[0-9]{1,2}[0-9]*\.?[0-9]*)%")
ESCAPED = {"\\:": "&&058;", "\\#": "&&035;", "\\=": "&&061;", "\\{": "&&123;", "\\}": "&&125;", "\\~": "&&126;"}
ESCAPED |= {"\\n": "&&010"}
UNDONE = {"&&058;": ":", "&&035;": "#", "&&061;": "=", "&&123;": "{", "&&125;": "}", "&&126;": "~", "&&010": "\n"}
FORMATS = ("html", "markdown", "plain", "moodle")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def read(text: str) -> list[Question]:
    """The questions of a file, in order; a description has the type of one."""
    category, found = "", []
    for block in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip("\n")):
        lines = [line.strip() for line in block.split("\n")]
        comments = [line for line in lines if line.startswith("//")]
        body = _before("\n".join(line for line in lines if not line.startswith("//")).strip())
        if body.startswith("$CATEGORY:"):
            category = body[10:].strip()
            pieces = re.split(r"(?<!/)/(?!/)", category)
            ensure(pieces[:2] == ["$course$", "top"] and all(map(str.strip, pieces)), f"the category {category!r}")
            ensure("&&" not in category, "escapes are not undone in categories")
            continue
        question = _question(body)
        question.category = category
        _identify(question, " ".join(comments))
        found.append(question)
    numbers = [(one.category, one.number) for one in found if one.number]
    ensure(len(set(numbers)) == len(numbers), "an id number is dropped: it is there already")
    return found


def _before(text: str) -> str:
    text = text.replace("\\\\", "&&092;")
    for sign, mark in ESCAPED.items():
        text = text.replace(sign, mark)
    return text.replace("&&092;", "\\")


def _after(text: str) -> str:
    for mark, sign in UNDONE.items():
        text = text.replace(mark, sign)
    return text


def _formatted(text: str, default: str) -> tuple[str, str]:
    found = re.match(r"\[([^\]]*)\]", text)
    if found and found[1] in FORMATS:
        return found[1], _after(text[found.end() :]).strip()
    return default, _after(text).strip()


def _question(body: str) -> Question:
    ensure(body.startswith("::") and "::" in body[2:], "a question without a name")
    name, body = body[2:].split("::", 1)
    body = body.strip()
    start, end = body.find("{"), body.find("}")
    if start < 0 and end < 0:
        form, text = _formatted(body, "moodle")
        return Question("description", [], name=_after(name), text=text)
    ensure(0 <= start < end == len(body) - 1, "the braces of the answer")
    form, text = _formatted(body[:start], "moodle")
    ensure(form == "html", "a question that is not HTML")
    answers, _, general = body[start + 1 : end].strip().partition("####")
    question = _answered(answers.strip(), form)
    question.name, question.text, question.feedback = _after(name), text, _formatted(general, form)[1]
    ensure(0 < len(question.name) <= 255 and not re.search(r"<\w", question.name), "the name is cut")
    return question


def _answered(answers: str, form: str) -> Question:
    if not answers:
        return Question("essay", [])
    if answers.startswith("#"):
        return _numerical(answers[1:], form)
    if "~" in answers:
        return _multichoice(answers, form)
    if "=" in answers and "->" in answers:
        return _matching(answers, form)
    return _shortanswer(answers, form)


def _weighed(answer: str, default: float) -> tuple[float, str]:
    found = WEIGHT.match(answer)
    if not found:
        return default, answer
    weight = float(found[1])
    ensure(
        any(abs(abs(weight) - listed) < 1e-3 for listed in PERCENTAGES), f"the mark {weight} is not in Moodle's list"
    )
    return weight / 100, answer[found.end() :]


def _told(answer: str, form: str) -> tuple[str, str]:
    text, _, feedback = answer.partition("#")
    return _formatted(text.strip(), form)[1], _formatted(feedback.strip(), form)[1]


def _numerical(answers: str, form: str) -> Question:
    ensure("~" not in answers, "feedback for all other numbers")
    found = []
    for answer in filter(None, map(str.strip, answers.split("="))):
        fraction, rest = _weighed(answer, 1.0)
        numbers, feedback = _told(rest, form)
        value, _, tolerance = numbers.partition(":")
        ensure(NUMBER.fullmatch(value) and NUMBER.fullmatch(tolerance or "0"), f"{numbers!r} is no number")
        found.append(Alternative(value, fraction, feedback, float(tolerance or 0)))
    ensure(any(each.fraction == 1 for each in found), "no answer earns everything")
    return Question("numerical", found)


def _multichoice(answers: str, form: str) -> Question:
    single = "=" in answers
    found = []
    for answer in filter(None, map(str.strip, answers.replace("=", "~=").split("~"))):
        fraction, rest = (1.0, answer[1:]) if answer.startswith("=") else _weighed(answer, 0.0)
        found.append(Alternative(*_options(rest, fraction, form)))
    ensure(len(found) >= 2 and all(each.text for each in found), "fewer than two options, or a blank one")
    whole = sum(each.fraction for each in found if each.fraction > 0)
    ensure(any(each.fraction == 1 for each in found) if single else abs(whole - 1) < 1e-6, "full marks are impossible")
    return Question("multichoice", found, single=single)


def _options(rest: str, fraction: float, form: str) -> tuple[str, float, str]:
    text, feedback = _told(rest, form)
    return text, fraction, feedback


def _matching(answers: str, form: str) -> Question:
    stems = []
    for answer in filter(None, map(str.strip, answers.split("="))):
        ensure("->" in answer, "a pair without an arrow")
        stem, target = answer.split("->", 1)
        stems.append((_formatted(stem.strip(), form)[1], _after(target).strip()))
    ensure(all(0 < len(target) <= 255 and not re.search(r"<\S", target) for _, target in stems), "a target is cut")
    ensure(len([stem for stem, _ in stems if stem]) >= 2 and len(stems) >= 3, "two stems and three answers are needed")
    return Question("matching", [], stems=stems)


def _shortanswer(answers: str, form: str) -> Question:
    found = []
    for answer in filter(None, map(str.strip, answers.split("="))):
        fraction, rest = _weighed(answer, 1.0)
        text, feedback = _told(rest, form)
        found.append(Alternative(text, fraction, feedback))
    ensure(all(each.text for each in found), "a blank answer")
    ensure(any(each.fraction == 1 for each in found), "no answer earns everything")
    return Question("shortanswer", found)


def _identify(question: Question, comment: str) -> None:
    number = re.search(r"\[id:((?:\\\]|[^\]\x00-\x1f])+)\]", comment)
    question.number = number[1].strip() if number else ""
    question.tags = [tag.strip() for tag in re.findall(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f])+)\]", comment)]
    ensure(len(question.number) <= 100, "an id number of more than 100 characters")
