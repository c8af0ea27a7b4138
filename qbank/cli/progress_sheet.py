"""What a learner knows, on the terminal."""

from datetime import datetime

from qbank.authoring.bank import Bank
from qbank.practice.memory import MISCONCEPTION
from qbank.practice.overview import Overview, Standing

BAR = 10


def progress_sheet(found: Overview, bank: Bank, now: datetime) -> str:
    """How many objectives are known, each that was met with how well it is remembered, and mistakes that are not overcome."""
    known, learning, new = (found.count(state) for state in ("known", "learning", "new"))
    lines = [f"{known} known, {learning} begun, {new} not begun"]
    met = [one for one in found.standings if one.state != "new"]
    lines += ["", *(_line(one, bank, now) for one in met)] if met else []
    mistakes = [f"    {one.subject.removeprefix(MISCONCEPTION)}, shown {_times(one.lapses)}" for one in found.mistakes]
    return "\n".join([*lines, *(["", "mistakes to overcome:", *mistakes] if mistakes else [])])


def _line(one: Standing, bank: Bank, now: datetime) -> str:
    filled = round(one.recall * BAR)
    name = bank.objectives[one.objective].name if one.objective in bank.objectives else one.objective
    due = "  due" if one.due is not None and one.due <= now else ""
    return f"{'█' * filled}{'░' * (BAR - filled)} {one.recall:4.0%}  {one.state:8}  {name}{due}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
