"""LaTeX maths: what is read, what is refused and where, and what every printer makes of it."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import fastest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from strategies import formulas, formulas_with_holes, hostile

from qbank.content import Figure, Number, figure
from qbank.errors import MathsError
from qbank.markup.fill import MARK, Template
from qbank.markup.latex import latex, number_latex
from qbank.markup.mathml import mathml, number_mathml
from qbank.markup.spoken import number_spoken, spoken
from qbank.markup.typst_maths import number_typst, typst_maths
from qbank.tex import symbols
from qbank.tex.parser import parse
from qbank.tex.tree import Fence, Guard, Hole, Letter, Node, Operator, Over, Role, Row, Words, guarded
from qbank.tex.unicode import unicode_maths

CASES = Path(__file__).parent / "cases" / "maths.md"
FIRST, SECOND = "\ue0000\ue001", "\ue0001\ue001"
MINUS_HALF = figure(Number(Fraction(-1, 2)))
THIRD = figure(Number(Fraction(1, 3)))

generously = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)


def readable(source: str) -> Node | None:
    """The tree, or None when the drawn source is refused (double scripts, joined numbers)."""
    try:
        return parse(source)
    except MathsError:
        return None


def guards(source: str) -> list[int]:
    """The guards of the holes in a formula, as they are handed to whoever fills them."""
    found = MARK.findall(latex(parse(source)))
    return [int(guard) for _, _, guard in found]


def filled(marked: str, write: object, *figures: Figure) -> str:
    assert callable(write)
    return Template(marked).fill(figures, lambda value, place: write(value, place.guard))  # type: ignore[arg-type]


# --- the cases that a teacher can read ------------------------------------------------------------------------------


def shown(source: str) -> str:
    tree = parse(source)
    return "\n".join(f"    {line}" for line in (source, unicode_maths(tree, str), spoken(tree)))


def test_each_case_is_shown_and_spoken_as_written(accept: bool) -> None:
    text = CASES.read_text(encoding="utf-8")
    actual = re.sub(r"(?m)^    (.+)\n    .+\n    .+$", lambda block: shown(block[1]), text)
    if accept:
        CASES.write_text(actual, encoding="utf-8")
    assert actual == CASES.read_text(encoding="utf-8")
    assert len(re.findall(r"(?m)^    .+\n    .+\n    .+$", text)) >= 40


# --- reading --------------------------------------------------------------------------------------------------------

REFUSED = [
    ("", 0, "the formula is empty", ""),
    ("a + \\gama", 4, "unknown command '\\gama'", "did you mean '\\gamma'?"),
    ("\\def\\x{1}", 0, "unknown command '\\def'", "did you mean '\\det'?"),
    ("\\color{red}x", 0, "unknown command '\\color'", "did you mean '\\colon'?"),
    ("{a + b", 0, "unclosed '{'", "add '}'"),
    ("a + b}", 5, "stray '}'", "there is no '{' before it"),
    ("x_a_b", 3, "double subscript", "group them with braces"),
    ("x^a^b", 3, "double superscript", "group them with braces"),
    ("x^a'", 3, "double superscript", "group them with braces"),
    ("a & b", 2, "stray '&'", "columns and lines belong between \\begin{aligned} and \\end{aligned}"),
    ("a \\\\ b", 2, "stray '\\\\'", "columns and lines belong between \\begin{aligned} and \\end{aligned}"),
    ("\\frac{a}", 0, "missing argument of '\\frac'", ""),
    ("x^", 1, "missing argument of '^'", ""),
    ("{x_}", 2, "missing argument of '_'", ""),
    ("\\frac{}{b}", 5, "empty argument of '\\frac'", ""),
    ("x^12", 2, "'^' takes only '1' of '12'", "write ^{12}"),
    ("x^-1", 2, "'^' takes only '-'", "put braces around the number"),
    ("_x", 0, "nothing for '_' to stand on", "put {} before it if that is meant"),
    ("1 2", 2, "'2' would join the number before it", "put \\cdot between them"),
    (f"{FIRST}5", 3, "'5' would join the number before it", "put \\cdot between them"),
    (f"0.{FIRST}", 2, "a value cannot continue a number", "write the number without a gap"),
    ("50% of", 2, "'%' has no meaning in maths", "write '\\%'"),
    ("é", 0, "'é' has no meaning in maths", "words belong in \\text{...}"),
    ("\\left( x", 0, "unclosed '\\left'", "add '\\right'"),
    ("x \\right)", 2, "stray '\\right'", ""),
    ("\\left x \\right)", 6, "'\\left' needs a bracket, not 'x'", "write '.' for no bracket"),
    ("\\begin{cases} a", 0, "unclosed '\\begin{cases}'", "add '\\end'"),
    ("\\begin{case} a \\end{case}", 7, "unknown environment 'case'", "did you mean 'cases'?"),
    ("\\begin{cases} a \\end{matrix}", 21, "'\\end{matrix}' closes '\\begin{cases}'", ""),
    ("\\begin{cases} a & b & c \\end{cases}", 20, "stray '&': cases have two columns", ""),
    ("\\text{a", 5, "unclosed '{'", ""),
    ("\\text{a $b$}", 8, "'$' cannot stand in '\\text'", "write '\\$'"),
    ("\\mathbf{a+b}", 9, "'\\mathbf' has no '+'", "\\boldsymbol takes all letters; words belong in \\text"),
    (
        "\\mathbf{\\theta}",
        8,
        "'\\mathbf' has no '\\theta'",
        "\\boldsymbol takes all letters; words belong in \\text",
    ),
    ("\\operatorname{a+b}", 14, "'a+b' cannot be the name of a function", "use letters, digits and '\\,' only"),
    ("a\\", 1, "a backslash at the end of the formula", ""),
    ("x" * 4001, 4000, "the formula has 4001 characters, more than 4000", ""),
    ("{" * 50, 40, "nested more than 40 levels deep", ""),
]


@pytest.mark.parametrize(("source", "offset", "message", "hint"), REFUSED)
def test_what_is_outside_the_subset_is_refused_at_its_offset(source: str, offset: int, message: str, hint: str) -> None:
    with pytest.raises(MathsError) as refused:
        parse(source)
    assert (refused.value.message, refused.value.offset, refused.value.hint) == (message, offset, hint)


HOSTILE = [
    "{", "x^{", "\\frac", "\\left(", "\\begin{cases}", "\\hat", "\\sqrt[", "\\text{", "\\", "x'", "|", "(|", "-", "\\,",
    "x", "\\frac xy", "{}", "x(", FIRST, "\\sum", "9", "\\begin{", "&", "\ue000", "\\operatorname{", "\\big(", "\\mathbf{",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_formulas_are_answered_quickly(piece: str) -> None:
    source = (piece * 4000)[:4000]
    assert fastest(lambda: readable(source)) < 0.5  # about 0.05 on an idle machine


@generously
@given(hostile)
def test_any_string_is_read_or_refused_within_itself(source: str) -> None:
    offset = 0
    try:
        parse(source)
    except MathsError as refused:
        offset = refused.offset
    assert 0 <= offset <= len(source)


def test_every_named_command_is_read() -> None:
    for command in (*symbols.LETTERS, *(name for name in symbols.OPERATORS if name.isalpha()), *symbols.NAMES):
        assert parse(f"x \\{command} y")


def test_letters_typed_as_unicode_are_their_commands() -> None:
    assert parse("γ ≤ ∑ − θ") == parse("\\gamma \\le \\sum - \\theta")


# --- signs, bars and brackets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "roles"),
    [
        ("-x", "prefix"),
        ("a-x", "binary"),
        ("a=-x", "relation prefix"),
        ("a+-x", "binary prefix"),
        ("a\\cdot(-x)", "binary open prefix close"),
        ("a,-x", "punctuation prefix"),
        ("\\log-x", "prefix"),
        ("{}-x", "binary"),
        ("\\pi(\\cdot|s)", "open ordinary ordinary close"),
        ("|x|", "open close"),
        ("2|x|-|y|", "open close binary open close"),
        ("\\pi(a|s)+|x|", "open ordinary close binary open close"),
        ("a \\quad -b", "prefix"),
        ("a \\, -b", "binary"),
    ],
)
def test_neighbours_decide_what_a_sign_or_bar_is(source: str, roles: str) -> None:
    tree = parse(source)
    assert isinstance(tree, Row)
    assert [child.role.value for child in tree.children if hasattr(child, "role")] == roles.split()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{0}", [0]),
        ("{0} + {1}", [0, 1]),
        ("{0} - {1} \\cdot {0}", [0, 1, 1]),
        ("-{0}", [1]),
        ("a / {0}", [2]),
        ("\\gamma {0}", [1]),
        ("\\gamma \\, {0}", [1]),
        ("V(s) {0}", [1]),
        ("\\left(s\\right) {0}", [1]),
        ("2{0}", [3]),
        ("{0}{1}", [0, 3]),
        ("{0}^2", [2]),
        ("2 + {0}^2", [2]),
        ("2{0}^2", [3]),
        ("({0})^2", [0]),
        ("V({0}, {1})", [0, 0]),
        ("a = {0}", [0]),
        ("\\frac{{{0}}}{{{1}}}", [0, 0]),
        ("x_{{{0}}} + e^{{{1}}}", [0, 0]),
        ("a {{{0} + 1}}", [1]),
        ("\\text{{so }} {0}", [0]),
        ("\\log {0}", [1]),
        ("\\sum_t {0}", [1]),
        ("\\text{{is {0}}}", [0]),
    ],
)
def test_a_value_is_guarded_where_its_sign_would_be_misread(source: str, expected: list[int]) -> None:
    assert guards(source.format(FIRST, SECOND)) == expected


def test_a_formula_that_fills_a_hole_is_put_in_brackets_like_a_number() -> None:
    difference = parse("a - b")
    assert guarded(difference, Guard.NONE) == difference
    assert guarded(difference, Guard.NEGATIVE) == Fence("(", ")", difference)
    assert guarded(Over(Letter("a"), Letter("b")), Guard.NEGATIVE) == Over(Letter("a"), Letter("b"))


# --- writing --------------------------------------------------------------------------------------------------------


@generously
@given(formulas)
def test_canonical_latex_reads_back_as_the_same_tree(source: str) -> None:
    tree = readable(source)
    if tree is not None:
        assert parse(latex(tree)) == tree


@generously
@given(formulas_with_holes)
def test_every_printer_writes_every_formula(source: str) -> None:
    tree = readable(source)
    if tree is None:
        return
    element = etree.fromstring(filled(mathml(tree, display=True), number_mathml, *[MINUS_HALF] * 4))
    assert {len(e) for e in element.iter("{*}mfrac", "{*}msub", "{*}msup", "{*}mover", "{*}munder")} <= {2}
    assert {len(e) for e in element.iter("{*}msubsup", "{*}munderover")} <= {3}
    assert isinstance(json.loads(filled(typst_maths(tree), number_typst, *[MINUS_HALF] * 4)), dict)
    assert filled(spoken(tree), number_spoken, *[MINUS_HALF] * 4) is not None
    assert "\ue000" not in unicode_maths(tree, lambda hole: str(hole.index))


@generously
@given(formulas_with_holes)
def test_every_hole_has_a_slot_in_every_markup(source: str) -> None:
    tree = readable(source)
    if tree is None:
        return
    expected = sorted(MARK.findall(latex(tree)))
    for marked in (mathml(tree, display=False), typst_maths(tree), spoken(tree)):
        assert sorted((i, g) for i, _, g in MARK.findall(marked)) == [(i, g) for i, _, g in expected]


DIFFERENT = [
    "x_1^2", "{x_1}^2", "{a+b}^2", "(a+b)^2", "a+b^2", "\\frac{a+b}{c}", "a+\\frac{b}{c}", "\\frac{a}{b}c", "a/bc",
    "\\frac{a}{bc}", "x^{ab}", "x^{(ab)}", "x^ab", "x_{ab}", "x_ab", "\\sqrt{ab}", "\\sqrt{a}b", "\\sqrt[3]{ab}",
    "\\sqrt{\\frac{a}{b}}", "\\mathbf{x}", "x", "\\boldsymbol{x}", "\\hat{x}", "\\bar{x}", "\\overline{x}", "\\tilde{x}",
    "\\log\\frac{a}{b}", "\\frac{\\log a}{b}", "V(s)", "V_s", "V^s", "\\lvert x\\rvert", "\\lVert x\\rVert",
    "\\frac{\\frac{a}{b}}{c}", "\\frac{a}{\\frac{b}{c}}", "s'", "s''", "\\mathbb{E}", "E", "\\mathcal{E}",
    "-x^2", "(-x)^2", "x^{-2}", "x-2", "x_{-2}", "a \\mid b", "a|b", "ab", "a\\cdot b", "a\\times b", "a,b", "a;b",
    "\\begin{pmatrix}a&b\\end{pmatrix}", "\\begin{pmatrix}a\\\\b\\end{pmatrix}", "\\begin{bmatrix}a&b\\end{bmatrix}",
]  # fmt: skip


def test_different_formulas_have_different_plain_text() -> None:
    texts = [unicode_maths(parse(source), str) for source in DIFFERENT]
    assert len(set(texts)) == len(texts)


def test_different_formulas_are_said_differently() -> None:
    said = [spoken(parse(source)) for source in DIFFERENT]
    alike = {text for text in said if said.count(text) > 1}
    assert alike == {"a times b", "a given b", "x sub 1 squared"}  # each means one thing


def test_text_is_escaped() -> None:
    tree = parse('\\text{<script>\\&"} < x')
    assert "<script>" not in mathml(tree, display=False)
    assert '&lt;script&gt;&amp;"' in mathml(tree, display=False)
    assert json.loads(typst_maths(tree))["c"][0] == {"k": "text", "s": '<script>&"'}
    assert parse(latex(Words("50% {_#&$}"))) == Words("50% {_#&$}")


def test_a_minus_sign_is_not_spaced_like_a_difference() -> None:
    assert '<mo form="prefix" lspace="0" rspace="0">−</mo>' in mathml(parse("-x"), display=False)
    assert json.loads(typst_maths(parse("-x")))["c"][0] == {"k": "op", "s": "−", "c": "normal"}


@pytest.mark.parametrize(
    ("value", "guard", "in_latex", "said"),
    [
        (MINUS_HALF, Guard.NONE, "-0.5", "minus 0.5"),
        (MINUS_HALF, Guard.NEGATIVE, "(-0.5)", "minus 0.5"),
        (MINUS_HALF, Guard.COMPOUND, "(-0.5)", "open paren minus 0.5 close paren"),
        (THIRD, Guard.NEGATIVE, "\\frac{1}{3}", "1 over 3"),
        (THIRD, Guard.COMPOUND, "\\left(\\frac{1}{3}\\right)", "open paren 1 over 3 close paren"),
        (Figure("", "5"), Guard.COMPOUND, "5", "5"),
        (Figure("", "5"), Guard.ALWAYS, "(5)", "5"),
        (Figure("+", "5", percent=True), Guard.NONE, "+5\\%", "plus 5 percent"),
    ],
)
def test_numbers_are_in_brackets_where_asked(value: Figure, guard: Guard, in_latex: str, said: str) -> None:
    assert number_latex(value, guard) == in_latex
    assert number_spoken(value, guard) == said
    brackets = "(" in in_latex
    assert (">(<" in number_mathml(value, guard)) is brackets
    assert ('"k":"lr"' in number_typst(value, guard)) is brackets
    assert isinstance(parse(in_latex), Node)


def test_an_operator_alone_in_braces_is_a_symbol() -> None:
    assert parse("a {=} b") == Row((Letter("a"), Operator("=", Role.ORDINARY), Letter("b")))
    assert isinstance(parse(f"\\text{{is {FIRST}}}"), Row)
    assert parse(FIRST) == Hole(0)
