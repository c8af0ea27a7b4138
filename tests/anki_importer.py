"""Imports decks into a new collection with Anki itself; runs in an environment that has ``anki`` and nothing of ours.

Takes the decks in order, each with ``=always`` or ``=newer`` behind its name, and writes what the collection says.
"""

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

UPDATE = {"newer": 0, "always": 1}

with tempfile.TemporaryDirectory() as folder:
    collection = Collection(str(Path(folder) / "collection.anki2"))
    logs = []
    for asked in sys.argv[1:]:
        path, _, condition = asked.rpartition("=")
        options = ImportAnkiPackageOptions(update_notes=UPDATE[condition], merge_notetypes=True)
        log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options)).log
        logs.append({"found": log.found_notes, "new": len(log.new), "updated": len(log.updated)})
    cards = [collection.get_card(number) for number in collection.find_cards("")]
    told = {
        "logs": logs,
        "decks": sorted(deck.name for deck in collection.decks.all_names_and_ids()),
        "about": [deck["desc"] for deck in collection.decks.all()],
        "media": sorted(path.name for path in Path(collection.media.dir()).iterdir()),
        "cards": [
            {"guid": card.note().guid, "tags": card.note().tags, "front": card.question(), "back": card.answer()}
            for card in cards
        ],
        "missing": list(collection.media.check().missing),
        "sound": collection.fix_integrity()[1],
    }
    collection.close()
print(json.dumps(told))
