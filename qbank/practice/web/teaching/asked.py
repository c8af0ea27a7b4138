"""A question as it was asked, with what was answered, for somebody who does not answer it."""

from datetime import datetime

from qbank.answer_key import Key, KeyQuestion, answer_key
from qbank.item import Item
from qbank.practice.session import Serving
from qbank.practice.web.question_page import QuestionPage, question_page, unmarked
from qbank.writers.single import OneItem


def as_asked(serving: Serving, now: datetime) -> QuestionPage:
    """The page that the learner has of a question, without what the learner does there."""
    return unmarked(question_page(serving, now, {}, None, ""))


def key_of(item: Item) -> KeyQuestion:
    """The answer key of a question as it was asked."""
    key: Key = answer_key(OneItem(item, item.id, item.title).form(0))
    return key.questions[0]
