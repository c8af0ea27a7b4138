"""Quiz -> files: ask every format first what it cannot hold, then write them all, then the report."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from qbank.errors import QbankError, RefusedError
from qbank.item import Item, Quiz
from qbank.resources import version
from qbank.writers.examiner import Examiner
from qbank.writers.features import used, used_by_form
from qbank.writers.format import EXACT, Format, Loss, Usage, losses
from qbank.writers.lock import LOCK
from qbank.writers.options import Options
from qbank.writers.output import Output, Written
from qbank.writers.registry import format_names, get_format
from qbank.writers.report import FileReport, FormatReport, LossReport, Report, question_report
from qbank.writers.watched import Watched
from qbank.writers.without import Without

REPORT = "report.json"
NO_WISHES = Options()


def write(quiz: Quiz, names: Sequence[str], output: Output, options: Options = NO_WISHES) -> Report:
    """Write a quiz in every format named, and the report of it.

    The first variant of each question is examined before any file is written. What a format refuses raises
    ``RefusedError`` with all refusals; with ``skip`` those items are left out of that format and reported, with ``strict``
    a downgrade counts as a refusal. Later variants are examined while files are staged: what only they lose is reported
    too, and a refusal leaves no file. A lock that is there already is refused too: it would belong to other files.
    """
    chosen = [get_format(name) for name in dict.fromkeys(names)]
    if not chosen:
        raise QbankError(f"no format is named; known: {', '.join(format_names())}")
    for each in chosen:
        _check_usage(each, options.usage)
    output.reserve([*(name for each in chosen for name in file_names(each, quiz)), REPORT, LOCK])
    samples = [item for item_id in quiz.item_ids for item in _first(quiz, item_id)]
    found = {each.name: [loss for item in samples for loss in losses(each, item)] for each in chosen}
    _refuse(quiz, found, strict=options.strict, skip=options.skip)
    report = Report(
        version=version(),
        quiz=quiz.name,
        copies=quiz.copies,
        questions=tuple(map(question_report, quiz.contents)),
        formats=tuple(_write_format(quiz, each, found[each.name], output, options) for each in chosen),
        overridden=options.overridden,
    )
    output.write(REPORT, report.text())
    return report


def _check_usage(chosen: Format, asked: Usage | None) -> None:
    if asked and asked not in chosen.writes:
        hint = f"without --as it is written as a {chosen.usage(asked)}"
        raise QbankError(f"{chosen.name} cannot be written as a {asked}\n  hint: {hint}")


def file_names(chosen: Format, quiz: Quiz) -> list[str]:
    """The files that a format is known to write; where keys are apart, several copies have names of the format's own."""
    one = [f"{quiz.name}.{chosen.ending}"] if chosen.keys == "inside" or quiz.copies == 1 else []
    return [*one, f"{quiz.name}-key.{chosen.ending}"] if chosen.keys == "apart" else one


def _first(quiz: Quiz, item_id: str) -> Iterator[Item]:
    for item in quiz.pool(item_id):
        yield item
        return


def _refused(found: list[Loss], *, strict: bool) -> list[Loss]:
    return [loss for loss in found if strict or loss.outcome == "refused"]


def _refuse(quiz: Quiz, found: dict[str, list[Loss]], *, strict: bool, skip: bool) -> None:
    """Raise when a format refuses an item that may not be left out, or when nothing would be left of the quiz."""
    refused = {name: _refused(each, strict=strict) for name, each in found.items()}
    lines = [f"  {name}: {_line(loss)}" for name, all_of in refused.items() for loss in all_of]
    if lines and not skip:
        otherwise = "build without --strict" if strict else "choose another format"
        hint = f"leave these items out with --skip, or {otherwise}"
        raise RefusedError("\n".join(["some items cannot be written as they are:", *lines, f"  hint: {hint}"]))
    for name, left_out in refused.items():
        if {loss.item for loss in left_out} >= set(quiz.item_ids):
            raise RefusedError("\n".join([f"{name} refuses every item of {quiz.name!r}:", *lines]))


def _line(loss: Loss) -> str:
    part = f", part {loss.part!r}" if loss.part else ""
    return f"{loss.item}{part}: {loss.reason}"


def _needed(quiz: Quiz) -> frozenset[str]:
    """The features that the quiz uses, as its first copy tells."""
    form = quiz.form(0)
    return frozenset(used_by_form(form)).union(*map(used, form.items))


def _write_format(quiz: Quiz, chosen: Format, found: list[Loss], output: Output, options: Options) -> FormatReport:
    left_out = frozenset(loss.item for loss in _refused(found, strict=options.strict))
    before, needed = len(output.names), _needed(quiz)
    examiner = Examiner(chosen.name)
    usage = chosen.usage(options.usage or ("quiz" if quiz.planned else "bank"))
    watched = Watched(Without(quiz, left_out) if left_out else quiz, examiner.fresh, examiner.join)
    chosen.write(watched, output, usage)
    found = [*found, *(loss for loss in examiner.found if loss not in found)]
    late = _refused([loss for loss in found if loss.item not in left_out], strict=options.strict)
    if late:
        lines = "\n".join(f"  {chosen.name}: {_line(loss)}" for loss in late)
        raise RefusedError(f"some variants cannot be written as they are:\n{lines}")
    kept = [loss for loss in found if loss.item not in left_out]
    changed = left_out | {loss.item for loss in kept}
    return FormatReport(
        format=chosen.name,
        usage=usage,
        again=chosen.again,
        files=tuple(_file(written) for written in output.names[before:]),
        exact=tuple(sorted(set(quiz.item_ids) - changed)),
        downgraded=_reported(kept),
        refused=_reported([replace(loss, outcome="refused") for loss in found if loss.item in left_out]),
        lost={name: what for name, what in sorted(chosen.features.items()) if what != EXACT and name in needed},
    )


def _file(written: Written) -> FileReport:
    return FileReport(name=written.name, size=written.size, sha256=written.sha256)


def _reported(found: list[Loss]) -> tuple[LossReport, ...]:
    ordered = sorted(set(found), key=lambda loss: (loss.item, loss.part, loss.outcome, loss.reason))
    return tuple(
        LossReport(item=loss.item, part=loss.part, outcome=loss.outcome, reason=loss.reason) for loss in ordered
    )
