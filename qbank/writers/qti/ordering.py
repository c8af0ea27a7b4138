"""Steps to put in order, and the longest run of them that stands in the right order, counted by response processing.

First the place of each step in the response is found; then, step after step of the right order, how long a run can be that
ends with it: one more than the longest that ends with a step before it in both orders.

A place is asked for by the name of a variable that holds its number: the number itself, which QTI allows as well, is not
read by qti3-item-player 1.1 (its ``qti-index`` looks for a variable of that name).
"""

from qbank.errors import RefusedError
from qbank.interactions import Ordering, ScoringPolicy
from qbank.item import expected
from qbank.wording import earning
from qbank.writers.qti.choices import offer, written
from qbank.writers.qti.numbers import decimal
from qbank.writers.qti.records import Declaration, Made, Misplaced, Ordered, Place, Step
from qbank.writers.qti.remarks import Remarks


def ordered(place: Place) -> Made:
    """An ordered response; what is known of a step is told when it is the first that stands wrongly."""
    part, answer = place.part, place.item.answer(place.part.id)
    if part.inline:
        raise RefusedError("QTI has no ordering in a line")
    if part.scoring not in (ScoringPolicy.LONGEST_RUN, ScoringPolicy.ALL_OR_NOTHING):
        raise RefusedError(f"QTI has no {part.scoring.value} for an ordering")
    entry = expected(part.interaction, Ordering)
    ids = {step.id: f"{place.own}{step.id}" for step in entry.steps}
    right = tuple([ids[step] for step in answer.ids])
    steps = _steps(place, right) if part.scoring is ScoringPolicy.LONGEST_RUN else ()
    remarks = Remarks(place)
    told = [(ids[expected(one.response, str)], remarks.about(one)) for one in answer.known]
    said = tuple([(step, feedback) for step, feedback in told if feedback])
    places = tuple([f"{place.own}AT_{number}" for number in range(1, len(right) + 1)])
    misplaced = tuple([Misplaced(at, step, said) for at, step in zip(places, right, strict=True)]) if said else ()
    record = Ordered(place.response, place.outcome, decimal(part.points), str(len(right)), places, steps, misplaced)
    counting = [(name, "integer", "0") for step in steps for name in (step.position, step.run)]
    texts = tuple([(ids[step.id], written(step.text, place)) for step in entry.steps])
    note = f"Put the steps in their right order. {earning(part.scoring)}".rstrip()
    return Made(
        declaration=place.macros("declaration", Declaration(place.response, "ordered", "identifier", right)),
        body=place.macros("ordering", offer(place, texts, note, shuffle=False)),
        processing=place.macros("ordered", record),
        remarks=tuple(remarks.made),
        variables=(*((at, "integer", str(number)) for number, at in enumerate(places, 1)), *counting)
        if steps or said
        else (),
    )


def _steps(place: Place, right: tuple[str, ...]) -> tuple[Step, ...]:
    """The steps in their right order, each with the names of its place and its run, and those of the steps before it."""
    names = [(f"{place.own}PLACE_{number}", f"{place.own}RUN_{number}") for number, _ in enumerate(right, 1)]
    return tuple([Step(step, *names[number], tuple(names[:number])) for number, step in enumerate(right)])
