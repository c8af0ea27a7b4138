"""What hypothesis draws from: any formula of the accepted subset, as LaTeX source; any rational Term."""

from fractions import Fraction

from hypothesis import strategies as st

from qbank.term import Add, Apply, Compare, Cond, Div, Logic, Mul, Neg, Num, Pow, Sub, Sym, Term
from qbank.tex import symbols
from qbank.tex.tree import HOLE_CLOSE, HOLE_OPEN

_COMMANDS = sorted({*symbols.LETTERS, *(word for word in (*symbols.OPERATORS, *symbols.NAMES) if word.isalpha())})
_BRACKETS = ["(", ")", "[", "]", "|", "\\|", "\\{", "\\}", "\\lvert ", "\\rVert ", "\\langle ", "\\vert "]
_DELIMITERS = ["(", ")", "[", "]", "|", "\\|", "\\{", "\\}", ".", "/", "\\lfloor "]
_WORDS = st.text("ab <>&;'\"é", min_size=1, max_size=5).map(lambda text: text.replace("&", "\\&"))

leaves = st.one_of(
    st.sampled_from("xyzVRQs"),
    st.sampled_from(["1", "0.95", "12", "1{,}000"]),
    st.sampled_from("+-*/=<>:,;!.").map(lambda text: f" {text} "),
    st.sampled_from([":=", "~", "\\,", "\\!", "\\ ", "\\quad ", "\\%", "\\_", "{}", "'"]),
    st.sampled_from(_COMMANDS).map(lambda text: f"\\{text} "),
    st.sampled_from(_BRACKETS),
    st.sampled_from(["\\big", "\\Bigl", "\\biggr", "\\Biggm"]).flatmap(
        lambda size: st.sampled_from(_BRACKETS).map(lambda bracket: size + bracket)
    ),
    st.sampled_from(["\\mathbf{x1}", "\\boldsymbol{\\theta}", "\\mathbb{E}", "\\mathcal L", "\\mathrm{old}"]),
    st.sampled_from(["\\operatorname{clip}", "\\operatorname*{arg\\,max}", "\\mathit{ab}", "\\bm{\\Gamma x}"]),
    _WORDS.map(lambda text: f"\\text{{{text}}}"),
)
holes = st.integers(0, 3).map(lambda index: f"{HOLE_OPEN}{index}{HOLE_CLOSE}")


def _grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    row = st.lists(parts, min_size=1, max_size=4).map("".join)
    mark = st.sampled_from(sorted(symbols.ACCENTS))
    kind = st.sampled_from(["cases", "aligned", "pmatrix", "matrix", "vmatrix"])
    return st.one_of(
        row,
        row.map(lambda body: f"{{{body}}}"),
        st.builds("\\frac{{{}}}{{{}}}".format, row, row),
        st.builds("\\sqrt{{{}}}".format, row),
        st.builds("\\sqrt[{{{}}}]{{{}}}".format, row, row),
        st.builds("{}_{{{}}}".format, parts, row),
        st.builds("{}^{{{}}}".format, parts, row),
        st.builds("{}_{{{}}}^{{{}}}".format, parts, row, row),
        st.builds("\\{}{{{}}}".format, mark, row),
        st.builds("\\left{}{}\\right{}".format, st.sampled_from(_DELIMITERS), row, st.sampled_from(_DELIMITERS)),
        st.builds("\\begin{{{0}}}{1}&{2}\\\\{3}\\end{{{0}}}".format, kind, row, row, row),
    )


formulas = st.recursive(leaves, _grown, max_leaves=12)
formulas_with_holes = st.recursive(leaves | holes, _grown, max_leaves=12)
hostile = st.lists(
    st.sampled_from(
        ["{", "}", "\\", "\\frac", "^", "_", "&", "\\left(", "\\right", "\\begin{cases}", "x", "'", "1", "|"]
    ),
    max_size=60,
).map("".join)

NAMES = ("a", "b", "n")
"""What random Terms are made of."""


def _terms_grown(parts: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    powers = st.integers(-3, 3).map(lambda whole: Num(Fraction(whole)))
    return st.one_of(
        st.builds(Neg, parts),
        *(st.builds(node, parts, parts) for node in (Add, Sub, Mul, Div)),
        st.builds(Pow, parts, powers),
        st.builds(lambda *given: Apply("min", given), parts, parts),
        st.builds(lambda *given: Apply("max", given), parts, parts, parts),
        st.builds(lambda *given: Apply("clip", given), parts, parts, parts),
        st.builds(lambda given: Apply("abs", (given,)), parts),
        st.builds(Cond, _conditions(parts), parts, parts),
    )


def _conditions(parts: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    comparisons = st.builds(Compare, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), parts, parts)
    return comparisons | st.one_of(
        st.builds(lambda one: Logic("not", (one,)), comparisons),
        st.builds(lambda sign, *given: Logic(sign, given), st.sampled_from(["and", "or"]), comparisons, comparisons),
    )


_term_leaves = st.sampled_from(NAMES).map(Sym) | st.builds(Num, st.fractions(-3, 3, max_denominator=8))
quantities = st.recursive(_term_leaves, _terms_grown, max_leaves=8)
"""Rational Terms."""
conditions = _conditions(quantities)
