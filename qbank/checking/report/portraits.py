"""The portraits of many questions: remembered ones, and the others made in several processes."""

from collections.abc import Callable, Sequence

from qbank.authoring.schema import ItemModel
from qbank.checking.certificates import Asked, Watcher
from qbank.checking.remembered import Remembered, question_key
from qbank.checking.report.portrait import Portrait, portrait
from qbank.workers import Died, dealt


def portraits(asked: Sequence[Asked], remembered: Remembered, jobs: int, watcher: Watcher) -> dict[str, Portrait]:
    """The portrait of each question by its id; none of one whose process died."""
    found = {one.model.id: known for one in asked if (known := remembered.recall(Portrait, _key(one)))}
    missing = [one for one in asked if one.model.id not in found]
    watcher.begin([1] * len(missing))
    for number, made in dealt(_portrait, missing, jobs, watcher.move):
        watcher.finish(number)
        if not isinstance(made, Died):
            found[missing[number].model.id] = made
            remembered.keep(_key(missing[number]), made)
    return found


def _key(asked: Asked) -> str:
    return question_key(asked.model, what="portrait") if isinstance(asked.model, ItemModel) else ""


def _portrait(asked: Asked, moved: Callable[[int], None]) -> Portrait:  # noqa: ARG001  a portrait is made in a second
    model = asked.model
    if not isinstance(model, ItemModel):
        raise TypeError(f"{model.id} cannot be drawn")
    return portrait(model)
