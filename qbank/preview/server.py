"""The preview's pages over HTTP, for the author's own browser and nobody else's.

There is nothing but GET, nothing is written, and files are known by the names that were found when looking for questions, so no
address leads to another file.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from qbank.errors import QbankError
from qbank.generation.program import Program
from qbank.loopback.guard import Guard, own_hosts
from qbank.preview.checks import check_all
from qbank.preview.inside import INSIDE_PAGES
from qbank.preview.pages import GonePage, index_page, question_page, waiting_page
from qbank.preview.prints import SIDES, print_file, prints
from qbank.preview.shelf import Entry, Shelf
from qbank.preview.view import View, address, view_of
from qbank.preview.watching import follow
from qbank.resources import template_folder
from qbank.writers.environment import environment

OURS = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page of the preview may load: its own script, style and pictures."""
INSIDE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
"""A page as it will be handed out, shown inside: it has its style in itself, and no script."""
FILES = {"style.css": "text/css", "script.js": "text/javascript", "icon.svg": "image/svg+xml"}
PATIENCE, FIRST_PATIENCE = 0.4, 3.0
"""A browser is told after so many seconds that a question is still being read, and then when it has been; later when there is
nothing yet that could be shown meanwhile."""

Made = TypeVar("Made")


def policy(path: str) -> str:
    """What the page at a path may load."""
    return INSIDE if path.startswith("/inside/") else OURS


def application(shelf: Shelf, port: int) -> Starlette:
    """The pages of a shelf; files are followed and certificates made as long as it runs."""

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(follow(shelf)), asyncio.create_task(check_all(shelf))]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    pages = Pages(shelf)
    routes = [
        Route("/", pages.start),
        Route("/question/{id:path}", pages.question),
        Route("/inside/{name}/{id:path}", pages.inside),
        Route("/picture/{side}/{number:int}/{id:path}", pages.picture),
        Route("/pdf/{side}/{id:path}", pages.pdf),
        Route("/events/{id:path}", pages.events),
        Route("/{name}", _file),
    ]
    return Starlette(
        routes=routes, middleware=[Middleware(Guard, hosts=own_hosts(port), policy=policy)], lifespan=running
    )


class Pages:
    """What is answered to each request."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    async def start(self, _request: Request) -> Response:
        """The list of a folder's questions, or the only one."""
        if self.shelf.is_file:
            return RedirectResponse(address("question", next(iter(self.shelf.entries))))
        return _html("preview/index.jinja", index_page(self.shelf))

    async def question(self, request: Request) -> Response:
        """The page of a question."""
        name = request.path_params["id"]
        entry = self.shelf.entries.get(name)
        if entry is None:
            return _html("preview/gone.jinja", GonePage(name, self.shelf.version), status_code=404)
        view, notice = View(), ""
        try:
            view = view_of(request.query_params)
        except QbankError as error:
            notice = str(error)
        self.shelf.want(entry, view.seed)
        if not await self._is_read(entry):
            return _html("preview/question.jinja", waiting_page(self.shelf, entry), status_code=202)
        now = replace(entry)  # what is saved meanwhile belongs to the next page
        making = self.shelf.workbench.do(lambda: question_page(self.shelf, now, view, notice))
        return _html("preview/question.jinja", await self._done(making))

    async def _is_read(self, entry: Entry) -> bool:
        """Whether a question is read before long; if not, there is news when it is."""
        reading = asyncio.create_task(self.shelf.read(entry))
        done, _ = await asyncio.wait({reading}, timeout=PATIENCE if entry.good else FIRST_PATIENCE)
        if not done:
            reading.add_done_callback(lambda _: self.shelf.tell(entry))
        return bool(done)

    async def _done(self, work: Awaitable[Made]) -> Made:
        """What is made on the workbench; a page of its own where it cannot be made."""
        try:
            return await work
        except QbankError as error:
            raise HTTPException(404, str(error)) from error
        except asyncio.CancelledError:
            if not self.shelf.closed:
                raise
            raise HTTPException(503, "the preview has ended") from None

    async def inside(self, request: Request) -> Response:
        """A page that is shown inside another."""
        make = INSIDE_PAGES.get(request.path_params["name"])
        if make is None:
            raise HTTPException(404)
        return HTMLResponse(await self._made(request, make))

    async def picture(self, request: Request) -> Response:
        """A page of paper."""
        side, number = request.path_params["side"], request.path_params["number"]
        pages = await self._made(request, lambda program, view: prints(program, view).side(side))
        if not 1 <= number <= len(pages):
            raise HTTPException(404)
        return Response(pages[number - 1], media_type="image/svg+xml")

    async def pdf(self, request: Request) -> Response:
        """A file to print."""
        side = request.path_params["side"]
        if side not in SIDES:
            raise HTTPException(404)
        made = await self._made(request, lambda program, view: print_file(program, view, side))
        return Response(made, media_type="application/pdf")

    async def events(self, request: Request) -> Response:
        """A line whenever there is news."""
        after = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        news = self.shelf.news(request.path_params["id"], int(after) if after.isdecimal() else 0)
        return StreamingResponse(_stream(news), media_type="text/event-stream")

    def _entry(self, request: Request) -> Entry:
        entry = self.shelf.entries.get(request.path_params["id"])
        if entry is None:
            raise HTTPException(404, "there is no such question")
        return entry

    async def _made(self, request: Request, make: Callable[[Program, View], Made]) -> Made:
        """What is made of the draw that is asked for, from the last reading without fault."""
        entry = self._entry(request)
        if entry.good is None:
            await self._done(self.shelf.read(entry))
        program = entry.good.program if entry.good else None
        if program is None:
            raise HTTPException(404, "this question has not worked yet")
        return await self._done(self.shelf.workbench.do(lambda: make(program, view_of(request.query_params))))


async def _stream(news: AsyncIterator[int]) -> AsyncIterator[str]:
    """Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html"""
    yield "retry: 1000\n\n"
    async for version in news:
        yield f"id: {version}\ndata: {version}\n\n"


def _html(template: str, page: object, status_code: int = 200) -> Response:
    return HTMLResponse(environment().get_template(template).render(page=page), status_code)


async def _file(request: Request) -> Response:
    """The style and the script."""
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    return Response((template_folder() / "preview" / name).read_bytes(), media_type=FILES[name])
