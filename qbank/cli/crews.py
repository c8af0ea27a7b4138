"""Who makes the copies and variants of a build: this process, several, or a cluster; and what an interrupted one has made."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qbank.assembly.assembly import Assembly
from qbank.cli.options import cache_folder
from qbank.item import Quiz

if TYPE_CHECKING:
    from qbank.cluster import Cluster

FEW = 2_000
"""So many variants are made sooner than another process is started."""


@contextmanager
def made_by(quiz: Assembly, names: Sequence[str], jobs: int, cluster: str | None) -> Iterator[Quiz]:
    """The quiz, made by whoever is asked for; a small one is made here."""
    if cluster is None and quiz.copies * len(quiz.item_ids) < FEW:
        yield quiz
        return
    from qbank.assembly.dealing import Dealt
    from qbank.assembly.resuming import Resuming
    from qbank.authoring.keeping import digest
    from qbank.workers import Crew

    crew = Crew(jobs) if cluster is None else _cluster(cluster)
    cache = cache_folder()
    about = repr((quiz.name, quiz.seed, quiz.copies, quiz.bank_digest, quiz.blueprint_digest, quiz.item_ids, names))
    resuming = Resuming(crew, cache / "unfinished" / digest(about.encode())) if cache else None
    try:
        yield Dealt(quiz, resuming or crew)
        if resuming:
            resuming.finish()
    except KeyboardInterrupt as interrupt:
        if resuming:
            interrupt.add_note(f"the same command with --seed {quiz.seed} goes on from here")
        raise
    finally:
        crew.end()


def _cluster(address: str) -> "Cluster":
    from qbank.cluster import Cluster

    return Cluster(address)
