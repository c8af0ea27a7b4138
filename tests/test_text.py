"""Markdown with maths and places: what it becomes, what is refused, and where the author is told to look."""

import contextlib
import re

import pytest
from conftest import fastest
from hypothesis import given
from hypothesis import strategies as st

from qbank import content
from qbank.content import BlockPlace, Code, CodeBlock, Listing, Maths, Paragraph, Place, Str
from qbank.errors import MathsError, TextError
from qbank.tex.tree import Hole, Over
from qbank.text import compile_text


def blocks(source: str) -> tuple[content.Block, ...]:
    return compile_text(source).tree.blocks


def kinds(source: str) -> list[tuple[str, str]]:
    return [(place.expression, place.kind) for place in compile_text(source).places]


def refused(source: str) -> str:
    """What the author's text says where the error points."""
    with pytest.raises((TextError, MathsError)) as caught:
        compile_text(source)
    return source[caught.value.offset :]


def test_the_kind_of_a_place_is_where_it_stands() -> None:
    source = (
        "{{ a }} is $x_{{{ b }}}$ and `{{ c }}`\n\n{{ d }}\n\n- {{ e }}\n\n```\n{{ f }}\n```\n\n| {{ g }} |\n|---|\n"
    )
    assert kinds(source) == [
        ("a", "words"),
        ("b", "maths"),
        ("c", "code"),
        ("d", "block"),
        ("e", "block"),
        ("f", "code"),
        ("g", "words"),
    ]


def test_a_place_in_maths_is_a_hole_and_takes_the_last_two_braces() -> None:
    (paragraph,) = blocks(r"$\frac{{{ a }}}{2}$")
    assert isinstance(paragraph, Paragraph)
    (maths,) = paragraph.body
    assert isinstance(maths, Maths)
    assert isinstance(maths.tree, Over)
    assert isinstance(maths.tree.numerator, Hole)
    assert maths.tree.numerator.index == 0


def test_offsets_of_expressions_are_those_of_the_authors_text() -> None:
    source = "α {{ a }} and {{\n  b + c }}, {{'}}'}}"
    compiled = compile_text(source)
    assert [place.expression for place in compiled.places] == ["a", "b + c", "'}}'"]
    for place in compiled.places:
        assert source[place.offset :].startswith(place.expression)


def test_escaped_braces_are_braces() -> None:
    assert blocks(r"\{{ x }}") == (Paragraph((Str("{{ x }}"),)),)
    assert blocks(r"`\{{ x }}`") == (Paragraph((Code((Str("{{ x }}"),)),)),)


def test_soft_breaks_are_spaces_and_escapes_are_joined() -> None:
    assert blocks("a\nb \\* &amp; \\$5") == (Paragraph((Str("a b * & $5"),)),)


def test_nothing_is_a_link_or_a_quotation_mark_by_itself() -> None:
    assert blocks('https://x.y -- "q" (c)') == (Paragraph((Str('https://x.y -- "q" (c)'),)),)


def test_a_table_has_header_rows_and_alignments() -> None:
    (table,) = blocks("| a | b \\| c |\n|:--|--:|\n| {{ v }} | |\n")
    assert table == content.Table(
        header=((Str("a"),), (Str("b | c"),)), rows=(((Place(0),), ()),), alignments=("left", "right")
    )


def test_lists_hold_blocks_and_start_where_the_author_says() -> None:
    (listing,) = blocks("3. a\n\n   {{ b }}\n4. c")
    assert listing == Listing(((Paragraph((Str("a"),)), BlockPlace(0)), (Paragraph((Str("c"),)),)), start=3)


def test_code_keeps_its_lines() -> None:
    assert blocks("```python\na <b> $\n\n  c\n```") == (CodeBlock((Str("a <b> $\n\n  c"),)),)


@pytest.mark.parametrize("source", ["$$x$$", "$$\nx\n$$", "$$ x\n$$", "- $$x$$"])
def test_displayed_formulas_are_paragraphs_of_their_own(source: str) -> None:
    assert "display=True" in repr(blocks(source))


def test_a_formula_may_begin_a_text_that_ends_in_a_digit() -> None:
    assert blocks("$x$ is 5") != ()


def test_a_less_than_sign_is_no_tag() -> None:
    assert blocks("x < 3 and a<b") == (Paragraph((Str("x < 3 and a<b"),)),)


