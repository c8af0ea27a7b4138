"""Practice over HTTP: for the learner who sits at this machine, or for the students of classes and their instructor.

No page holds a script of anybody's but ours, and none of another's may run.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from qbank.loopback.guard import Guard
from qbank.practice.web.desk import Desk
from qbank.practice.web.entering import Entering
from qbank.practice.web.entrance import Entrance
from qbank.practice.web.learner_room import learner_room
from qbank.practice.web.rooms import Pages
from qbank.practice.web.teaching.room import teaching_room
from qbank.resources import template_folder

POLICY = (
    "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Style is a file of ours; the columns of tables and formulas say how they are aligned in attributes of their own."""
STYLES = ("html/style.css", "practice/style.css")


def own_application(desk: Desk, secret: bytes, fresh: Callable[[], str], hosts: Iterable[str]) -> Starlette:
    """The pages of the learner who sits at this machine; ``fresh`` gives names that nobody can guess.

    ``secret`` binds forms to a browser. Requests are answered under the names of ``hosts``.
    """
    pages = Pages(secret, fresh)
    return _application(pages, hosts, pages.routes(learner_room(lambda _cookie: desk, lambda _desk: None)))


def shared_application(entrance: Entrance, hosts: Iterable[str]) -> Starlette:
    """The pages of the students of classes, each behind their own entrance, and of their instructor."""
    pages = Pages(entrance.secret, entrance.fresh, secure=entrance.address.startswith("https:"))
    doors = Entering(pages, entrance).routes()
    rooms = [*pages.routes(teaching_room(entrance)), *pages.routes(learner_room(entrance.desk, entrance.busy))]
    return _application(pages, hosts, [*doors, *rooms])


def _application(pages: Pages, hosts: Iterable[str], rooms: list[Route]) -> Starlette:
    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        yield
        pages.workbench.close()

    routes = [
        *rooms,
        Route("/{kind}/{id}/{deed}", _back),
        Route("/style.css", _style),
        Route("/practice.js", _script),
        Route("/icon.svg", _icon),
    ]
    middleware = [Middleware(Guard, hosts=hosts, policy=lambda _path: POLICY)]
    return Starlette(
        routes=routes, middleware=middleware, lifespan=running, exception_handlers={HTTPException: pages.refused}
    )


async def _back(request: Request) -> Response:
    """Whoever goes back to the address of a form comes to the page that it was on."""
    kind, which = request.path_params["kind"], request.path_params["id"]
    if kind not in ("question", "session"):
        raise HTTPException(404)
    return RedirectResponse(f"/{kind}/{which}", 303)


async def _style(_request: Request) -> Response:
    """The style of our pages: that of papers, and what practice adds."""
    texts = [(template_folder() / name).read_text(encoding="utf-8") for name in STYLES]
    return Response("\n".join(texts), media_type="text/css")


async def _script(_request: Request) -> Response:
    """What makes our pages smoother where scripts run."""
    return Response((template_folder() / "practice" / "practice.js").read_bytes(), media_type="text/javascript")


async def _icon(_request: Request) -> Response:
    """The picture in the tab."""
    return Response((template_folder() / "preview" / "icon.svg").read_bytes(), media_type="image/svg+xml")
