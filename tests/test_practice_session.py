"""What can be done with a served question, and what it then earns."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from qbank.content import plain
from qbank.hints import hints
from qbank.item import Item
from qbank.practice.plan import Plan, Session
from qbank.practice.records import read, written
from qbank.practice.session import (
    PracticeError,
    Serving,
    Tried,
    answer,
    counting,
    hint,
    hints_seen,
    judge,
    next_hint,
    report,
    result,
    shown_item,
    solution,
)
from qbank.response import Invalid
from tests.example_interactions import CARRIED, CLOZE, EXAMPLES, EXTENDED, MATCHING, NUMERIC

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RIGHT = {
    "numeric_entry": "0.2",
    "expression_entry": "r + γ V' - V",
    "text_entry": "critic",
    "single_choice": "a",
    "multiple_choice": "a,b,d",
    "matching": "a:3;b:1;c:2",
    "ordering": "d,b,a,c",
    "extended_text": "The target is a label.",
}


PRACTICE = Plan()


def serving(item: Item, plan: Plan = PRACTICE, deadline: datetime | None = None) -> Serving:
    """A question, just served."""
    return Serving("s1", Session("one", "ada", plan, NOW, deadline), item, "digest", NOW)


def test_the_first_readable_answer_counts_and_what_is_unreadable_costs_nothing() -> None:
    unread = answer(serving(NUMERIC), {"answer": "0.2.1"}, NOW)
    assert counting(unread) == {}
    right = answer(unread, {"answer": "0.2"}, NOW)
    assert result(right).earned == NUMERIC.points
    assert result(answer(right, {"answer": "7"}, NOW)).earned == NUMERIC.points


def test_a_mistake_is_named_at_once_and_a_question_s_own_carries_its_id() -> None:
    wrong = answer(serving(NUMERIC), {"answer": "0.3"}, NOW)
    assert result(wrong).earned == 0
    assert result(wrong).misconceptions == (f"{NUMERIC.id}:undiscounted",)


def test_errors_are_carried_forward_from_what_was_answered_before() -> None:
    first = answer(serving(CARRIED), {"advantage": "0.3"}, NOW)
    assert result(first).open == ("loss",)
    second = answer(first, {"loss": "0.09"}, NOW)
    assert result(second).earned == Fraction(1, 2)
    assert result(second).done


def test_each_hint_costs_what_was_said_and_only_parts_that_are_still_open() -> None:
    answered = answer(serving(CLOZE), {"q_up": "0.5"}, NOW)
    told = next_hint(answered)
    assert told is not None
    assert told.cost == Fraction(1, 10)
    hinted = hint(answered, NOW)
    assert hints_seen(hinted) == (told,)
    done = answer(hinted, {"best": "a", "name": "Q-learning"}, NOW)
    assert result(done).earned == 1 + 2 * Fraction(9, 10)


def test_the_last_hint_gives_the_step_away_and_after_it_there_is_none() -> None:
    item = MATCHING
    assert plain(hints(item)[-1].text) == "The actor acts, the critic estimates."
    taken = serving(item)
    for _ in hints(item):
        taken = hint(taken, NOW)
    with pytest.raises(PracticeError, match="no more hints"):
        hint(taken, NOW)


def test_after_the_solution_no_answer_is_taken_and_open_parts_count_as_not_known() -> None:
    seen = solution(serving(NUMERIC), NOW)
    with pytest.raises(PracticeError, match="like this one"):
        answer(seen, {"answer": "0.2"}, NOW)
    balance = result(seen)
    assert (balance.earned, balance.decided, balance.done) == (0, NUMERIC.points, True)


def test_a_rehearsal_tells_nothing_before_its_end_and_takes_the_last_answer() -> None:
    sitting = serving(NUMERIC, Plan(blueprint="midterm", rehearsal=True), NOW + 50 * MINUTE)
    for forbidden in (hint, solution):
        with pytest.raises(PracticeError, match="rehearsal"):
            forbidden(sitting, NOW)
    twice = answer(answer(sitting, {"answer": "7"}, NOW), {"answer": "0.2"}, NOW + MINUTE)
    assert not twice.session.tells(NOW + MINUTE)
    assert twice.session.tells(NOW + 51 * MINUTE)
    assert result(twice).earned == NUMERIC.points
    with pytest.raises(PracticeError, match="the time is up"):
        answer(twice, {"answer": "1"}, NOW + 51 * MINUTE)


def test_an_answer_that_was_on_its_way_when_the_time_was_up_is_taken() -> None:
    sitting = serving(NUMERIC, Plan(blueprint="midterm", rehearsal=True), NOW + MINUTE)
    assert counting(answer(sitting, {"answer": "1"}, NOW + MINUTE + timedelta(seconds=5)))


def test_what_was_not_answered_when_a_rehearsal_ends_earns_nothing() -> None:
    ended = serving(CLOZE, Plan(blueprint="midterm", rehearsal=True))
    ended = replace(ended, session=replace(ended.session, ended=NOW))
    assert result(ended).decided == CLOZE.points
    with pytest.raises(PracticeError, match="has ended"):
        answer(ended, {"best": "a"}, NOW)


def test_a_text_waits_for_a_person_and_earns_what_that_person_says() -> None:
    written_down = answer(serving(EXTENDED), {"answer": RIGHT["extended_text"]}, NOW)
    assert result(written_down).waiting == ("answer",)
    assert result(written_down).decided == 0
    with pytest.raises(PracticeError, match="from 0 to 2 points"):
        judge(written_down, "answer", Fraction(3), "", NOW)
    marked = judge(written_down, "answer", Fraction(3, 2), "Say why.", NOW)
    assert (result(marked).earned, result(marked).waiting) == (Fraction(3, 2), ())


def test_only_what_waits_can_be_judged() -> None:
    with pytest.raises(PracticeError, match="waits to be judged"):
        judge(answer(serving(NUMERIC), {"answer": "0.2"}, NOW), "answer", Fraction(1), "", NOW)


def test_a_report_says_which_draw_of_which_text_is_meant() -> None:
    told = report(serving(NUMERIC), " The key looks wrong. ", NOW)
    assert (told.seed, told.variant, told.template, told.text) == ("seed-2026", 3, "digest", "The key looks wrong.")
    with pytest.raises(PracticeError, match="say what is wrong"):
        report(serving(NUMERIC), "  ", NOW)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_question_is_kept_exactly_as_it_was_asked(name: str) -> None:
    assert read(written(EXAMPLES[name]), Item) == EXAMPLES[name]


class Practising(RuleBasedStateMachine):
    """Anything a learner may do, in any order, keeps the books straight."""

    @initialize(name=st.sampled_from(sorted(EXAMPLES)), rehearsal=st.booleans())
    def serve(self, name: str, rehearsal: bool) -> None:
        plan = Plan(blueprint="b", rehearsal=True) if rehearsal else Plan()
        self.serving = serving(EXAMPLES[name], plan, NOW + 60 * MINUTE if rehearsal else None)
        self.now, self.before, self.first = NOW, self.serving, dict[str, object]()

    def done(self, after: Serving) -> None:
        self.before, self.serving = self.serving, after

    @rule(data=st.data(), response=st.sampled_from([*RIGHT.values(), "0.3", "b", "what?", "", "1/0"]))
    def give(self, data: st.DataObject, response: str) -> None:
        part = data.draw(st.sampled_from([part.id for part in self.serving.item.parts]))
        try:
            self.done(answer(self.serving, {part: response}, self.now))
        except PracticeError:
            assert self.serving.solved or not self.serving.session.is_open(self.now)

    @rule()
    def ask_for_a_hint(self) -> None:
        earned = result(self.serving).earned
        try:
            self.done(hint(self.serving, self.now))
        except PracticeError:
            rehearsal = self.serving.session.plan.rehearsal
            assert rehearsal or next_hint(self.serving) is None or not self.serving.session.is_open(self.now)
        assert result(self.serving).earned == earned

    @rule()
    def look_at_the_solution(self) -> None:
        try:
            self.done(solution(self.serving, self.now))
        except PracticeError:
            assert self.serving.session.plan.rehearsal or not self.serving.session.is_open(self.now)

    @rule()
    def wait(self) -> None:
        self.now += 20 * MINUTE

    @rule()
    @precondition(lambda self: self.serving.session.ended is None)
    def end(self) -> None:
        self.serving = replace(self.serving, session=replace(self.serving.session, ended=self.now))

    @rule(share=st.fractions(0, 1))
    def mark_what_waits(self, share: Fraction) -> None:
        for part in result(self.serving).waiting:
            self.done(judge(self.serving, part, self.serving.item.part(part).points * share, "", self.now))

    @invariant()
    def nothing_that_happened_is_forgotten(self) -> None:
        assert self.serving.log[: len(self.before.log)] == self.before.log

    @invariant()
    def the_balance_adds_up(self) -> None:
        balance = result(self.serving)
        assert 0 <= balance.earned <= balance.decided <= balance.possible == self.serving.item.points
        assert not set(balance.open) & set(balance.waiting)
        assert balance.done == (not balance.open)
        if not balance.open and not balance.waiting:
            assert balance.decided == balance.possible

    @invariant()
    def in_practice_the_first_readable_answer_stays_the_one_that_counts(self) -> None:
        counted = counting(self.serving)
        assert not any(isinstance(one.outcome, Invalid) for one in counted.values())
        if not self.serving.session.plan.rehearsal:
            assert {part: counted[part] for part in self.first} == self.first
            self.first = dict(counted)

    @invariant()
    def no_key_is_served(self) -> None:
        served = shown_item(self.serving)
        assert served.answers is None
        assert (served.hints, served.parameters, served.seed) == ((), (), "")

    @invariant()
    def what_happened_can_be_written_down(self) -> None:
        for entry in self.serving.log:
            if isinstance(entry, Tried):
                assert read(written(entry.outcomes), dict) == entry.outcomes


TestPractising = Practising.TestCase
