"""Markdown, read again: it says what was meant, whatever an author or a draw put into it."""

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from qbank import content as c
from qbank.content import Gap, Number, Piece, Text, Tree
from qbank.markup.html import MATHJAX
from qbank.markup.markdown import blocks, escaped, item
from qbank.tex.parser import parse
from qbank.writers.markdown import FORMAT
from qbank.writers.output import Output
from tests.example_interactions import EXAMPLES
from tests.examples import HOSTILE, STEM, ExampleQuiz, words

READER = MarkdownIt("commonmark").enable("table")
READER.use(
    dollarmath_plugin,
    double_inline=False,
    renderer=lambda source, options: html_escaped(
        f"\\[{source.strip()}\\]" if options["display_mode"] else f"\\({source}\\)"
    ),
)
SHAPES = frozenset(
    {"ul", "ol", "li", "em", "strong", "code", "pre", "a", "table", "th", "td", "blockquote", "br", "h1"}
)


def html_escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def outline(page: str) -> tuple[list[tuple[str, str]], str]:
    """The elements of a page in order, links with their addresses; and its words."""
    tree = html.fragment_fromstring(page, create_parent="div")
    found = [(node.tag, node.get("href", "")) for node in tree.iter() if node.tag in SHAPES]
    return found, "".join(tree.text_content().split())


def read_again(text: Text) -> tuple[list[tuple[str, str]], str]:
    return outline(READER.render(str(blocks(text))))


def meant(text: Text) -> tuple[list[tuple[str, str]], str]:
    return outline(str(MATHJAX.blocks(text)))


def text_of(*tree: c.Block, values: tuple[c.Value, ...] = ()) -> Text:
    return Text((Piece(Tree(tree), values),))


# --- any content --------------------------------------------------------------------------------------------------

_signs = st.text(st.sampled_from(string.punctuation + "ab1 −γ\u00a0"), min_size=1, max_size=8)
_starts = st.sampled_from(
    ["1. x", "- x", "+ x", "# x", "> x", "===", "---", "***", "```", "~~~", "    x", "1) x", "| x |"]
)
strings = (_signs | _starts).filter(str.strip)
formulas = st.sampled_from(
    ["\\gamma V(s')", "r_t < 1", "|x|", "\\text{a \\$ b}", "\\{a\\}", "a \\| b", "x^{*}_{*}"]
).map(parse)
_leaves = st.one_of(
    st.builds(c.Str, strings),
    st.builds(c.Place, st.integers(0, 2)),
    st.builds(c.Maths, formulas),
    st.builds(c.Code, st.tuples(st.builds(c.Str, strings))),
    st.just(c.Break()),
)


def _line(parts: st.SearchStrategy[c.Inline]) -> st.SearchStrategy[tuple[c.Inline, ...]]:
    """Inlines that begin and end with words, as lines that are read from Markdown do."""
    word = st.builds(c.Str, st.sampled_from(["so", "1.", "-", "(b)"]))
    return st.tuples(word, st.lists(parts, max_size=3).map(tuple), word).map(lambda line: (line[0], *line[1], line[2]))


inlines = st.recursive(
    _leaves,
    lambda parts: st.one_of(
        st.builds(c.Emphasis, st.tuples(st.builds(c.Str, st.sampled_from(["yes", "a-b", "(x)"])))),
        st.builds(c.Strong, st.tuples(parts)),
        st.builds(c.Link, st.sampled_from(["https://example.org/a_(b)?c=1&lt=2", "mailto:a@b.c"]), _line(_leaves)),
    ),
    max_leaves=4,
)
lines = _line(inlines)
cells = _line(inlines.filter(lambda one: "Break" not in repr(one)))
tables = st.tuples(cells, cells).flatmap(
    lambda header: st.lists(st.tuples(cells, cells), max_size=2).map(
        lambda rows: c.Table(header, tuple(rows), ("left", "center"))
    )
)
_flat = st.one_of(
    st.builds(c.Paragraph, lines),
    tables,
    st.builds(c.CodeBlock, st.tuples(st.builds(c.Str, strings.map(lambda text: f"{text}\n{text}\n")))),
)
any_block = st.recursive(
    _flat,
    lambda parts: st.one_of(
        st.builds(c.Quote, st.lists(parts, min_size=1, max_size=2).map(tuple)),
        st.builds(
            c.Listing,
            st.lists(st.tuples(st.builds(c.Paragraph, lines), parts), min_size=1, max_size=2).map(tuple),
            st.sampled_from([None, 1, 7]),
        ),
    ),
    max_leaves=3,
)
values = st.tuples(strings, strings, st.builds(Number, st.fractions(-9, 9, max_denominator=8)))


