"""Which misconceptions a draw makes visible: whose answer is told from the right one and from every other mistake's.

Visible is what the diagnosis really tells: each wrong response is put in, as a student would type it, and graded.
"""

from fractions import Fraction

from qbank.grading.grade import grade
from qbank.interactions import ExpressionEntry, MultipleChoice
from qbank.item import Answer, Item, Known, Pair, Part
from qbank.practice.session import everywhere, misconceptions
from qbank.response import Response
from qbank.term import Sym, Term, substitute
from qbank.term_text import term_text


def visible(item: Item) -> frozenset[str]:
    """The misconceptions that this draw would show, by the names they have in every question."""
    return frozenset(
        name
        for part in item.parts
        for known in item.answer(part.id).known
        if known.misconception is not None
        for name in [everywhere(item.id, known.misconception)]
        if _diagnosed(item, part, known) == (name,)
    )


def _diagnosed(item: Item, part: Part, known: Known) -> tuple[str, ...]:
    response = mistaken(part, item.answer(part.id), known)
    return misconceptions(item.id, grade(item, {part.id: response})[part.id])


def mistaken(part: Part, answer: Answer, known: Known) -> Response:
    """What a student types who makes a known mistake, and no other.

    >>> from qbank.content import Text
    >>> from qbank.interactions import Choice, Matching
    >>> answer = Answer("roles", (Pair("a", "1"), Pair("b", "2")), Text())
    >>> part = Part("roles", Text(), Matching((), ()), Fraction(1))
    >>> mistaken(part, answer, Known(Pair("a", "2"), Fraction(0), Text()))
    'a:2;b:2'
    """
    match known.response:
        case Pair(source, target):
            return ";".join(f"{one.source}:{target if one.source == source else one.target}" for one in answer.pairs)
        case Term() as term:
            return _spelt(part, term)
        case Fraction() as number:
            return str(number)
        case choice if isinstance(part.interaction, MultipleChoice):
            return ",".join(sorted({*answer.ids, choice} - ({choice} if choice in answer.ids else set())))
        case text:
            return text.replace("*", "")


def _spelt(part: Part, term: Term) -> Response:
    """A formula in the symbols in which students write it."""
    if not isinstance(part.interaction, ExpressionEntry):
        return term_text(term)
    spellings = {symbol.name: Sym(symbol.spellings[0]) for symbol in part.interaction.symbols}
    return term_text(substitute(term, spellings))
