"""Misconceptions put in the key's place: what a student gets who applies one consistently.

Each misconception of each formula that the key calls gives one mutation of the key, applied to every call of that formula.
"""

from qbank.rl.formula import Formula, formulas
from qbank.term import Call, Term, rebuild, walk


def called(term: Term) -> list[Formula]:
    """The formulas that a Term calls, each once, outermost first.

    >>> from qbank.expressions.parse import parse
    >>> [formula.name for formula in called(parse("squared_error(td_target(r, g, w), v)").term)]
    ['squared_error', 'td_target']
    """
    names = dict.fromkeys(node.name for node in walk(term) if isinstance(node, Call))
    return [formulas()[name] for name in names if name in formulas()]


def mutated(term: Term, formula: str, misconception: str) -> Term:
    """The Term with every call of the formula replaced by the misconception.

    >>> from qbank.expressions.parse import parse
    >>> key = parse("td_target(r, g, w)").term
    >>> mutated(key, "td_target", "td_target.target_without_bootstrap").name
    'td_target.target_without_bootstrap'
    """
    below = rebuild(term, lambda inner: mutated(inner, formula, misconception))
    if isinstance(below, Call) and below.name == formula:
        return Call(misconception, below.arguments)
    return below
