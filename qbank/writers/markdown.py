"""Markdown: a file for each copy, and one with the keys of all copies; to be read, edited, and converted by other programs.

CommonMark, with formulas as LaTeX between dollars. Whatever is not written as Markdown on purpose is escaped.
"""

from functools import cache

import jinja2
from markupsafe import Markup

from qbank.answer_key import answer_key
from qbank.document import Question, questions
from qbank.item import Form, Quiz
from qbank.markup.markdown import blocks, code, escaped, item
from qbank.writers.copies import copy_name, printed
from qbank.writers.environment import environment, interactions
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.output import Output


def write(quiz: Quiz, output: Output) -> None:
    """A file for each copy of a quiz, and the file of their keys."""
    with output.open(f"{quiz.name}-key.md") as keys:
        for copy, (student, own_key) in enumerate(printed(quiz, _papers)):
            output.write(copy_name(quiz, copy, "md"), student)
            keys.write(own_key.encode())


def _papers(form: Form) -> tuple[str, str]:
    """The student's copy and the key of a form."""
    return paper(form), key(form)


def paper(form: Form) -> str:
    """The student's copy of a form."""
    return _template("paper").render(paper=questions(form), stem=_stem, blocks=blocks, item=item)


def key(form: Form) -> str:
    """The key of a form."""
    return _template("key").render(key=answer_key(form), blocks=blocks, item=item)


def _stem(question: Question) -> Markup:
    """A question's stem with a blank in each of its gaps."""
    fields = vars(_template("gaps").module)
    return blocks(question.stem, {gap.number: fields["gap"](gap) for gap in question.gaps})


def _template(name: str) -> jinja2.Template:
    return _environment().get_template(f"markdown/{name}.jinja")


@cache
def _environment() -> jinja2.Environment:
    """Jinja that escapes for Markdown whatever is not Markdown already."""
    overlay = environment().overlay(finalize=escaped)
    overlay.filters = {**overlay.filters, "code": code}
    return overlay


FORMAT = Format(
    name="markdown",
    ending="md",
    summary="Markdown with LaTeX formulas, to read, edit and convert, with a file of keys",
    keys="apart",
    interactions=interactions(_environment(), "markdown/interactions.jinja"),
    features=dict.fromkeys(FEATURES, EXACT)
    | {
        "language": "Markdown has no place to say in which language a text is",
        "pictures": "a picture is told in sentences",
    },
    examine=lambda _item: [],
    writes={"quiz": write},
)
