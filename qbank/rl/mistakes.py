"""Misconceptions put in the key's place: what a student gets who applies one consistently.

Each misconception of each formula that the key calls gives one mutation of the key, applied to every call of that formula.
"""

from collections.abc import Mapping

from qbank.rl.formula import Formula, formulas
from qbank.rl.procedure import Procedure, procedures
from qbank.term import Call, Term, Words, rebuild, walk


def called(term: Term) -> list[Formula | Procedure]:
    """The formulas and procedures that a Term calls, each once, outermost first.

    >>> from qbank.expressions.parse import parse
    >>> [formula.name for formula in called(parse("squared_error(td_target(r, g, w), v)").term)]
    ['squared_error', 'td_target']
    """
    names = dict.fromkeys(node.name for node in walk(term) if isinstance(node, Call))
    known: Mapping[str, Formula | Procedure] = {**procedures(), **formulas()}
    return [known[name] for name in names if name in known]


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


def words_given(term: Term, formula: str) -> frozenset[str]:
    """The words by which a Term's calls of a formula, or of a procedure, choose conventions.

    >>> from qbank.expressions.parse import parse
    >>> "sequence" in words_given(parse('value_loss([[1]], [[2]], "sequence")').term, "value_loss")
    True
    """
    calls = [node for node in walk(term) if isinstance(node, Call) and node.name == formula]
    return frozenset(given.text for call in calls for _, given in call.arguments if isinstance(given, Words))
