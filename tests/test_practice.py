"""Practice with the bank: what is served next and why, what is remembered, what is kept."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Barrier, Thread

import pytest

from qbank.authoring.bank import Bank, load
from qbank.errors import QbankError
from qbank.practice.memory import MISCONCEPTION, OBJECTIVE
from qbank.practice.plan import Plan, Session
from qbank.practice.session import PracticeError, Serving, next_hint, result
from qbank.practice.store import servings as kept
from qbank.practice.store.engine import Store, open_store
from qbank.practice.store.memories import memories
from qbank.practice.store.people import Learner as Somebody
from qbank.practice.store.people import add_learner
from qbank.practice.store.teaching import going, reports, waiting
from qbank.practice.tutor import Idle, Tutor, open_tutor
from qbank.practice.visible import mistaken, visible
from tests.example_bank import bank_of, question
from tests.practice_simulation import MINUTE, right

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TD = Plan(objectives=("rl.td.*",))
WARM_UP = "value-function-warm-up"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load([Path("questions")])


Open = Callable[..., Tutor]


@pytest.fixture
def opened(bank: Bank, tmp_path: Path) -> Iterator[Open]:
    """Opens tutors on one store, as several processes do."""
    yield from tutors(bank, str(tmp_path / "practice.sqlite"))


@pytest.fixture
def anywhere(bank: Bank, address: str) -> Iterator[Open]:
    """The same, on either kind of store."""
    yield from tutors(bank, address)


def tutors(bank: Bank, address: str) -> Iterator[Open]:
    stores: list[Store] = []
    names = map(str, count())

    def open_it(secret: bytes = b"secret", bank: Bank = bank) -> Tutor:
        stores.append(open_store(address, NOW))
        return open_tutor(stores[-1], bank, secret, lambda: f"id{next(names)}")

    first = open_it()
    with first.store.writing() as connection:
        add_learner(connection, Somebody("ada", "Ada", None, NOW))
        add_learner(connection, Somebody("bob", "Bob", None, NOW))
    yield open_it
    for store in stores:
        store.close()


@pytest.fixture
def tutor(opened: Open) -> Tutor:
    return opened()


def begin(tutor: Tutor, plan: Plan = TD, learner: str = "ada", now: datetime = NOW) -> Session:
    return tutor.begin(learner, plan, now)


def served(tutor: Tutor, session: Session, now: datetime = NOW) -> Serving:
    found = tutor.next(session.id, session.learner, now)
    assert isinstance(found, Serving)
    return found


def rightly(tutor: Tutor, serving: Serving, now: datetime = NOW) -> Serving:
    item = serving.item
    given = {part.id: right(part, item.answer(part.id)) for part in item.parts}
    return tutor.answer(serving.id, serving.session.learner, given, "right", now).serving


def wrongly(tutor: Tutor, serving: Serving, now: datetime = NOW) -> Serving:
    """By misconceptions where there are any, and rightly elsewhere."""
    given = {}
    for part in serving.item.parts:
        answer = serving.item.answer(part.id)
        shown = [one for one in answer.known if one.misconception]
        given[part.id] = mistaken(part, answer, shown[0]) if shown else right(part, answer)
    return tutor.answer(serving.id, serving.session.learner, given, "wrong", now).serving


# --- serving ---


def test_a_question_that_is_open_is_served_again_and_no_draw_twice(tutor: Tutor) -> None:
    session = begin(tutor)
    first = served(tutor, session)
    assert served(tutor, session).id == first.id
    rightly(tutor, first)
    assert served(tutor, session).id != first.id
    seen = {(first.item.parameters, first.item.id)}
    for number in range(20):
        like = tutor.another(first.id, "ada", NOW + number * MINUTE)
        assert like.item.id == first.item.id
        assert (like.item.parameters, like.item.id) not in seen
        seen.add((like.item.parameters, like.item.id))


def test_draws_differ_between_learners_and_secrets_and_nobody_can_foretell_them(opened: Open) -> None:
    drawn = set()
    for secret, learner in [(b"one", "ada"), (b"one", "bob"), (b"two", "ada")]:
        tutor = opened(secret)
        item = tutor.another(served(tutor, begin(tutor, learner=learner)).id, learner, NOW).item
        drawn.add((item.seed, learner))
        assert len(item.seed) == 32
    assert len({seed for seed, _ in drawn}) == 3


def test_numbers_that_are_used_up_are_not_served_again(opened: Open) -> None:
    tutor = opened(bank=bank_of(question("few", last="2")))
    session = begin(tutor, Plan())
    like = rightly(tutor, served(tutor, session))
    tutor.another(like.id, "ada", NOW)
    with pytest.raises(PracticeError, match="no other numbers left"):
        tutor.another(like.id, "ada", NOW)
    assert isinstance(tutor.skip(session.id, "ada", NOW), Idle)


def test_an_edit_of_the_bank_changes_nothing_that_was_asked(opened: Open, bank: Bank) -> None:
    tutor = opened()
    first = served(tutor, begin(tutor))
    empty = Bank(objectives=bank.objectives)
    later = opened(bank=empty)
    assert later.serving(first.id, "ada", NOW) == first
    assert result(rightly(later, first)).earned == first.item.points


def test_an_edit_brings_no_old_numbers_back_and_leaves_new_ones(opened: Open) -> None:
    tutor = opened(bank=bank_of(question("few", last="3")))
    session = begin(tutor, Plan())
    first = rightly(tutor, served(tutor, session))
    again = rightly(tutor, tutor.another(first.id, "ada", NOW))
    later = opened(bank=bank_of(question("few", last="4", bloom="remember")))
    numbers = [dict(one.item.parameters)["a"] for one in (first, again)]
    numbers += [dict(later.another(first.id, "ada", NOW).item.parameters)["a"] for _ in range(2)]
    assert sorted(numbers) == [1, 2, 3, 4]
    with pytest.raises(PracticeError, match="no other numbers left"):
        later.another(first.id, "ada", NOW)


def test_who_asks_twice_at_once_gets_one_question(anywhere: Open) -> None:
    tutors_of_ada = [anywhere(bank=bank_of(question("one"), question("two"))) for _ in range(4)]
    session, found, start = begin(tutors_of_ada[0], Plan()), list[Serving | Idle](), Barrier(4)

    def ask(tutor: Tutor) -> None:
        start.wait()
        found.append(tutor.next(session.id, "ada", NOW))

    threads = [Thread(target=ask, args=(tutor,)) for tutor in tutors_of_ada]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({one.id for one in found if isinstance(one, Serving)}) == 1


def test_nobody_reaches_what_is_somebody_else_s(tutor: Tutor) -> None:
    session = begin(tutor)
    mine = served(tutor, session)
    for attempt in (
        lambda: tutor.serving(mine.id, "bob", NOW),
        lambda: tutor.session(session.id, "bob", NOW),
        lambda: tutor.next(session.id, "bob", NOW),
        lambda: tutor.answer(mine.id, "bob", {}, "k", NOW),
        lambda: tutor.solution(mine.id, "bob", NOW),
        lambda: tutor.another(mine.id, "bob", NOW),
        lambda: tutor.end(session.id, "bob", NOW),
        lambda: tutor.report(mine.id, "bob", "?", NOW),
    ):
        with pytest.raises(QbankError, match="there is no"):
            attempt()


def test_an_unknown_objective_is_refused_before_a_session_begins(tutor: Tutor) -> None:
    with pytest.raises(QbankError, match="no question has an objective 'cooking'"):
        begin(tutor, Plan(objectives=("cooking",)))


# --- what is next ---


def test_objectives_are_met_in_the_order_in_which_one_leads_to_the_next(tutor: Tutor) -> None:
    session, met = begin(tutor, Plan()), set[str]()
    before = tutor.source.curriculum.before
    for number in range(8):
        now = NOW + number * MINUTE
        serving = served(tutor, session, now)
        new = set(serving.item.objectives) - met
        assert any(set(before[name]) <= met for name in new)
        met |= new
        rightly(tutor, serving, now)


def test_who_fails_is_asked_nothing_for_which_what_comes_before_it_is_missing(tutor: Tutor) -> None:
    session, met = begin(tutor, Plan()), set[str]()
    before = tutor.source.curriculum.before
    for number in range(12):
        now = NOW + number * 2 * MINUTE
        serving = served(tutor, session, now)
        new = set(serving.item.objectives) - met
        assert not any(set(before[name]) - met - set(serving.item.objectives) for name in new), serving.item.id
        met |= new
        wrongly(tutor, serving, now + MINUTE)


def test_a_failure_that_nothing_explains_pulls_what_comes_before_it_forward(tutor: Tutor) -> None:
    session = begin(tutor, Plan(objectives=("rl.mdp.bellman-optimality",)))
    serving = served(tutor, session)
    tutor.solution(serving.id, "ada", NOW)
    following = served(tutor, session, NOW + MINUTE)
    before = {one for name in serving.item.objectives for one in tutor.source.curriculum.before[name]}
    assert set(following.item.objectives) & before
    with tutor.store.reading() as connection:
        assert kept.had(connection, "ada")[-1].why == "before"


def test_a_misconception_that_was_shown_comes_back_in_a_draw_that_shows_it(tutor: Tutor) -> None:
    session = begin(tutor)
    first = served(tutor, session)
    while not visible(first.item):
        first = tutor.skip(session.id, "ada", NOW)
    shown = result(wrongly(tutor, first)).misconceptions
    assert shown
    following = served(tutor, session, NOW + 5 * MINUTE)
    with tutor.store.reading() as connection:
        assert kept.had(connection, "ada")[-1].why == "mistake"
        assert memories(connection, "ada")[f"{MISCONCEPTION}{shown[0]}"].lapses == 1
    assert set(visible(following.item)) & set(shown)


def test_what_is_due_is_served_and_nothing_else_when_only_that_is_wanted(tutor: Tutor) -> None:
    due = Plan(objectives=TD.objectives, due=True)
    idle = tutor.next(begin(tutor, due).id, "ada", NOW)
    assert idle == Idle(None)
    first = served(tutor, begin(tutor))
    rightly(tutor, first)
    session = begin(tutor, due, now=NOW + MINUTE)
    idle = tutor.next(session.id, "ada", NOW + MINUTE)
    assert isinstance(idle, Idle)
    assert idle.until is not None
    back = served(tutor, session, idle.until)
    assert set(back.item.objectives) & set(first.item.objectives)


def test_a_session_is_taken_up_where_it_was_left(opened: Open) -> None:
    tutor = opened()
    session = begin(tutor)
    first = served(tutor, session)
    later = opened()
    assert later.resume("ada", TD, NOW + DAY) == session
    assert served(later, session, NOW + DAY).id == first.id
    assert later.resume("ada", Plan(), NOW) is None
    begin(later, Plan(), now=NOW + MINUTE)
    assert later.resume("ada", TD, NOW + DAY) == session
    assert later.resume("ada", TD, NOW + DAY + MINUTE) is None
    tutor.end(session.id, "ada", NOW)
    assert later.resume("ada", TD, NOW + DAY) is None


# --- answers ---


def test_an_answer_that_arrives_twice_counts_once_and_is_told_the_same(anywhere: Open) -> None:
    tutor, other = anywhere(), anywhere()
    first = served(tutor, begin(tutor))
    given = {part.id: "1" for part in first.item.parts}
    once = tutor.answer(first.id, "ada", given, "key", NOW)
    twice = other.answer(first.id, "ada", dict.fromkeys(given, "2"), "key", NOW + MINUTE)
    assert twice.repeated
    assert (twice.told, len(twice.serving.log)) == (once.told, 1)


def test_a_hint_that_is_asked_for_twice_costs_once(tutor: Tutor) -> None:
    first = served(tutor, begin(tutor))
    assert next_hint(first) is not None
    for _ in range(2):
        assert tutor.hint(first.id, "ada", 0, NOW).hints_taken == 1


def test_reports_reach_the_instructor_with_the_draw(tutor: Tutor) -> None:
    first = served(tutor, begin(tutor))
    tutor.report(first.id, "ada", "The key is wrong.", NOW)
    with tutor.store.reading() as connection:
        (told,) = reports(connection)
    assert (told.item, told.variant, told.template) == (first.item.id, first.item.variant, first.template)


def test_a_text_is_remembered_once_somebody_has_judged_it(opened: Open, bank: Bank) -> None:
    essay = next(model for model in bank.items.values() if [part.type for part in model.parts] == ["essay"])
    tutor = opened(bank=Bank(items={essay.id: essay}, objectives=bank.objectives))
    serving = served(tutor, begin(tutor, Plan()))
    rightly(tutor, serving)
    with tutor.store.reading() as connection:
        (queued,) = waiting(connection)
        assert memories(connection, "ada") == {}
    judged = tutor.judge(serving.id, queued.part, serving.item.points, "Good.", "teacher", NOW + DAY)
    assert result(judged).earned == serving.item.points
    with tutor.store.reading() as connection:
        assert waiting(connection) == ()
        assert f"{OBJECTIVE}{essay.objectives[0]}" in memories(connection, "ada")


def test_memories_can_be_made_again_from_what_happened(anywhere: Open) -> None:
    tutor = anywhere()
    session = begin(tutor)
    for number in range(12):
        now = NOW + number * MINUTE
        (rightly if number % 3 else wrongly)(tutor, served(tutor, session, now), now)
    sitting = begin(tutor, Plan(blueprint=WARM_UP, rehearsal=True), now=NOW + DAY)
    for serving in tutor.servings(sitting.id, "ada", NOW + DAY):
        rightly(tutor, serving, NOW + DAY)
    tutor.end(sitting.id, "ada", NOW + DAY + MINUTE)
    with tutor.store.reading() as connection:
        before = memories(connection, "ada")
    tutor.rebuild("ada")
    with tutor.store.reading() as connection:
        assert memories(connection, "ada") == before
    assert len(before) > 10


# --- rehearsals ---


def test_a_rehearsal_is_the_whole_test_at_once_and_tells_only_at_its_end(tutor: Tutor, bank: Bank) -> None:
    session = begin(tutor, Plan(blueprint=WARM_UP, rehearsal=True))
    assert session.deadline == NOW + 10 * MINUTE
    first, *_, last = every = tutor.servings(session.id, "ada", NOW)
    assert len(every) == bank.blueprint(WARM_UP).asked
    part = first.item.parts[0].id
    assert tutor.answer(first.id, "ada", {part: "0.5"}, "k", NOW).told == {}
    assert set(tutor.answer(first.id, "ada", {part: "0.5.1"}, "k2", NOW).told) == {part}
    with pytest.raises(PracticeError, match="serves no further"):
        tutor.next(session.id, "ada", NOW)
    rightly(tutor, last)
    with tutor.store.reading() as connection:
        assert memories(connection, "ada") == {}
        assert all(one.share is None for one in kept.had(connection, "ada"))
    tutor.end(session.id, "ada", NOW + MINUTE)
    with tutor.store.reading() as connection:
        assert [one.share for one in kept.had(connection, "ada")][-1] == 1
        assert memories(connection, "ada")
    assert tutor.answer(first.id, "ada", {part: "0.5"}, "k", NOW + 2 * MINUTE).repeated


def test_a_rehearsal_whose_time_is_up_ends_by_itself(tutor: Tutor) -> None:
    session = begin(tutor, Plan(blueprint=WARM_UP, rehearsal=True))
    late = NOW + 11 * MINUTE
    assert tutor.session(session.id, "ada", late).ended == session.deadline
    with pytest.raises(PracticeError, match="has ended"):
        rightly(tutor, tutor.servings(session.id, "ada", late)[0], late)
    with tutor.store.reading() as connection:
        assert all(one.done == 0 or one.facility == 0 for one in going(connection))


def test_practice_with_a_blueprint_keeps_to_its_questions(tutor: Tutor) -> None:
    session = begin(tutor, Plan(blueprint=WARM_UP))
    for number in range(6):
        serving = served(tutor, session, NOW + number * MINUTE)
        assert serving.item.id in session.plan.items
        rightly(tutor, serving, NOW + number * MINUTE)
