"""``qbank practice`` as a conversation: a question, its parts one by one, what became of each, and on to the next."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from fractions import Fraction

from qbank.cli.responses import how
from qbank.cli.screen import Screen
from qbank.cli.sheet import sheet
from qbank.cli.told import QUIET, tell, tell_balance, tell_hint, tell_solution, tell_test
from qbank.content import Number, plain
from qbank.interactions import ExtendedText
from qbank.labels import labels
from qbank.markup.text import blocks, inline
from qbank.model import exact
from qbank.practice.plan import Session
from qbank.practice.session import PracticeError, Serving, counting, next_hint, result, shown_item
from qbank.practice.tutor import Idle, Tutor
from qbank.response import Pending
from qbank.wording import counted, percent, sentence

COMMANDS = {
    "?": "hint",
    ":solution": "solution",
    ":next": "next",
    ":another": "another",
    ":report": "report",
    ":help": "help",
    ":quit": "quit",
}
HELP = """?          a hint; what it costs is said before
:solution  the worked solution
:next      the next question (after an answer, Enter is enough)
:another   the same question with other numbers
:report …  say what is wrong with this question
:quit      stop; everything you answered is kept"""
COMMAND = re.compile(":[A-Za-z]+")
"""What looks like a command, and is no answer to anything."""
JUDGE = "self"

Clock = Callable[[], datetime]
Key = Callable[[], str]


class Conversation:
    """A learner at a terminal; ``clock`` and ``key`` are the only things from outside."""

    def __init__(self, tutor: Tutor, session: Session, screen: Screen, clock: Clock, key: Key) -> None:
        self.tutor, self.session, self.screen, self.clock, self.key = tutor, session, screen, clock, key
        self.learner = session.learner

    # --- practice ---

    def practise(self) -> None:
        """Question after question, until there is nothing to ask; EOFError when the learner stops."""
        self.screen.say("Type an answer, ? for a hint, or :help for what else you can do.", QUIET)
        serving = self._asked(self.tutor.next(self.session.id, self.learner, self.clock()))
        while serving is not None:
            self._show(serving)
            serving = self._through(serving)

    def _asked(self, found: Serving | Idle) -> Serving | None:
        if isinstance(found, Serving):
            return found
        if not self.session.plan.due:
            self.screen.say("You have had every question there is, with all its numbers.")
        elif found.until is None:
            self.screen.say("Nothing has been practised yet: leave out --due.")
        else:
            self.screen.say(f"Nothing is due before {found.until.astimezone():%A, %d %B, %H:%M}.")
        return None

    def _show(self, serving: Serving) -> None:
        self.screen.say("\n" + "─" * self.screen.width, QUIET)
        self.screen.say(sheet(shown_item(serving), self.screen.width))

    def _through(self, serving: Serving) -> Serving | None:
        """One question, and what comes after it; None when there is nothing."""
        while True:
            waiting = result(serving).open
            word, _, rest = self._line(serving, waiting).partition(" ")
            try:
                match COMMANDS.get(word.lower()):
                    case "next":
                        return self._asked(self.tutor.skip(self.session.id, self.learner, self.clock()))
                    case "another":
                        return self.tutor.another(serving.id, self.learner, self.clock())
                    case None if not waiting and not word:
                        return self._asked(self.tutor.next(self.session.id, self.learner, self.clock()))
                    case None if COMMAND.fullmatch(word):
                        self.screen.say(f"There is no command {word!r}.\n{HELP}")
                    case None if waiting:
                        serving = self._answered(serving, waiting[0], f"{word} {rest}".strip())
                    case command:
                        serving = self._helped(serving, command or "help", rest)
            except PracticeError as error:
                self.screen.say(sentence(error))

    def _line(self, serving: Serving, waiting: tuple[str, ...]) -> str:
        if not waiting:
            return self.screen.ask("[Enter] goes on > ").strip()
        part = serving.item.part(waiting[0])
        self.screen.say("\n" + f"{labels(serving.item)[part.id]} {how(part.interaction)}".lstrip(), QUIET)
        return self.screen.ask("> ").strip()

    def _answered(self, serving: Serving, part: str, response: str) -> Serving:
        given = {part: response}
        answered = self.tutor.answer(serving.id, self.learner, given, self.key(), self.clock())
        tell(self.screen, serving.item, answered.told, given)
        serving = answered.serving
        if isinstance(answered.told.get(part), Pending) and isinstance(
            serving.item.part(part).interaction, ExtendedText
        ):
            serving = self._judged(serving, part)
        if not result(serving).open:
            tell_balance(self.screen, serving)
        return serving

    def _judged(self, serving: Serving, part: str) -> Serving:
        """A text, marked by whoever wrote it: nobody else is here."""
        rubric, points = serving.item.answer(part).rubric, serving.item.part(part).points
        self.screen.say("A good answer, to compare yours with:", "bold")
        self.screen.say(blocks(rubric.model_answer))
        for criterion in rubric.criteria:
            self.screen.say(f"    {counted(criterion.points, 'point')}: {inline(criterion.text)}")
        while True:
            line = self.screen.ask(f"Your points, from 0 to {plain(Number(points))} (Enter leaves it open) > ").strip()
            if not line:
                return serving
            try:
                return self.tutor.judge(serving.id, part, exact(line), "", JUDGE, self.clock())
            except (ValueError, PracticeError) as error:
                self.screen.say(sentence(error))

    def _helped(self, serving: Serving, command: str, rest: str) -> Serving:
        now = self.clock()
        match command:
            case "hint":
                return self._hinted(serving)
            case "solution":
                serving = self.tutor.solution(serving.id, self.learner, now)
                tell_solution(self.screen, serving)
            case "report":
                text = rest or self.screen.ask("What is wrong with this question? > ")
                self.tutor.report(serving.id, self.learner, text, now)
                self.screen.say("Thank you: it is noted, with these numbers.")
            case "quit":
                raise EOFError
            case _:
                self.screen.say(HELP)
        return serving

    def _hinted(self, serving: Serving) -> Serving:
        """A hint, once its cost is accepted; it costs nothing when everything is answered."""
        hint = next_hint(serving)
        if hint is not None and result(serving).open:
            answer = self.screen.ask(f"It costs {percent(hint.cost)} of what is not answered yet. Take it? [y/N] > ")
            if not answer.strip().lower().startswith("y"):
                return serving
        serving = self.tutor.hint(serving.id, self.learner, serving.hints_taken, self.clock())
        tell_hint(self.screen, serving)
        return serving

    # --- rehearsal ---

    def rehearse(self) -> None:
        """A whole test: every part that is not answered yet, then how it went; its time goes on while nobody is here."""
        servings = self.tutor.servings(self.session.id, self.learner, self.clock())
        self.screen.say("Outcomes come at the end. :next leaves a part out; :quit stops, and the time goes on.", QUIET)
        try:
            for number, serving in enumerate(servings, start=1):
                self._sit(serving, f"\nQuestion {number} of {len(servings)}{self._left()}")
            self.screen.ask("[Enter] hands in > ")
        except PracticeError as error:
            self.screen.say(sentence(error))
        self.tutor.end(self.session.id, self.learner, self.clock())
        with suppress(EOFError):
            for serving in self.tutor.servings(self.session.id, self.learner, self.clock()):
                for part in result(serving).waiting:
                    self.screen.say(f"\n{serving.item.title}: you wrote", "bold")
                    self.screen.say(counting(serving)[part].response)
                    self._judged(serving, part)
        tell_test(self.screen, self.tutor.servings(self.session.id, self.learner, self.clock()))

    def _left(self) -> str:
        if self.session.deadline is None:
            return ""
        minutes = max(0, int((self.session.deadline - self.clock()).total_seconds() // 60))
        return f" · {counted(Fraction(minutes), 'minute')} left"

    def _sit(self, serving: Serving, heading: str) -> None:
        """One question of a test."""
        waiting = result(serving).open
        if waiting:
            self.screen.say(heading, "bold")
            self._show(serving)
        for part in waiting:
            while True:
                line = self._line(serving, (part,))
                if COMMANDS.get(line) == "quit":
                    raise EOFError
                if COMMANDS.get(line) == "next":
                    break
                given = {part: line}
                answered = self.tutor.answer(serving.id, self.learner, given, self.key(), self.clock())
                tell(self.screen, serving.item, answered.told, given)
                if part not in result(answered.serving).open:
                    break
