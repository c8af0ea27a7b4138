"""A target is found for each source: ``a:1; b:2``, also ``a-1, b=2``, ``a→1``, ``a 1``, ``a1``.

Every source must have its target: what is left out may have been forgotten, and to ask costs no attempt.
"""

import re
from fractions import Fraction

from msgspec import Struct

from qbank.content import plain
from qbank.grading.feedback import all_told, names
from qbank.grading.ids import Named, folded, plainly, start, unknown
from qbank.grading.scoring import all_or_nothing, per_pair, unfit
from qbank.interactions import Choice, Matching, ScoringPolicy
from qbank.item import Answer, Pair, Part
from qbank.response import Invalid, Response, Score

WITHIN = " \t\u00a0()[].:/=->→"
"""What may stand between a source and its target; a colon has become a slash by then."""
AROUND = " \t\u00a0\r\n()[].,;/"
"""What may stand between pairs, before and after them."""


class Ids(Struct, frozen=True):
    """The ids of both sides, by their small letters."""

    sources: dict[str, str]
    targets: dict[str, str]

    @property
    def hint(self) -> str:
        """How pairs are written, whatever the right ones are."""
        source, target = next(iter(self.sources.values())), next(iter(self.targets.values()))
        return f"write pairs such as {source}:{target}, separated by ;"


def grade_matching(part: Part, answer: Answer, entry: Matching, response: Response) -> Score | Invalid:
    """The share of the points that the policy gives, with what is known of each wrong pair.

    The credit of a ``Known`` does not count here: it is known of a pair, not of a whole response.
    """
    given = read_pairs(entry, response)
    if isinstance(given, Invalid):
        return given
    right = {pair.source: pair.target for pair in answer.pairs}
    wrong = {Pair(source, target) for source, target in given.items() if right[source] != target}
    known = [one for one in answer.known if one.response in wrong]
    return Score(
        part.points * _share(part, len(right) - len(wrong), len(right)),
        part.points,
        all_told(known),
        names(known),
        "; ".join(_said(entry, source.id, given[source.id]) for source in entry.sources),
    )


def _share(part: Part, matched: int, sources: int) -> Fraction:
    match part.scoring:
        case ScoringPolicy.ALL_OR_NOTHING:
            return all_or_nothing(right=matched == sources)
        case ScoringPolicy.PER_PAIR:
            return per_pair(matched, sources)
        case _:
            raise unfit(part)


def _said(entry: Matching, source: str, target: str) -> str:
    return f"{_text(entry.sources, source)} → {_text(entry.targets, target)}"


def _text(choices: tuple[Choice, ...], id: str) -> str:
    return " ".join(plain(next(choice.text for choice in choices if choice.id == id)).split())


# --- reading ---


def read_pairs(entry: Matching, response: Response) -> dict[str, str] | Invalid:
    """The target that is given to each source, or why the pairs cannot be read."""
    ids = Ids(folded(one.id for one in entry.sources), folded(one.id for one in entry.targets))
    text = plainly(response, {**ids.sources, **ids.targets})
    if isinstance(text, Invalid):
        return text
    words = _words(text, ids, response)
    if isinstance(words, Invalid):
        return words
    given: dict[str, str] = {}
    for source, target in words:
        if source.id in given:
            return Invalid(f"{source.id!r} is matched twice", source.offset, "give each one target")
        given[source.id] = target.id
    missing = [source for source in ids.sources.values() if source not in given]
    if not given:
        return Invalid("no pair is named", start(response), ids.hint)
    if missing:
        return Invalid(f"not matched yet: {', '.join(missing)}", len(response.rstrip()), "give each a target")
    return given


def _words(text: str, ids: Ids, response: Response) -> list[tuple[Named, Named]] | Invalid:
    """The pairs as they were typed, checked word by word and sign by sign."""
    pairs: list[tuple[Named, Named]] = []
    source: Named | None = None
    position = 0
    for match in re.finditer(r"\w+", text):
        if fault := _sign(text, position, match.start(), AROUND if source is None else WITHIN, response, ids):
            return fault
        word, offset, position = match[0].casefold(), match.start(), match.end()
        typed = response[offset:position]
        if source is not None:
            if word not in ids.targets:
                return unknown(typed, offset, ids.targets, "target")
            pairs.append((source, Named(ids.targets[word], offset)))
            source = None
        elif word in ids.sources:
            source = Named(ids.sources[word], offset)
        elif together := _together(word, ids):
            pairs.append((Named(together[0], offset), Named(together[1], offset)))
        else:
            return _no_source(typed, offset, ids)
    if source is not None:
        return Invalid(f"{source.id!r} has no target", len(response.rstrip()), ids.hint)
    return _sign(text, position, len(text), AROUND, response, ids) or pairs


def _sign(text: str, first: int, last: int, allowed: str, response: Response, ids: Ids) -> Invalid | None:
    """The first sign between two words that has no place there, or None."""
    for position in range(first, last):
        if text[position] not in allowed:
            return Invalid(f"did not expect {response[position]!r} here", position, ids.hint)
    return None


def _together(word: str, ids: Ids) -> tuple[str, str] | None:
    """``a1`` as a source and a target, where only one reading is possible."""
    cuts = [(word[:cut], word[cut:]) for cut in range(1, min(len(word), 10))]
    found = [(source, target) for source, target in cuts if source in ids.sources and target in ids.targets]
    return (ids.sources[found[0][0]], ids.targets[found[0][1]]) if len(found) == 1 else None


def _no_source(typed: str, offset: int, ids: Ids) -> Invalid:
    fault = unknown(typed, offset, ids.sources, "source")
    return Invalid(fault.message, offset, ids.hint if typed.casefold() in ids.targets else fault.hint)
