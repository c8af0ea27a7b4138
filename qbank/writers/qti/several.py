"""Several choices, or a target for each source: each right one counts, or all must be right.

A pair on which there is a remark is the value of a variable: qti3-item-player 1.1 reads no pair in ``qti-base-value``, and
shows it to students.
"""

from collections.abc import Mapping
from functools import partial

from qbank.errors import RefusedError
from qbank.interactions import Matching, MultipleChoice, ScoringPolicy
from qbank.item import Known, Pair, expected
from qbank.wording import earning, instruction
from qbank.writers.qti.choices import offer, written
from qbank.writers.qti.numbers import decimal
from qbank.writers.qti.records import Counted, Declaration, Made, Place, Single
from qbank.writers.qti.remarks import Remarks

ALL = ("", "", "")
PAIR = "directedPair"


def multiple(place: Place) -> Made:
    """Any number of options is chosen."""
    part, answer = place.part, place.item.answer(place.part.id)
    if part.inline:
        raise RefusedError("QTI has no drop-down of which several options are chosen")
    entry = expected(part.interaction, MultipleChoice)
    ids = {choice.id: f"{place.own}{choice.id}" for choice in entry.choices}
    texts = tuple([(ids[choice.id], written(choice.text, place)) for choice in entry.choices])
    right = tuple([ids[choice] for choice in answer.ids])
    units, left_alone, least = _counting(part.scoring, len(texts), len(right))
    counts = tuple([(choice, "1" if choice in right else "-1") for choice, _ in texts]) if units else ()
    note = f"{instruction(entry)} {earning(part.scoring)}".rstrip()
    return _made(
        place,
        Declaration(place.response, "multiple", "identifier", right, counts, least),
        place.macros("multiple_choice", offer(place, texts, note, shuffle=entry.order == "shuffle")),
        (units, left_alone),
        {ids[expected(known.response, str)]: known for known in answer.known},
    )


def _counting(scoring: ScoringPolicy, options: int, right: int) -> tuple[str, str, str]:
    """Of how many units the points are earned, how many of them before anything is chosen, and the least sum of counts."""
    match scoring:
        case ScoringPolicy.PROPORTIONAL:
            return str(options), str(options - right), ""
        case ScoringPolicy.RIGHT_MINUS_WRONG:
            return str(right), "", "0"
        case ScoringPolicy.ALL_OR_NOTHING:
            return ALL
        case _:
            raise RefusedError(f"QTI has no {scoring.value} for choices")


def matching(place: Place) -> Made:
    """A target for each source: the pairs count, or all must be right."""
    part, answer = place.part, place.item.answer(place.part.id)
    if part.inline:
        raise RefusedError("QTI has no matching in a line")
    entry = expected(part.interaction, Matching)
    source, target = partial("{}source_{}".format, place.own), partial("{}target_{}".format, place.own)

    def pair(one: Pair) -> str:
        return f"{source(one.source)} {target(one.target)}"

    right = tuple([pair(one) for one in answer.pairs])
    each = part.scoring is ScoringPolicy.PER_PAIR
    sources = tuple([(source(choice.id), written(choice.text, place)) for choice in entry.sources])
    targets = tuple([(target(choice.id), written(choice.text, place)) for choice in entry.targets])
    note = f"Find the match of each. {earning(part.scoring)}".rstrip()
    return _made(
        place,
        Declaration(place.response, "multiple", PAIR, right, tuple((one, "1") for one in right) if each else ()),
        place.macros("matching", offer(place, targets, note, shuffle=True, sources=sources, most=str(len(sources)))),
        (str(len(right)) if each else "", ""),
        {pair(expected(known.response, Pair)): known for known in answer.known},
    )


def _made(
    place: Place, declaration: Declaration, body: str, counting: tuple[str, str], known: Mapping[str, Known]
) -> Made:
    remarks = Remarks(place)
    told: list[Single] = []
    for value, one in known.items():
        if feedback := remarks.on(one.feedback, one.misconception):
            variable = f"{place.own}PAIR_{len(told) + 1}" if declaration.type == PAIR else ""
            told.append(Single(value, variable, feedback, value in declaration.correct))
    units, left_alone = counting
    counted = Counted(place.response, place.outcome, decimal(place.part.points), units, left_alone, tuple(told))
    return Made(
        declaration=place.macros("declaration", declaration),
        body=body,
        processing=place.macros("counted", counted),
        remarks=tuple(remarks.made),
        variables=tuple([(one.variable, PAIR, one.value) for one in told if one.variable]),
    )
