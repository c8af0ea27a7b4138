"""Web pages: one page for each copy, and one page with the keys of all copies.

A page needs nothing but itself: no script, no request, one style sheet inside, formulas as MathML. A form is made once; its
key waits in a temporary file until the codes of all forms are known, so that memory does not grow with their number.
"""

import tempfile
from collections.abc import Iterator
from typing import IO, NamedTuple

from markupsafe import Markup

from qbank.answer_key import answer_key
from qbank.content import Text, plain
from qbank.document import Question, questions
from qbank.item import Form, Quiz
from qbank.markup.html import WEB
from qbank.writers.copies import copy_name, printed
from qbank.writers.environment import environment, interactions
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.output import Output

CHUNK = 1 << 16  # characters of keys held at a time


def write(quiz: Quiz, output: Output) -> None:
    """A page for each copy of a quiz, and the page of its keys."""
    codes, language = [], "en"
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as keys:
        for copy, made in enumerate(printed(quiz, _pages)):
            codes.append(made.code)
            language = made.language
            output.write(copy_name(quiz, copy, "html"), made.page)
            keys.write(made.key)
        keys.seek(0)
        template = environment().get_template("html/key.jinja")
        sections = template.generate(title=quiz.title, language=language, codes=codes, sections=_chunks(keys))
        with output.open(f"{quiz.name}-key.html") as file:
            file.writelines(section.encode() for section in sections)


class Pages(NamedTuple):
    """A copy, written: its code and language, the student's page, and its key as a section of the page of keys."""

    code: str
    language: str
    page: str
    key: str


def _pages(form: Form) -> Pages:
    return Pages(form.code, form.language, page(form), key_section(form, form.copy + 1))


def page(form: Form, name: str = "html/page.jinja") -> str:
    """The student's page of a form, by this template."""
    template = environment().get_template(name)
    paper = questions(form)
    return template.render(paper=paper, language=paper.language, stem=_stem, blocks=WEB.blocks, inline=WEB.inline)


def _stem(question: Question) -> Markup:
    """A question's stem with a field in each of its gaps."""
    if not question.gaps:
        return WEB.blocks(question.stem)
    fields = vars(environment().get_template("html/gaps.jinja").module)
    return WEB.blocks(question.stem, {gap.number: fields[gap.response.kind](gap, _said) for gap in question.gaps})


def _said(text: Text) -> str:
    """A text where no markup can stand: a field's name, an option of a list to choose from."""
    return " ".join(plain(text).split())


def key_page(form: Form, name: str = "html/key.jinja") -> str:
    """The page of a form's key alone, by this template."""
    template = environment().get_template(name)
    section = Markup(key_section(form, 1))  # noqa: S704  made by our own template
    return template.render(title=form.title, language=form.language, codes=[form.code], sections=[section])


def key_section(form: Form, number: int) -> str:
    """The key of a form, as a section of the page of keys."""
    template = environment().get_template("html/key_form.jinja")
    return template.render(key=answer_key(form), number=number, blocks=WEB.blocks, inline=WEB.inline)


def _chunks(keys: IO[str]) -> Iterator[Markup]:
    while chunk := keys.read(CHUNK):
        yield Markup(chunk)  # noqa: S704  made by our own templates just before


FORMAT = Format(
    name="html",
    ending="html",
    summary="web pages to read, fill in and print, with a page of keys",
    keys="apart",
    interactions=interactions(environment(), "html/interactions.jinja"),
    features=dict.fromkeys(FEATURES, EXACT),
    examine=lambda _item: [],
    writes={"quiz": write},
)
