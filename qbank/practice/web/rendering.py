"""Pages as HTML, by their templates."""

from collections.abc import Mapping

from markupsafe import Markup

from qbank.content import plain
from qbank.markup.html import WEB
from qbank.practice.web.question_page import QuestionPage
from qbank.writers.environment import environment


def render(template: str, **values: object) -> str:
    """A page by its template, with what content needs to become markup."""
    return environment().get_template(template).render(values, blocks=WEB.blocks, inline=WEB.inline, said=said)


def question_markup(page: QuestionPage, names: Mapping[str, str]) -> str:
    """The page of a question, a field in each gap of its stem."""
    return render("practice/question.jinja", page=page, stem=stem(page), **names)


def stem(page: QuestionPage) -> Markup:
    """The stem of a question, a field in each of its gaps."""
    if not page.gaps:
        return WEB.blocks(page.stem)
    fields = vars(environment().get_template("practice/gaps.jinja").module)
    return WEB.blocks(page.stem, {gap.number: fields[gap.field.kind](gap, said) for gap in page.gaps})


def said(text: object) -> str:
    """A text where no markup can stand, as in a list to choose from."""
    return " ".join(plain(text).split())  # type: ignore[arg-type]
