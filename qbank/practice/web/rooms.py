"""How requests are answered: rooms of pages that somebody may see, and of forms that somebody may send.

Pages are read with GET, which ends a test whose time is up and changes nothing else. Whatever is done is a form, sent with the
token of this browser and answered with the address of the page to go on at, so that loading it again does nothing twice. What
is done for a page is done on the workbench, one after the other.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from qbank.errors import QbankError
from qbank.loopback.workbench import Workbench
from qbank.practice.session import PracticeError
from qbank.practice.store.engine import AwayError
from qbank.practice.web.fields import Form
from qbank.practice.web.forms import COOKIE, read_form, token
from qbank.practice.web.rendering import render
from qbank.wording import sentence

NO_PAGE = "There is no such page."
OVER = "You are not in here any more. Enter again, and go on where you were: everything you answered is kept."
LATER, SOON = {"retry-after": "60"}, {"retry-after": "5"}
LASTING = 400 * 24 * 3600
"""So many seconds a browser keeps its cookie at most; how long it lets somebody in is decided here."""


class OutsideError(QbankError):
    """Nobody has entered with this browser, or not here."""


class TooMuchError(QbankError):
    """More is asked for than anybody does by hand."""


class Download(Struct, frozen=True):
    """A file to keep."""

    name: str
    kind: str
    text: str


DeskT = TypeVar("DeskT")
Made = object
"""A page by its record, the address of a page to go on at, or a Download."""


class Room(Struct, Generic[DeskT], frozen=True):
    """What somebody sees and does: ``desk`` is where the owner of a cookie works; OutsideError when it is not theirs to enter.

    Pages and deeds are by their paths; what stands in a path's braces they are given, joined by ``/``. ``again`` is the page
    from which something was asked that cannot be done, with the reason.
    """

    desk: Callable[[str], DeskT]
    busy: Callable[[DeskT], None]
    pages: Mapping[str, Callable[[DeskT, str], Made]]
    deeds: Mapping[str, Callable[[DeskT, str, Form], Made]]
    again: Callable[[DeskT, str, Form, str, str], Made]
    markup: Callable[[Made, Mapping[str, str]], str]


class Pages:
    """How requests are answered: ``secret`` binds forms to a browser, ``fresh`` gives names that nobody can guess."""

    def __init__(self, secret: bytes, fresh: Callable[[], str], *, secure: bool = False) -> None:
        self.secret, self.fresh, self.secure, self.workbench = secret, fresh, secure, Workbench()

    def routes(self, room: Room[DeskT]) -> list[Route]:
        """The addresses of a room."""
        read = [Route(path, self._reading(room, make)) for path, make in room.pages.items()]
        return [*read, *(Route(path, self._doing(room, act), methods=["POST"]) for path, act in room.deeds.items())]

    def _reading(self, room: Room[DeskT], make: Callable[[DeskT, str], Made]) -> Callable[..., Awaitable[Response]]:
        """Answers with a page."""

        async def read(request: Request) -> Response:
            cookie, which = request.cookies.get(COOKIE, ""), _which(request)
            try:
                return await self.shown(request, lambda: make(room.desk(cookie), which), room.markup)
            except OutsideError:
                return RedirectResponse("/", 303)
            except AwayError as error:
                raise HTTPException(503, sentence(error), SOON) from error
            except QbankError as error:
                raise HTTPException(404, sentence(error)) from error

        return read

    def _doing(self, room: Room[DeskT], act: Callable[[DeskT, str, Form], Made]) -> Callable[..., Awaitable[Response]]:
        """Does what a form says; answers with where to go on, or the same page with why it cannot be done."""

        async def do(request: Request) -> Response:
            form, which = await read_form(request, self.secret), _which(request)
            cookie = request.cookies.get(COOKIE, "")

            def done() -> Made:
                desk = room.desk(cookie)
                room.busy(desk)
                return act(desk, which, form)

            try:
                return await self.shown(request, done, room.markup)
            except OutsideError as error:
                raise HTTPException(403, OVER) from error
            except TooMuchError as error:
                raise HTTPException(429, sentence(error), LATER) from error
            except AwayError as error:
                raise HTTPException(503, sentence(error), SOON) from error
            except QbankError as error:
                words = sentence(error)
                path = request.url.path
                status = 409 if isinstance(error, PracticeError) else 400
                try:
                    again = lambda: room.again(room.desk(cookie), which, form, path, words)  # noqa: E731
                    return await self.shown(request, again, room.markup, status)
                except QbankError as gone:
                    raise HTTPException(404, sentence(gone)) from gone

        return do

    async def shown(
        self,
        request: Request,
        make: Callable[[], Made],
        markup: Callable[[Made, Mapping[str, str]], str],
        status: int = 200,
    ) -> Response:
        """What is made on the workbench, as an answer; a browser that comes for the first time gets its cookie with it."""
        known = request.cookies.get(COOKIE, "")
        cookie = known or self.fresh()
        names = {"token": token(self.secret, cookie), "key": self.fresh()}

        def answer() -> Response:
            made = make()
            match made:
                case str():
                    return RedirectResponse(made, 303)
                case Download(name, kind, text):
                    return Response(
                        text, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
                    )
                case _:
                    return HTMLResponse(markup(made, names), status)

        response = await self.workbench.do(answer)
        if not known:
            self.remember(response, cookie)
        return response

    def remember(self, response: Response, cookie: str) -> None:
        """Give a browser its cookie: no script sees it, and no other site's page sends it."""
        response.set_cookie(
            COOKIE, cookie, max_age=LASTING, httponly=True, samesite="strict", secure=self.secure, path="/"
        )

    async def refused(self, _request: Request, error: Exception) -> Response:
        """A page that says why something was refused."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        words = str(getattr(error, "detail", "")) if status not in (404, 405) else NO_PAGE
        return HTMLResponse(render("practice/refused.jinja", words=words), status, getattr(error, "headers", None))


def _which(request: Request) -> str:
    return "/".join(request.path_params.values())
