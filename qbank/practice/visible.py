"""Which misconceptions a draw makes visible: whose answer is told from the right one and from every other mistake's."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from qbank.authoring.schema import ItemModel
from qbank.authoring.texts import Texts
from qbank.generation.program import program
from qbank.grading.tolerance import tolerated
from qbank.interactions import ExpressionEntry, MultipleChoice
from qbank.item import CONVENTION, Answer, Item, Known, Pair, Part
from qbank.practice.session import everywhere
from qbank.response import Response
from qbank.term import Sym, Term, substitute
from qbank.term_text import term_text

TYPICAL = 4
"""So many draws tell what a question usually makes visible."""
SEEN, SHOWS = "typical draws", "shows "


def visible(item: Item) -> dict[str, frozenset[str]]:
    """The misconceptions that this draw would show, by their names in every question, each with the parts that show it."""
    found: dict[str, frozenset[str]] = {}
    for part in item.parts:
        answer = item.answer(part.id)
        for known in answer.known:
            name = known.misconception
            if name is not None and not name.startswith(CONVENTION) and _is_told(answer, known):
                found[everywhere(item.id, name)] = found.get(everywhere(item.id, name), frozenset()) | {part.id}
    return found


def usually_visible(model: ItemModel) -> Mapping[str, int]:
    """In how many of its typical draws, which are nobody's, a question makes each misconception visible.

    This is remembered with the question: to compare questions by it, none of them need be compiled.
    """
    facts = model.texts.facts
    if SEEN not in facts:
        compiled = program(model)
        draws = range(min(TYPICAL, compiled.space.count))
        shown = Counter(name for variant in draws for name in visible(compiled.item("typical", variant)))
        facts |= {SEEN: len(draws)} | {f"{SHOWS}{name}": often for name, often in shown.items()}
    return _shows(model.texts)


@lru_cache(maxsize=1024)
def _shows(texts: Texts) -> dict[str, int]:
    return {fact.removeprefix(SHOWS): often for fact, often in texts.facts.items() if fact.startswith(SHOWS)}


def _is_told(answer: Answer, known: Known) -> bool:
    """Whether a mistake's number is neither that of another mistake nor accepted; other responses differ as they are written."""
    if not isinstance(known.response, Fraction):
        return True
    near = 2 * tolerated(answer)
    others = [one.response for one in answer.known if one.misconception != known.misconception]
    numbers = [answer.number, *(number for number in others if isinstance(number, Fraction))]
    return all(abs(known.response - number) > near for number in numbers)


def mistaken(part: Part, answer: Answer, known: Known) -> Response:
    """What a student types who makes a known mistake, and no other.

    >>> from qbank.content import Text
    >>> from qbank.interactions import Matching
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
            return ",".join(sorted({*answer.ids} ^ {choice}))
        case text:
            return text.replace("*", "")


def _spelt(part: Part, term: Term) -> Response:
    """A formula in the symbols in which students write it."""
    if not isinstance(part.interaction, ExpressionEntry):
        return term_text(term)
    spellings = {symbol.name: Sym(symbol.spellings[0]) for symbol in part.interaction.symbols}
    return term_text(substitute(term, spellings))
