"""Coming in and leaving, over HTTP.

A link that is opened shows who it is for, and a form lets in: so neither a mail program that looks at links nor another site
enters for anybody, and the link itself stays in no address line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from qbank.errors import QbankError
from qbank.practice.web.entrance import Came, Entrance
from qbank.practice.web.fields import Form
from qbank.practice.web.forms import COOKIE, read_form
from qbank.practice.web.learner_room import markup
from qbank.practice.web.rendering import render
from qbank.practice.web.rooms import LATER, Made, OutsideError, Pages, TooMuchError
from qbank.wording import sentence

TEACHING = "/teach"


class Door(Struct, frozen=True):
    """The page before one has entered: by a code, or ``came`` by a link."""

    came: Came | None = None
    seal: str = ""
    code: str = ""
    name: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Entering:
    """The doors of a shared server."""

    pages: Pages
    entrance: Entrance

    def routes(self) -> list[Route]:
        """The addresses of the doors."""
        return [
            Route("/", self._front),
            Route("/join", self._join, methods=["POST"]),
            Route("/enter/{seal}", self._came, methods=["GET"]),
            Route("/enter/{seal}", self._enter, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
        ]

    async def _front(self, request: Request) -> Response:
        """Where one works, for whoever is in; the door for anybody else."""
        cookie = request.cookies.get(COOKIE, "")

        def front() -> Made:
            try:
                return self.entrance.desk(cookie).start()
            except OutsideError:
                return TEACHING if self.entrance.is_instructor(cookie) else Door()

        return await self.pages.shown(request, front, _markup)

    async def _join(self, request: Request) -> Response:
        form = await read_form(request, self.pages.secret)
        code, name = _one(form, "code"), _one(form, "name")
        return await self._let_in(
            request,
            lambda: self.entrance.join(code, name, _address(request)),
            lambda words: Door(code=code, name=name, notice=words),
        )

    async def _came(self, request: Request) -> Response:
        seal = request.path_params["seal"]
        try:
            return await self.pages.shown(
                request, lambda: Door(self.entrance.came(seal, _address(request)), seal), _markup
            )
        except TooMuchError as error:
            raise HTTPException(429, sentence(error), LATER) from error
        except QbankError as error:
            raise HTTPException(403, sentence(error)) from error

    async def _enter(self, request: Request) -> Response:
        await read_form(request, self.pages.secret)
        seal = request.path_params["seal"]
        return await self._let_in(
            request, lambda: self.entrance.enter(seal, _address(request)), lambda words: Door(notice=words)
        )

    async def _let_in(self, request: Request, enter: Callable[[], str], again: Callable[[str], Door]) -> Response:
        """Give the browser the cookie of whoever has entered; what it had before lets nobody in any more."""
        before = request.cookies.get(COOKIE, "")

        def entered() -> str:
            cookie = enter()
            self.entrance.leave(before)
            return cookie

        try:
            cookie = await self.pages.workbench.do(entered)
        except TooMuchError as error:
            raise HTTPException(429, sentence(error), LATER) from error
        except QbankError as error:
            words = sentence(error)
            return await self.pages.shown(request, lambda: again(words), _markup, 403)
        response = RedirectResponse("/", 303)
        self.pages.remember(response, cookie)
        return response

    async def _leave(self, request: Request) -> Response:
        await read_form(request, self.pages.secret)
        cookie = request.cookies.get(COOKIE, "")
        await self.pages.workbench.do(lambda: self.entrance.leave(cookie))
        response = RedirectResponse("/", 303)
        self.pages.remember(response, self.pages.fresh())
        return response


def _address(request: Request) -> str:
    """Whence a request comes; of one that a proxy on this machine passes on, what the proxy says."""
    return request.client.host if request.client else ""


def _one(form: Form, name: str) -> str:
    return "".join(form.get(name, ())[:1])


def _markup(page: Made, names: Mapping[str, str]) -> str:
    return render("practice/door.jinja", page=page, **names) if isinstance(page, Door) else markup(page, names)
