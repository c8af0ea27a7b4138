"""``qbank verify``."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from qbank.assembly.verification import DRAW, MISSING, TEST, Difference, FileState, Verification, verify
from qbank.cli.options import bank_option, counted, json_option, open_bank, print_json
from qbank.writers.lock import Lock, read_lock

VARIANTS = 12
"""How many variants are listed."""
WHAT = {"stem": "the stem", "parts": "what is asked", "key": "the key", "help": "hints, feedback or solution"}


@click.command("verify")
@click.argument("lock", type=click.Path(path_type=Path), metavar="LOCK")
@bank_option
@json_option
def COMMAND(lock: Path, folders: tuple[Path, ...], *, as_json: bool) -> None:  # noqa: N802
    """Whether the bank still gives what a quiz.lock describes; exit code 1 when the content is not the same.

    Every variant is drawn and solved again: what it tells, asks, takes for right and helps with is compared with what
    the lock says. Then the files are compared: those beside the lock, and those that would be written now.
    """
    known, copies = read_lock(lock)
    found = verify(known, copies, open_bank(folders), lock.parent)
    if as_json:
        print_json(_record(found))
    else:
        click.echo("\n".join(_lines(known, found)))
    sys.exit(0 if found.same_content else 1)


def _lines(lock: Lock, found: Verification) -> Iterator[str]:
    extent = f"{counted(len(lock.contents), 'question')} in {counted(lock.number_of_copies, 'copy', 'copies')}"
    if found.same_content:
        yield f"{lock.title}: the same content, {extent}"
        yield f"the same bytes, {counted(len(found.files), 'file')}" if found.same_bytes else "another container:"
    else:
        yield f"{lock.title}: the content is not the same, {extent}"
        for one in found.differences:
            yield from _difference(one, lock)
    yield from (f"  {line}" for file in found.files for line in _file(file))
    if found.unwritten:
        yield f"  cannot be written now: {found.unwritten}"
    if not found.same_bytes:
        yield from (f"  made with {name} {then}, now {now or 'missing'}" for name, then, now in found.versions)
    yield from (f"  {item}: its file was edited, which changes nothing here" for item in found.edited)


def _difference(one: Difference, lock: Lock) -> Iterator[str]:
    variants = _variants(one.variants, lock.number_of_copies)
    if one.what == (TEST,):
        yield f"  {one.item}: the blueprint gives another test: {one.example}"
    elif one.what == (MISSING,):
        yield f"  {one.item}: missing in {variants}: {one.example}"
    elif one.what == (DRAW,):
        yield f"  {one.item}: another draw in {variants}, the first: {one.example}"
    else:
        yield f"  {one.item}: another content in {variants}: {', '.join(WHAT[name] for name in one.what)}"
        yield f"    see: qbank show {one.item} --seed {lock.seed} --variant {one.variants[0]}"


def _variants(variants: Sequence[int], copies: int) -> str:
    """Which variants: all, or their numbers.

    >>> _variants([0, 1], 2), _variants([1], 2), _variants(range(20), 30)
    ('all variants', 'variant 1', 'variants 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 8 more')
    """
    if len(variants) == copies:
        return "all variants" if copies > 1 else "the only variant"
    more = f" and {len(variants) - VARIANTS} more" if len(variants) > VARIANTS else ""
    return f"variant{'s' if len(variants) > 1 else ''} {', '.join(map(str, variants[:VARIANTS]))}{more}"


def _file(file: FileState) -> Iterator[str]:
    if file.here != "same":
        yield f"{file.name}: {'not here' if file.here == 'missing' else 'changed since it was written'}"
    if file.now not in ("same", "unknown"):
        yield f"{file.name}: would {'not be written' if file.now == 'missing' else 'have other bytes'} now"


def _record(found: Verification) -> dict[str, object]:
    return {
        "content": "same" if found.same_content else "changed",
        "bytes": "same" if found.same_bytes else "other",
        "differences": [
            {"item": one.item, "what": list(one.what), "variants": list(one.variants), "example": one.example}
            for one in found.differences
        ],
        "files": [{"name": file.name, "here": file.here, "now": file.now} for file in found.files],
        "edited": list(found.edited),
        "versions": {name: [then, now] for name, then, now in found.versions},
        "unwritten": found.unwritten,
    }
