"""Open edX's open learning XML (OLX): a library of problems for each question, or a course with a test.

A library holds the variants of one question, so that a randomized content block draws one of them for each student. How
problems are read and marked was observed on the grader of Open edX itself (the package ``xblocks-contrib``).
"""

from qbank.item import Quiz
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.olx import course, text
from qbank.writers.olx.course import ORGANISATION
from qbank.writers.olx.problem import examine, written
from qbank.writers.olx.template import Library, filled, interactions
from qbank.writers.output import Output
from qbank.writers.tarball import Tarball
from qbank.writers.variants import written as variants
from qbank.writers.xml import checked


def write_bank(quiz: Quiz, output: Output) -> None:
    """A library for each question: ``<quiz>.tar.gz``, or ``<quiz>-<question>.tar.gz`` where there are several."""
    for item_id in quiz.item_ids:
        alone = len(quiz.item_ids) == 1
        name = quiz.name if alone else f"{quiz.name}-{item_id}"
        title = quiz.title if alone else f"{quiz.title} ({item_id})"
        with output.open(f"{name}.tar.gz") as stream, Tarball(stream) as tarball:
            lines = []
            for problem in variants(quiz, item_id, written):
                if not problem.whole:
                    tarball.write(f"library/problem/{problem.name}.xml", checked(problem.xml))
                lines.append(problem.xml if problem.whole else filled()("child", problem.name))
            library = Library(text.attribute(title), ORGANISATION, text.attribute(name), "\n".join(lines))
            tarball.write("library/library.xml", checked(filled()("library", library)))


FORMAT = Format(
    name="olx",
    ending="tar.gz",
    summary="Open edX: a library of variants for each question, or a course with a test that draws from them",
    keys="inside",
    interactions=interactions(),
    features=dict.fromkeys(FEATURES, EXACT)
    | {
        "objectives": "kept as an attribute in the problem's XML: Open edX shows none",
        "tags": "kept as an attribute in the problem's XML: Open edX shows none",
        "bloom": "kept as an attribute in the problem's XML: Open edX shows none",
        "spellings": "each quantity has one spelling, in the letters that Open edX reads, which the question tells",
        "accepted texts": "compared sign by sign, but for an article, quotation marks and a full stop around them",
        "carried forward": "only the key is accepted where an earlier answer is carried forward",
        "instructions": "they stand on the pages of a quiz: a library has no place for them",
        "minutes": "they limit a quiz where the platform allows for timed exams: a library has no time limit",
    },
    examine=examine,
    writes={"bank": write_bank, "quiz": course.write},
    again="problems are recognised by their names and updated; what else a library or a course holds, an import deletes",
)
