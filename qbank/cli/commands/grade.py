"""``qbank grade``."""

from pathlib import Path
from typing import assert_never

import click

from qbank.cli.options import bank_option, json_option, open_bank, print_json
from qbank.cli.responses import INDENT, WIDTH, how, unread, wrapped
from qbank.cli.sheet import sheet
from qbank.content import Number, plain
from qbank.errors import QbankError
from qbank.generation.program import program
from qbank.grading.grade import grade
from qbank.item import Item, Rubric, without_answers
from qbank.markup.text import inline
from qbank.response import Invalid, Outcome, Pending, Response, Score
from qbank.wording import counted

TRIES = 5
"""So often is a part asked again whose response cannot be read."""

Record = dict[str, str | int | None]


@click.command("grade")
@click.argument("id")
@click.argument("given", nargs=-1, metavar="[PART=RESPONSE]...")
@click.option("--seed", default="0", show_default=True, help="Decides the order of the variants.")
@click.option("--variant", type=click.IntRange(min=0), default=0, show_default=True, help="Which variant, from 0.")
@bank_option
@json_option
def COMMAND(  # noqa: N802
    id: str, given: tuple[str, ...], seed: str, variant: int, folders: tuple[Path, ...], *, as_json: bool
) -> None:
    """What responses to a variant of the question ID earn.

    A number is typed as one likes (-3/4, 50%, 0.4+0.95*3-0.5), a formula in the usual notation (r + gamma*V' - V), an option
    is chosen by its letter. Several options: a,c. Pairs: a:1;b:3. Steps in order: c,a,b. Without a response, each part is
    asked for.
    """
    item = program(open_bank(folders).item(id)).item(seed, variant)
    responses = _given(item, given) if given else _asked(item, apart=as_json)
    outcomes = grade(item, responses)
    if as_json:
        print_json({part: _record(outcome) for part, outcome in outcomes.items()})
        return
    for part, outcome in outcomes.items():
        click.echo(_told(part, outcome, responses[part]))
        if given and isinstance(outcome, Pending) and outcome.rubric is not None:
            click.echo(_rubric(outcome.rubric))


def _given(item: Item, given: tuple[str, ...]) -> dict[str, Response]:
    """The responses of the command line, by part."""
    responses: dict[str, Response] = {}
    for word in given:
        part, equals, response = word.partition("=")
        if not equals:
            known = ", ".join(part.id for part in item.parts)
            raise click.UsageError(f"expected PART=RESPONSE, where the part is one of: {known}; not {word!r}")
        if part in responses:
            raise click.UsageError(f"the part {part!r} is answered twice")
        responses[part] = response
    try:
        grade(item, dict.fromkeys(responses, ""))
    except QbankError as error:
        raise click.UsageError(str(error)) from error
    return responses


def _asked(item: Item, *, apart: bool) -> dict[str, Response]:
    """The responses typed at a prompt, after the question as a student sees it; ``apart`` from standard output."""
    click.echo(f"{sheet(without_answers(item), WIDTH)}\n", err=apart)
    return {part.id: _typed(item, part.id, apart=apart) for part in item.parts}


def _typed(item: Item, part: str, *, apart: bool) -> Response:
    """What is typed for a part; asked again when it cannot be read, since that costs no attempt."""
    response = ""
    click.echo(f"{INDENT}{how(item.part(part).interaction)}", err=apart)
    for _ in range(TRIES):
        response = click.prompt(part, default="", show_default=False, err=apart)
        outcome = grade(item, {part: response})[part]
        if not isinstance(outcome, Invalid):
            break
        click.echo(unread(outcome, response), err=apart)
    return response


def _record(outcome: Outcome) -> Record:
    match outcome:
        case Score(earned, possible, feedback, misconception, read_as):
            return _fields("scored", str(earned), str(possible), inline(feedback), misconception, read_as)
        case Invalid(message, position, hint):
            told = f"{message}: {hint}" if hint else message
            return {**_fields("invalid", feedback=told), "position": position}
        case Pending(reason):
            return _fields("pending", feedback=reason)
        case _:
            assert_never(outcome)


def _fields(
    status: str,
    earned: str | None = None,
    possible: str | None = None,
    feedback: str = "",
    misconception: str | None = None,
    read_as: str = "",
) -> Record:
    return {
        "status": status,
        "earned": earned,
        "possible": possible,
        "feedback": feedback,
        "misconception": misconception,
        "read_as": read_as,
        "position": None,
    }


def _told(part: str, outcome: Outcome, response: Response) -> str:
    match outcome:
        case Score(earned, possible, feedback, misconception, read_as):
            name = f"[{misconception}] " if misconception else ""
            line = f"{part}: {plain(Number(earned))} of {counted(possible, 'point')}, read as {read_as}"
            return f"{wrapped(line, first='')}\n{wrapped(name + inline(feedback))}".rstrip()
        case Invalid():
            return f"{part}: not read, which costs no attempt\n{unread(outcome, response)}"
        case Pending(reason, None):
            return f"{part}: a person must decide: {reason}"
        case Pending(reason):
            return f"{part}: {reason}"
        case _:
            assert_never(outcome)


def _rubric(rubric: Rubric) -> str:
    """What a person marks a text by."""
    criteria = [wrapped(f"{counted(one.points, 'point')}: {inline(one.text)}") for one in rubric.criteria]
    return "\n".join([*criteria, wrapped(f"model answer: {inline(rubric.model_answer)}")])
