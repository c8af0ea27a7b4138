"""A word or a few are typed: right when they are one of the accepted texts.

Compared are letters, not their dress: forms of the same character, kinds of dash and quotation mark, runs of spaces, and
what stands around the words (quotation marks, a full stop, an English article) make no difference, nor do capitals unless
the key says so.

Typing errors are accepted as far as the key allows, at most one for each five letters, so that short names stay apart
(``PPO`` is no misspelt ``DPO``), and never in a digit (``TD(1)`` is no misspelt ``TD(0)``). An author's own wrong text is
never taken for a misspelt right one.
"""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from qbank.content import Paragraph, Piece, Place, Str, Text, Tree
from qbank.grading.feedback import nothing, recognised
from qbank.grading.spelling import WILD, Pattern, pattern, typos
from qbank.item import Answer, Known, Part
from qbank.response import Invalid, Response, Score

MAX_CHARACTERS = 200
AROUND = " .,;:!?\"'()"
ARTICLE = re.compile(r"(?:the|an?) +(?=\w)", re.IGNORECASE)
LETTERS_PER_TYPO = 5
DASHES = "‐‑‒–—―−﹣"
QUOTES = "‘’‚‛ʼ′`´"
DOUBLE_QUOTES = "“”„‟«»″"
PLAIN = str.maketrans(
    {**dict.fromkeys(DASHES, "-"), **dict.fromkeys(QUOTES, "'"), **dict.fromkeys(DOUBLE_QUOTES, '"'), "…": "..."}
)
SPELT = Tree((Paragraph((Str("It is spelt “"), Place(0), Str("”."))),))


class Match(Struct, frozen=True):
    """A text that the response meets, with so many typing errors."""

    text: str
    known: Known | None
    wild: bool
    errors: int

    @property
    def rank(self) -> tuple[int, int, bool]:
        """What is meant, when several are met: first the exact one, then a general one, then the least misspelt.

        A known text with ``*`` comes last: it stands for what nothing else explains.
        """
        general = 3 if self.known is not None else 1
        tier = general if self.wild and (self.known is not None or not self.errors) else 2 if self.errors else 0
        return tier, self.errors, self.known is not None


def grade_text(part: Part, answer: Answer, response: Response, language: str = "en") -> Score | Invalid:
    """Full marks for an accepted text; one that is known earns its credit, with its feedback."""
    read_as = tidy(response) if len(response) <= MAX_CHARACTERS else ""
    if len(response) > MAX_CHARACTERS or len(read_as) > MAX_CHARACTERS:
        message = f"this has {len(response):,} characters; at most {MAX_CHARACTERS} are read"
        return Invalid(message, min(MAX_CHARACTERS, len(response)), "give a word or a few")
    if not read_as.strip(AROUND):
        return Invalid("nothing was typed" if not read_as else "no word was typed", _start(response))
    met = min(
        _matches(answer, read_as, english=language.partition("-")[0] == "en"),
        key=lambda match: match.rank,
        default=None,
    )
    if met is None:
        return nothing(part, read_as)
    spelt = _spelt(met.text) if met.errors and (met.known is None or met.known.credit > 0) else Text()
    if met.known is None:
        return Score(part.points, part.points, spelt, read_as=read_as)
    score = recognised(part, met.known, read_as)
    return Score(score.earned, score.possible, spelt + score.feedback, score.misconception, read_as) if spelt else score


def _matches(answer: Answer, typed: str, *, english: bool) -> Iterator[Match]:
    literals = answer.literals
    bare = typed.translate(PLAIN).strip(AROUND)
    ways = (
        [typed, bare, bare[article.end() :] if (article := ARTICLE.match(bare)) else bare] if english else [typed, bare]
    )
    given = list(dict.fromkeys(folded(text, case=literals.case) for text in ways))
    texts: list[tuple[str, Known | None]] = [(text, None) for text in literals.accepted]
    texts += [(known.response, known) for known in answer.known if isinstance(known.response, str)]
    for text, known in texts:
        wanted = pattern(folded(text, case=literals.case))
        most = min(literals.typos, sum(sign.isalpha() for sign in wanted) // LETTERS_PER_TYPO)
        errors = [found for one in given if (found := _errors(wanted, one, most)) is not None]
        if errors:
            yield Match(text, known, WILD in wanted, min(errors))


def _errors(wanted: Pattern, typed: str, most: int) -> int | None:
    """How many typing errors the response has, digits being none; None when it is another text."""
    errors = typos(wanted, typed, most)
    same_digits = WILD in wanted or [sign for sign in wanted if sign.isdigit()] == [s for s in typed if s.isdigit()]
    return errors if not errors or same_digits else None


def _spelt(text: str) -> Text:
    """How a text is spelt; what ``*`` stands for is left open."""
    shown = "".join("…" if sign == WILD else sign for sign in pattern(text))
    return Text((Piece(SPELT, (shown,)),))


def _start(response: Response) -> int:
    return len(response) - len(response.lstrip())


def tidy(text: str) -> str:
    """The text in one line, without what cannot be seen.

    >>> tidy("  value\\u00a0\\n func\\u200btion ")
    'value function'
    """
    seen = (sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) not in HIDDEN)
    return " ".join("".join(seen).split())


HIDDEN = ("Cf", "Cs", "Co", "Cn")


def folded(text: str, *, case: bool) -> str:
    """The text as it is compared.

    >>> folded("Q–Learning", case=False)
    'q-learning'
    """
    plain = tidy(text).translate(PLAIN)
    return plain if case else plain.casefold()
