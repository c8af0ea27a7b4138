"""What a learner may do with everything that is kept: come back to it from elsewhere, take it along, delete it."""

import json

from msgspec import Struct
from msgspec.structs import replace

from qbank.practice.session import PracticeError
from qbank.practice.store.people import add_learner, delete_learner, learner
from qbank.practice.store.personal import export
from qbank.practice.web.desk import Desk
from qbank.practice.web.fields import Form
from qbank.practice.web.rooms import Download

SURE = "delete everything"


class YouPage(Struct, frozen=True):
    """Who somebody is here: the name, the way back in, and what may be said on the page."""

    name: str
    link: str
    sure: str
    notice: str


def you(desk: Desk, notice: str = "") -> YouPage:
    """The page about oneself; on one's own machine there is neither name nor link."""
    with desk.tutor.store.reading() as connection:
        who = learner(connection, desk.learner)
    return YouPage("" if who is None else who.name, desk.link() if desk.link else "", SURE, notice)


def data(desk: Desk) -> Download:
    """All that is kept of a learner."""
    with desk.tutor.store.reading() as connection:
        kept = export(connection, desk.learner, desk.clock())
    return Download("practice.json", "application/json", json.dumps(kept, ensure_ascii=False, indent=2) + "\n")


def delete(desk: Desk, form: Form) -> str:
    """Delete all that is kept of a learner who is sure; on one's own machine one begins anew."""
    if "".join(form.get("sure", ())).strip().lower() != SURE:
        raise PracticeError(f"to delete everything, type: {SURE}")
    with desk.tutor.store.writing() as connection:
        who = learner(connection, desk.learner)
        delete_learner(connection, desk.learner)
        if who is not None and who.school_class is None:
            add_learner(connection, replace(who, at=desk.clock()))
    return "/"
