"""Formulas and quantities as one line of plain text, for terminals and the guide."""

from qbank.expressions.latex import latex
from qbank.rl.formula import Formula
from qbank.rl.notation import element, notation
from qbank.tex.parser import parse
from qbank.tex.unicode import unicode_maths


def equation(formula: Formula, **words: str) -> str:
    """The right side of a formula's general equation; ``words`` choose conventions.

    >>> from qbank.rl.formula import formulas
    >>> equation(formulas()["td_target"])
    'rₜ + γ V_ω(𝐱, 𝐲_{<t+1})'
    """
    return shown(latex(formula.general(**words)))


def symbol(formula: Formula) -> str:
    """What a formula's value is called: its symbol, with the indices of an element.

    >>> from qbank.rl.formula import formulas
    >>> symbol(formulas()["td_error"])
    'δₜ'
    """
    return shown(element(formula.name, formula.indices) if formula.indices else notation(formula.name))


def quantity(name: str) -> str:
    """A quantity as derivations print it.

    >>> quantity("discount"), quantity("batch_size")
    ('γ', 'batch size')
    """
    return shown(notation(name))


def shown(source: str) -> str:
    """LaTeX without places as a line of text.

    >>> shown("r_{t+1}")
    'rₜ₊₁'
    """
    return unicode_maths(parse(source), lambda hole: str(hole.index))