@pytest.mark.parametrize(
    ("source", "rest"),
    [
        ("a <b>c</b>", "<b>c</b>"),
        ("- a\n- <!-- x -->", "<!-- x -->"),
        ("a\n\n# b", "# b"),
        ("a\n---", "---"),
        ("a\n\n***\n", "***\n"),
        ("see ![a](b)", "![a](b)"),
        ("see [a](ftp://b)", "[a](ftp://b)"),
        ("see [a](javascript:b)", "[a](javascript:b)"),
        ('see [a](https://b "c")', '[a](https://b "c")'),
        ("see [a](https://b/{{ c }})", "[a](https://b/{{ c }})"),
        ("{{ a }} [^1]", "[^1]"),
        ("+ 3", "+ 3"),
        ("{{ a }} costs $5", "$5"),
        ("from $5 to $10", "$5 to $10"),
        ("> - {{ a }}\n>   $x", "$x"),
        ("| a | b |\n|---|---|\n| {{ c }} | $x |", "$x |"),
        ("| a |\n|---|\n| b | c |", "c |"),
        ("a $$x", "$$x"),
        ("{{ a }} {{ b", "{{ b"),
        ("{{ a {{ b }}", "{{ a {{ b }}"),
        ("x {{ }}", "{{ }}"),
        ("{{ it's }}", "{{ it's }}"),
        ("a \ue000", "\ue000"),
        ("a \x00", "\x00"),
        ("a &#xE000;0&#xE001;", "&#xE000;0&#xE001;"),
        ("``` {{ a }}\n```", "a }}\n```"),
    ],
)
def test_what_our_content_cannot_hold_is_refused_with_its_place(source: str, rest: str) -> None:
    assert refused(source) == rest


@pytest.mark.parametrize(
    "before",
    [
        "",
        "{{ a }} and $x$ ",
        "$x \\le y$ ",
        "> - a\n>   $x$ b\n>\n>   c ",
        "1. $x$\n\n2. ",
        "| a | b |\n|---|---|\n| $x$ \\| | {{ v }} ",
        "*{{ a }} **b** [c](https://d) `$x$` \\$ ",
        "a  \n$x$\n  b\n ",
    ],
)
def test_errors_in_maths_point_into_the_authors_text(before: str) -> None:
    source = before + r"$x + {{ n }} + \wrong$"
    assert refused(source).startswith(r"\wrong")


@pytest.mark.parametrize("quote", ["", "> ", "- "])
def test_errors_in_displayed_maths_point_into_the_authors_text(quote: str) -> None:
    continued = quote.replace("-", " ")
    source = f"{{{{ a }}}}\n\n{quote}$$\n{continued}x + x\n{continued}= x + \\wrong\n{continued}$$\n"
    assert refused(source).startswith("\\wrong")


@given(st.text(alphabet="ab1 \n\t$*_`[]()<>!|#-+=\\{}'\"&;:/.^~é", max_size=60))
def test_any_text_is_compiled_or_refused(source: str) -> None:
    try:
        compiled = compile_text(source)
    except (TextError, MathsError) as error:
        fault = error
    else:
        assert all(source.startswith(place.expression, place.offset) for place in compiled.places)
        return
    assert 0 <= fault.offset <= len(source)


@given(st.lists(st.from_regex(r"[a-zé][a-zé,. ]{0,20}[a-z]", fullmatch=True), min_size=1, max_size=4))
def test_plain_paragraphs_survive(paragraphs: list[str]) -> None:
    assert blocks("\n\n".join(paragraphs)) == tuple(Paragraph((Str(text),)) for text in paragraphs)


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 10_000,
        "*" * 10_000,
        ">" * 10_000,
        "*a " * 5_000,
        "`" * 10_000,
        "![a" * 300,
        "- " * 8_000,
        "\\" * 20_000,
        "|a" * 20 + "\n" + "|-" * 20 + "\n" + "|\n" * 250,
        "{{" * 5_000,
        "$a" * 5_000,
        "<!--" * 3_000,
        "*a " * 400 + "b* " * 400,
    ],
    ids=lambda text: text[:4],
)
def test_hostile_markdown_takes_no_time(hostile: str) -> None:
    def answer() -> None:
        with contextlib.suppress(TextError, MathsError):
            compile_text(hostile)

    assert fastest(answer) < 0.5, "it takes less than 0.05 s on an idle machine"


def test_texts_beyond_the_limits_are_refused() -> None:
    for source in ("a" * 20_001, "a\n" * 301, "{{ a }}" * 201, "|" * 30, "> " * 30 + "a", "*a " * 30 + "b* " * 30):
        with pytest.raises(TextError, match=r"more than|nested"):
            compile_text(source)


SIGNS = "#&*<>[]_`{|}~$!\\\t\n"


@given(st.text(st.sampled_from("aZé1 .,;:-+=()/'\"^%@?\u00a0\u2009" + SIGNS), max_size=12))
def test_words_and_prose_are_what_the_parser_makes_of_them(source: str) -> None:
    """Most texts are read without a parser of blocks, or of anything; nobody can tell."""
    with pytest.MonkeyPatch.context() as patch:
        compile_text.cache_clear()
        quick = outcome(source)
        for quick_way in ("_WORDS", "_PROSE"):
            patch.setattr(f"qbank.text.{quick_way}", re.compile("(?!)"))
        compile_text.cache_clear()
        assert outcome(source) == quick
    compile_text.cache_clear()


def outcome(source: str) -> object:
    try:
        return compile_text(source)
    except (TextError, MathsError) as error:
        return [(one.message, one.offset) for one in (error, *error.others)]


@pytest.mark.parametrize("source", ["a" * 20_001, "a\x07b", "a\ue000b", "a  b", "a ", "a\u00a0"])
def test_a_plain_line_is_limited_and_trimmed_like_any_other(source: str) -> None:
    test_words_and_prose_are_what_the_parser_makes_of_them.hypothesis.inner_test(source)  # type: ignore[attr-defined]
