"""What is asked next, whatever has happened: properties of random histories."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import islice, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qbank.generation.program import program
from qbank.grading.grade import grade
from qbank.practice import session as machine
from qbank.practice.choosing import NEARBY, Candidate
from qbank.practice.curriculum import Curriculum, curriculum
from qbank.practice.memory import MISCONCEPTION, OBJECTIVE, Grade, Memory, reviewed
from qbank.practice.offer import Offer, Source, offer
from qbank.practice.overview import overview
from qbank.practice.plan import Plan, Session
from qbank.practice.scheduler import BEFORE, DUE, MISTAKE, NEW, PROBE, REVIEWS, Past, Wanted, Went, due_mistakes, wanted
from qbank.practice.session import Serving, everywhere, misconceptions
from qbank.practice.visible import mistaken, visible
from tests.example_bank import bank_of, question
from tests.practice_simulation import MINUTE, Kept, right
from tests.shipped import bank

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SOURCE = Source(bank(), curriculum(bank()), b"secret")
EVERYTHING, DUE_ALONE, TD = Plan(), Plan(due=True), Plan(objectives=("rl.td.*",))
MEANT = {item for name in SOURCE.curriculum.objectives(TD.objectives, ()) for item in SOURCE.curriculum.questions[name]}
NAMES = "abcdef"


class Deed(Enum):
    """What somebody does with a question."""

    RIGHT = "right"
    MISTAKEN = "mistaken"
    WRONG = "wrong"
    SOLVED = "solved"
    LEFT = "left"


DEEDS = st.lists(st.tuples(st.sampled_from(Deed), st.sampled_from([1, 2, 12, 1500])), min_size=1, max_size=16)
"""What is done with one question after the other, and after how many minutes the next one is asked for."""


def done(deed: Deed, serving: Serving, now: datetime) -> Serving:
    """The serving after a deed."""
    item = serving.item
    parts = [(part, item.answer(part.id)) for part in item.parts]
    match deed:
        case Deed.RIGHT:
            return machine.answer(serving, {part.id: right(part, answer) for part, answer in parts}, now)
        case Deed.MISTAKEN:
            shown = [
                (part, answer, next((one for one in answer.known if one.misconception), None)) for part, answer in parts
            ]
            given = {
                part.id: right(part, answer) if one is None else mistaken(part, answer, one)
                for part, answer, one in shown
            }
            return machine.answer(serving, given, now)
        case Deed.WRONG:
            return machine.answer(serving, {part.id: "-987654.321" for part in item.parts}, now)
        case Deed.SOLVED:
            return machine.solution(serving, now)
        case Deed.LEFT:
            return serving


class Practice:
    """Practice without a store, one question after the other."""

    def __init__(self, source: Source, plan: Plan) -> None:
        self.source, self.plan, self.now, self.kept = source, plan, NOW, Kept()
        self.session = Session("s", "ada", plan, NOW)
        self.offers: list[Offer] = []

    def goes_on(self, deed: Deed, minutes: int = 2) -> Offer | None:
        """What is offered, after which the deed is done and time passes."""
        offered = offer(self.source, self.kept.learning("ada"), "s", self.plan, self.now)
        if offered is not None:
            chosen, number = offered.chosen, len(self.offers)
            serving = Serving(f"q{number}", self.session, chosen.item, chosen.model.digest, self.now)
            self.kept.keep(offered, done(deed, serving, self.now), self.now)
            self.offers.append(offered)
        self.now += minutes * MINUTE
        return offered


random_histories = settings(max_examples=10, deadline=None)


@random_histories
@given(DEEDS)
def test_no_draw_is_asked_twice(deeds: list[tuple[Deed, int]]) -> None:
    practice = Practice(SOURCE, TD)
    for deed, minutes in deeds:
        practice.goes_on(deed, minutes)
    draws = [(one.chosen.item.id, one.chosen.draw) for one in practice.offers]
    shown = [(one.chosen.item.id, one.chosen.item.parameters) for one in practice.offers]
    assert len(set(draws)) == len(draws) == len(deeds)
    assert all(shown.count(one) == 1 for one in shown)


@random_histories
@given(DEEDS)
def test_when_every_draw_was_had_nothing_is_offered(deeds: list[tuple[Deed, int]]) -> None:
    few = bank_of(question("few", last="3"), question("fewer", last="2"))
    practice = Practice(Source(few, curriculum(few), b"secret"), EVERYTHING)
    offered = [practice.goes_on(deed, minutes) for deed, minutes in [*deeds, *(5 * [(Deed.RIGHT, 1)])]]
    assert [one is not None for one in offered] == [place < 5 for place in range(len(offered))]


@random_histories
@given(DEEDS)
def test_a_mistake_that_is_due_comes_back_in_a_draw_that_shows_it(deeds: list[tuple[Deed, int]]) -> None:
    """Unless the last question failed for no reason that is known, it was about a mistake, or it is time for something new."""
    practice = Practice(SOURCE, TD)
    for deed, minutes in deeds:
        practice.goes_on(deed, minutes)
    learning = practice.kept.learning("ada")
    due, past = due_mistakes(learning.memories, practice.now), learning.past(SOURCE, "s")
    offered = practice.goes_on(Deed.LEFT)
    assert offered is not None
    if offered.why == MISTAKE:
        assert visible(offered.chosen.item).keys() & set(due)
    elif offered.why != BEFORE and not past.has_reviewed and past.whys(1) != [MISTAKE]:
        showed = {name: [item for item in learning.showed[name] if item in MEANT] for name in due}
        assert not any(shows_nearby(learning.candidates(SOURCE, items), name) for name, items in showed.items())


def shows_nearby(candidates: list[Candidate], name: str) -> bool:
    """Whether one of the next draws of these questions shows a misconception."""
    return any(name in visible(item) for one in candidates for item, _ in islice(one.draws(), NEARBY))


@random_histories
@given(DEEDS)
def test_a_mistake_is_not_asked_for_twice_running_while_there_is_something_else(deeds: list[tuple[Deed, int]]) -> None:
    practice = Practice(SOURCE, TD)
    for deed, minutes in deeds[:12]:
        practice.goes_on(deed, minutes)
    whys = [one.why for one in practice.offers]
    new = {name for one in practice.offers for name in one.chosen.item.objectives}
    assume(len(new) < 5)
    assert (MISTAKE, MISTAKE) not in pairwise(whys)


@pytest.mark.parametrize("failing", [0, 2, 3])
def test_every_question_that_is_meant_is_asked_in_the_end(failing: int) -> None:
    """``failing`` of four questions go wrong."""
    practice = Practice(SOURCE, TD)
    wrong = [Deed.MISTAKEN, Deed.SOLVED, Deed.WRONG][:failing]
    deeds = [*wrong, *(4 - failing) * [Deed.RIGHT]]
    for number in range(8 * len(MEANT)):
        practice.goes_on(deeds[number * 7 // 4 % 4])
    assert {one.chosen.item.id for one in practice.offers} >= MEANT


def test_a_question_without_draws_keeps_nobody_from_the_others() -> None:
    models = [question("few", "a.b", last="2"), question("many", "a.b", last="90"), question("other", "c.d", last="90")]
    few = bank_of(*models)
    practice = Practice(Source(few, curriculum(few), b"secret"), EVERYTHING)
    for _ in range(60):
        practice.goes_on(Deed.RIGHT)
    assert sum(one.chosen.item.id == "other" for one in practice.offers) > 20


def test_who_never_succeeds_is_still_asked_all_that_presupposes_nothing() -> None:
    practice = Practice(SOURCE, EVERYTHING)
    for _ in range(80):
        practice.goes_on(Deed.MISTAKEN)
    asked = {name for one in practice.offers for name in one.chosen.item.objectives}
    assert {name for name, before in SOURCE.curriculum.before.items() if not before} <= asked


# --- the order of wishes ---


def memory(subject: str, running: int, minutes: int, lapses: int = 0) -> Memory:
    """A memory that is due in so many minutes."""
    due = NOW + minutes * MINUTE
    return Memory(subject, 1.0, 5.0, 2, None, due, due - timedelta(days=1), running + lapses, lapses, running)


@st.composite
def pasts(draw: st.DrawFn) -> tuple[Curriculum, Past]:
    """Six objectives of which each presupposes some before it, what is remembered of some, and what was just asked."""
    before = {
        name: tuple(sorted(draw(st.sets(st.sampled_from(NAMES[:place]))))) if place else ()
        for place, name in enumerate(NAMES)
    }
    memories: Mapping[str, Memory] = {
        f"{OBJECTIVE}{name}": memory(f"{OBJECTIVE}{name}", draw(st.integers(0, 3)), draw(st.integers(-99, 99)))
        for name in sorted(draw(st.sets(st.sampled_from(NAMES))))
    } | {
        f"{MISCONCEPTION}{name}": memory(
            f"{MISCONCEPTION}{name}", draw(st.integers(0, 2)), draw(st.integers(-99, 99)), 1
        )
        for name in sorted(draw(st.sets(st.sampled_from("mno"))))
    }
    went = st.builds(
        Went,
        st.sampled_from(NAMES).map(lambda name: (name,)),
        st.booleans(),
        st.booleans(),
        st.sampled_from([BEFORE, MISTAKE, DUE, NEW, PROBE]),
    )
    known = Curriculum({name: (f"{name}1", f"{name}2") for name in NAMES}, before)
    return known, Past(memories, draw(st.lists(went, max_size=6)))


def wishes(known: Curriculum, past: Past, plan: Plan = EVERYTHING) -> list[Wanted]:
    return list(wanted(plan, known, past, NOW))


@given(pasts())
def test_a_failure_that_nothing_explains_pulls_forward_what_comes_before_it_and_is_not_known(
    given: tuple[Curriculum, Past],
) -> None:
    known, past = given
    assume(past.session)
    last = past.session[-1]
    asked = {name for went in past.session for name in went.objectives}
    missing = [
        name
        for name in known.before[last.objectives[0]]
        if name not in asked and not ((found := past.of(name)) and found.is_known)
    ]
    first = wishes(known, past)[0]
    if last.failed and not last.explained and missing:
        assert first == Wanted(BEFORE, missing[0])
    if not last.failed:
        assert first.why != BEFORE


@given(pasts())
def test_everything_that_is_meant_is_among_the_wishes(given: tuple[Curriculum, Past]) -> None:
    known, past = given
    found = wishes(known, past)
    assert {one.objective for one in found} - {""} == set(NAMES)
    assert {one.misconception for one in found} - {""} == set(due_mistakes(past.memories, NOW))


@given(pasts())
def test_what_is_new_presupposes_nothing_that_was_wrong(given: tuple[Curriculum, Past]) -> None:
    known, past = given
    for wish in wishes(known, past):
        if wish.why == NEW:
            assert past.of(wish.objective) is None
            assert all((found := past.of(name)) is not None and found.running for name in known.before[wish.objective])


@given(pasts())
def test_after_two_reviews_something_new_comes_first(given: tuple[Curriculum, Past]) -> None:
    known, past = given
    whys = [one.why for one in wishes(known, past) if one.why != BEFORE]
    if len(past.session) > 1 and all(went.why in REVIEWS for went in past.session[-2:]) and {NEW, PROBE} & set(whys):
        assert whys[0] in (NEW, PROBE)
    elif DUE in whys:
        assert whys[0] in (MISTAKE, DUE)


@given(pasts())
def test_only_what_is_due_is_asked_where_only_that_is_wanted(given: tuple[Curriculum, Past]) -> None:
    assert {one.why for one in wishes(*given, plan=DUE_ALONE)} <= {BEFORE, MISTAKE, DUE}


# --- what a draw shows ---


def test_what_is_visible_is_what_the_diagnosis_tells() -> None:
    for model in list(SOURCE.bank.items.values())[::9]:
        item = program(model).item("visible", 0)
        for part in item.parts:
            answer = item.answer(part.id)
            for known in filter(lambda one: one.misconception, answer.known):
                name = everywhere(item.id, str(known.misconception))
                outcome = grade(item, {part.id: mistaken(part, answer, known)})[part.id]
                assert (misconceptions(item.id, outcome) == (name,)) == (part.id in visible(item).get(name, ()))


def test_a_mistake_that_was_overcome_is_due_again_and_counts_among_what_is_due() -> None:
    memory = reviewed(None, f"{MISCONCEPTION}a", Grade.AGAIN, NOW)
    for _ in range(2):
        memory = reviewed(memory, memory.subject, Grade.GOOD, memory.due)
    found = overview(Curriculum({}, {}), {memory.subject: memory}, memory.due)
    assert (found.mistakes, found.shown) == ((), (memory,))
    assert due_mistakes({memory.subject: memory}, memory.due) == ["a"]
    assert due_mistakes({memory.subject: memory}, memory.last) == []
