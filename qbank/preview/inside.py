"""Pages that are shown inside the preview's: what the product makes of a draw, by itself and as it would be handed out."""

from collections.abc import Callable, Mapping
from functools import partial

from qbank.generation.program import Program
from qbank.item import Form
from qbank.preview.moodle import attempt_page, bank_page
from qbank.preview.view import View
from qbank.writers.html import key_page, page
from qbank.writers.single import OneItem

InsidePage = Callable[[Program, View], str]


def _written(write: Callable[[Form, str], str], template: str, program: Program, view: View) -> str:
    item = view.item(program)
    return write(OneItem(item, item.id, item.title).form(0), template)


INSIDE_PAGES: Mapping[str, InsidePage] = {
    "student": partial(_written, page, "preview/student.jinja"),
    "key": partial(_written, key_page, "preview/key.jinja"),
    "student-page": partial(_written, page, "html/page.jinja"),
    "key-page": partial(_written, key_page, "html/key.jinja"),
    "moodle": attempt_page,
    "moodle-bank": bank_page,
}