@settings(max_examples=150)
@given(st.lists(any_block, min_size=1, max_size=3), values)
def test_any_text_says_the_same_when_it_is_read_again(tree: list[c.Block], filled: tuple[c.Value, ...]) -> None:
    text = text_of(*tree, values=filled)
    assert read_again(text) == meant(text)


def test_an_exclamation_mark_before_a_link_makes_no_picture() -> None:
    text = text_of(c.Paragraph((c.Str("Look!"), c.Link("https://example.org", (c.Str("here"),)))))
    assert read_again(text) == meant(text)


@given(strings)
def test_any_words_are_no_markdown(text: str) -> None:
    assert read_again(words(text)) == ([], "".join(text.split()))
    assert outline(READER.render(f"# {escaped(text)}"))[1] == "".join(text.split())


# --- by hand ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hostile", [HOSTILE, "*a* _b_ `c` [d](e) <f> #g $h$ &amp; ~~i~~ \\j", "1. a", "- a", "# a", "> a"]
)
def test_signs_of_markdown_in_an_authors_words_are_only_words(hostile: str) -> None:
    assert READER.render(str(blocks(words(hostile)))).strip() == f"<p>{Markup.escape(hostile)}</p>".replace(
        "&#34;", "&quot;"
    )


def test_a_bar_in_a_cell_stays_in_its_cell() -> None:
    table = c.Table(((c.Str("a|b"),), (c.Code((c.Str("x|y"),)),)), (), ("left", "right"))
    assert str(blocks(text_of(table))) == "| a\\|b | `x\\|y` |\n| :-- | --: |"
    assert read_again(text_of(table)) == meant(text_of(table))


def test_lists_one_after_the_other_stay_two() -> None:
    one = c.Listing(((c.Paragraph((c.Str("a"),)),),))
    assert read_again(text_of(one, one))[0] == [("ul", ""), ("li", ""), ("ul", ""), ("li", "")]


def test_emphasis_inside_a_word_is_seen() -> None:
    body = (c.Str("re"), c.Emphasis((c.Str("ward"),)), c.Str("s "), c.Strong((c.Place(0),)))
    text = text_of(c.Paragraph(body), values=("",))
    assert str(blocks(text)).startswith("re<em>ward</em>s")


def test_a_text_with_everything_in_it_is_read_again() -> None:
    elements, said = read_again(STEM)
    assert (elements, said) == meant(STEM)


def test_a_gap_is_what_it_is_given() -> None:
    text = text_of(c.Paragraph((c.Str("Q is "), c.Place(0))), values=(Gap("q"),))
    assert str(blocks(text, {"q": Markup("\\[1\\]")})) == "Q is \\[1\\]"


def test_an_option_that_is_a_list_stands_below_its_letter() -> None:
    listing = c.Listing(((c.Paragraph((c.Str("a"),)),), (c.Paragraph((c.Str("b"),)),)))
    assert str(item(text_of(listing))) == "\n\n  - a\n  - b"


def test_copies_have_files_of_their_own_and_share_one_key(tmp_path: Path) -> None:
    with Output(tmp_path, replace=False) as output:
        FORMAT.write(ExampleQuiz(copies=2, items=tuple(EXAMPLES.values())), output)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["quiz-1-01.md", "quiz-1-02.md", "quiz-1-key.md"]
    key = (tmp_path / "quiz-1-key.md").read_text()
    assert "answer key of form K3F0" in key
    assert "answer key of form K3F1" in key
