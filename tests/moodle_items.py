"""Small items for tests of what Moodle is given."""

from fractions import Fraction

from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.content import Maths, Paragraph, Piece, Text, Tree
from qbank.interactions import Choice, NumericEntry, SingleChoice
from qbank.item import Answer, Item, Known, Part
from qbank.tex import tree as tex
from qbank.writers import moodle
from tests.examples import example_item, words


def numeric(*known: Known, key: str = "1/5", tolerance: str = "1/2000", points: str = "2") -> Item:
    part = Part("value", words("What is V?"), NumericEntry(3, "nats"), Fraction(points))
    answer = Answer("value", Fraction(key), words("Add them."), Fraction(tolerance), known=known)
    return replace(example_item(), stem=words("A stem."), points=Fraction(points), parts=(part,), answers=(answer,))


def wrong(response: str, credit: str = "0", said: str = "No.") -> Known:
    return Known(Fraction(response), Fraction(credit), words(said), "slip")


def choice(*texts: Text, key: str = "c1", known: tuple[Known, ...] = (), shuffle: bool = True) -> Item:
    choices = tuple(Choice(f"c{place}", text) for place, text in enumerate(texts, start=1))
    interaction = SingleChoice(choices, "shuffle" if shuffle else "fixed")
    part = Part("sign", words("Which?"), interaction, Fraction(1))
    answer = Answer("sign", key, words("Look."), known=known)
    return replace(example_item(), stem=words("A stem."), points=Fraction(1), parts=(part,), answers=(answer,))


def formula(source: tex.Node) -> Text:
    return Text((Piece(Tree((Paragraph((Maths(source),)),))),))


def named(item: Item, name: str) -> Item:
    """An item of one part, the part named otherwise, so that it can stand beside others."""
    parts = tuple(replace(part, id=name) for part in item.parts)
    answers = tuple(replace(answer, part=name) for answer in item.answers or ())
    return replace(item, parts=parts, answers=answers)


def together(*items: Item) -> Item:
    parts = tuple(part for item in items for part in item.parts)
    answers = tuple(answer for item in items for answer in item.answers or ())
    return replace(items[0], parts=parts, answers=answers, points=sum((p.points for p in parts), Fraction(0)))


def parsed(item: Item) -> etree._Element:
    return etree.fromstring(moodle.question_xml(item))


def texts(question: etree._Element, path: str) -> list[str]:
    return [node.text or "" for node in question.findall(path)]
