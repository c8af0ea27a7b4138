"""Anki: a deck of cards for self-study, each variant of a question a card with its key and worked solution behind it.

What identifies a note, a deck and a kind of notes comes from the identifiers of questions, so that importing a deck again
updates what was imported before. The database is written by ourselves and not through the package ``genanki``, which holds
all notes in memory and dates what it packs.
"""

import json
import shutil
import tempfile
from fractions import Fraction
from pathlib import Path

from qbank.item import Form, Quiz
from qbank.wording import counted
from qbank.writers.anki import text
from qbank.writers.anki.card import KINDS, note
from qbank.writers.anki.collection import Collection, Deck
from qbank.writers.anki.template import interactions
from qbank.writers.archive import Archive
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.output import Output
from qbank.writers.variants import written


def write(quiz: Quiz, output: Output) -> None:
    """The deck as ``<quiz>.apkg``; where a quiz has several questions, each has a deck of its own inside."""
    with (
        tempfile.TemporaryDirectory() as folder,
        output.open(f"{quiz.name}.apkg") as stream,
        Archive(stream) as archive,
    ):
        path = Path(folder) / "collection.anki2"
        names: dict[str, str] = {}
        whole = Deck(_name(quiz.title), _told(quiz.form(0)))
        decks = [whole]
        with Collection(path, quiz.name) as collection:
            for item_id in quiz.item_ids:
                for title, made in written(quiz, item_id, note):
                    deck = whole if len(quiz.item_ids) == 1 else Deck(f"{whole.name}::{_name(title)}")
                    decks += [] if deck in decks else [deck]
                    collection.add(made, deck, KINDS[made.kind])
                    for name, data in made.pictures.items():
                        if name not in names:
                            names[name] = str(len(names))
                            archive.write(names[name], data)
            collection.finish(decks, list(KINDS.values()))
        with path.open("rb") as database, archive.open(path.name) as packed:
            shutil.copyfileobj(database, packed)
        archive.write("media", json.dumps({number: name for name, number in names.items()}))


def _name(title: str) -> str:
    """A title as the name of a deck, which two colons would put below another one.

    >>> _name("TD::GAE")
    'TD: :GAE'
    """
    return title.replace("::", ": :")


def _told(form: Form) -> str:
    """What Anki tells of the deck before it is studied: the instructions, and the time that a test would take."""
    minutes = f"<p>{counted(Fraction(form.minutes), 'minute')}</p>" if form.minutes is not None else ""
    told = [form.instructions, *(section.instructions for section in form.sections)]
    return minutes + "".join(text.blocks(one) for one in told)


FORMAT = Format(
    name="anki",
    ending="apkg",
    summary="Anki: a deck of cards for self-study, with keys and worked solutions behind them",
    keys="inside",
    interactions=interactions(),
    features=dict.fromkeys(FEATURES, EXACT)
    | {
        "scoring": "whoever studies marks the own answer: how it is scored is told behind the card",
        "secrecy": "a card shows its answer to whoever turns it: for self-study only",
        "carried forward": "whoever studies marks the own answer: what it earns is told behind the card",
    },
    examine=lambda _item: [],
    writes={"bank": write},
    again="notes are recognised: choose to update them always, and what was learnt stays",
)
