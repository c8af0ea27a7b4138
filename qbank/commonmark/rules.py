"""The Markdown that authors write: CommonMark with tables and dollar maths, and everything else refused by name.

markdown-it-py reads it, with some of its rules replaced. Where CommonMark lets a slip pass as plain text (an unclosed
dollar, a tag, a link with a strange address), ours raise TextError with the offset in the text that is being read. The
dollar-maths plugin is used for displayed blocks only: its rule for inline maths looks at the last character of the text
when a dollar is the first, and leaves unclosed dollars as text.
"""

import functools
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from qbank.characters import FORBIDDEN
from qbank.errors import TextError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    Rule: TypeAlias = Callable[[StateInline, bool], bool]

MAX_LEVEL = 24

_MATHS = re.compile(r"(?:\\.|[^\\$])*", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_ENCODED_MARK = "%EE%80%8"
_DASHES = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?::?-+:?[ \t]*)?$", re.MULTILINE)
"""The line below the header of a table. In running text it stands only where the header has another number of cells."""

DOLLAR_HINT = "write $x$ for maths, without spaces just inside the dollars, and \\$ for a dollar sign"
BAR_HINT = "a bar ends a cell: write \\mid for one in a formula, and \\| for one in text"
TAG_HINT = "write \\< for a less-than sign; Markdown has *emphasis*, **strong** and `code`"


def blocks(text: str) -> "Sequence[Token]":
    """The blocks of a Markdown text as markdown-it tokens; the text inside them is not read yet."""
    return _markdown().parse(text)


def inlines(text: str) -> "Sequence[Token]":
    """The tokens of the text of one block; raises TextError with the offset in this text."""
    if "|" in text and (dashes := _DASHES.search(text)):
        raise TextError("no table: this line has not as many columns as the header above it", dashes.start(), BAR_HINT)
    parser = _markdown()
    return parser.inline.parse(text, parser, {}, [])


@functools.cache
def _markdown() -> "MarkdownIt":
    # Imported here, because it takes 50 ms and many commands read no text.
    from markdown_it import MarkdownIt, rules_inline
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    class Markdown(MarkdownIt):
        def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002  the name is markdown-it's
            """Every address is a link here, so that wrong ones are refused instead of passing as text."""
            return True

    parser = Markdown("commonmark", {"html": False, "maxNesting": 2 * MAX_LEVEL})
    parser.enable("table").disable(["reference", "inline", "text_join"])
    dollarmath_plugin(parser, allow_labels=False, allow_blank_lines=False)
    rules = parser.inline.ruler
    rules.at("math_inline", _maths)
    rules.at("html_inline", _refuse_tag)
    rules.at("link", _checked(rules_inline.link, _check_link))
    rules.at("autolink", _checked(rules_inline.autolink, _check_link))
    rules.at("image", _checked(rules_inline.image, _refuse_image))
    rules.at("entity", _checked(rules_inline.entity, _check_entity))
    rules.before("link", "footnote", _refuse_footnote)
    return parser


def _maths(state: "StateInline", silent: bool) -> bool:
    """A formula between dollars; any other dollar that is not escaped is refused."""
    start = state.pos
    if state.src[start] != "$":
        return False
    markup = "$$" if state.src.startswith("$$", start) else "$"
    found = _MATHS.match(state.src, start + len(markup))
    content, end = (found[0], found.end()) if found else ("", start)
    if not state.src.startswith(markup, end):
        raise TextError(f"this {markup!r} is never closed", start, DOLLAR_HINT)
    end += len(markup)
    if not content.strip():
        raise TextError("this formula is empty", start, DOLLAR_HINT)
    beside = content[0].isspace() or content[-1].isspace() or state.src[end : end + 1].isdigit()
    if markup == "$" and beside:
        raise TextError("this '$' does not enclose a formula", start, DOLLAR_HINT)
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.markup = content, markup
        token.meta["at"] = start + len(markup)
    state.pos = end
    return True


def _refuse_tag(state: "StateInline", silent: bool) -> bool:  # noqa: ARG001  the signature is markdown-it's
    from markdown_it.common.html_re import HTML_TAG_RE  # it comes with markdown-it, see above

    if state.src[state.pos] == "<" and (tag := HTML_TAG_RE.match(state.src, state.pos)):
        raise TextError(f"HTML is not accepted: {tag[0][:40]!r}", state.pos, TAG_HINT, len(tag[0]))
    return False


def _refuse_footnote(state: "StateInline", silent: bool) -> bool:  # noqa: ARG001  the signature is markdown-it's
    if found := _FOOTNOTE.match(state.src, state.pos):
        message, hint = f"footnotes are not accepted: {found[0][:40]!r}", "write \\[ for a bracket"
        raise TextError(message, state.pos, hint, len(found[0]))
    return False


def _checked(rule: "Rule", check: "Callable[[Sequence[Token], int], None]") -> "Rule":
    """The rule, with a look at the tokens that it makes and the offset where it starts."""

    def checked(state: "StateInline", silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            check(state.tokens[count:], start)
        return found

    return checked


def _check_link(tokens: "Sequence[Token]", start: int) -> None:
    link = next(token for token in tokens if token.type == "link_open")
    address = str(link.attrs.get("href", ""))
    if _ENCODED_MARK in address:
        raise TextError("a place cannot stand in the address of a link", start, "write the address out")
    if not _ADDRESS.match(address):
        hint = "addresses start with https://, http:// or mailto:; write \\[ for a bracket that is no link"
        raise TextError(f"the address of this link is not accepted: {address[:40]!r}", start, hint)
    if link.attrs.get("title"):
        raise TextError("the title of a link is not accepted", start, "write [text](address) only")


def _refuse_image(tokens: "Sequence[Token]", start: int) -> None:  # noqa: ARG001  as the other checks
    raise TextError("pictures are not supported yet", start, "write \\! for an exclamation mark before a link")


def _check_entity(tokens: "Sequence[Token]", start: int) -> None:
    if FORBIDDEN.search(tokens[-1].content):
        raise TextError("this character reference means a character that may not stand in a text", start)
