"""Practice over HTTP, for the learner's own browser on this machine.

Pages are read with GET, which ends a test whose time is up and changes nothing else. Whatever is done is a form, sent with the
token of this browser and answered with the address of the page to go on at, so that loading it again does nothing twice. No page
holds a script, and none may run.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from qbank.errors import QbankError
from qbank.loopback.guard import Guard
from qbank.loopback.workbench import Workbench
from qbank.practice.session import PracticeError
from qbank.practice.web.desk import Desk, Page, drafts
from qbank.practice.web.fields import Form
from qbank.practice.web.forms import COOKIE, read_form, token
from qbank.practice.web.learner_page import LearnerPage
from qbank.practice.web.question_page import QuestionPage
from qbank.practice.web.rendering import question_markup, render
from qbank.practice.web.session_page import SessionPage
from qbank.resources import template_folder
from qbank.wording import sentence

POLICY = (
    "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Style is a file of ours; the columns of tables and formulas say how they are aligned in attributes of their own."""
STYLES = ("html/style.css", "practice/style.css")
NO_PAGE = "There is no such page."


def application(desk: Desk, secret: bytes, fresh: Callable[[], str], port: int) -> Starlette:
    """The pages of a learner; ``fresh`` gives names that nobody can guess, ``secret`` binds forms to a browser."""
    pages = Pages(desk, secret, fresh, Workbench())

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        yield
        pages.workbench.close()

    done = {
        "/begin": lambda _id, form: desk.begin(form),
        "/session/{id}/next": desk.go_on,
        "/session/{id}/end": desk.end,
        "/question/{id}/answer": desk.answer,
        "/question/{id}/hint": desk.hint,
        "/question/{id}/solution": desk.solution,
        "/question/{id}/another": desk.another,
        "/question/{id}/report": desk.report,
        "/question/{id}/mark": desk.mark,
    }
    routes = [
        Route("/", pages.reading(lambda _id: desk.start())),
        Route("/progress", pages.reading(lambda _id: desk.progress())),
        Route("/session/{id}", pages.reading(desk.session)),
        Route("/question/{id}", pages.reading(desk.question)),
        *(Route(path, pages.doing(act), methods=["POST"]) for path, act in done.items()),
        Route("/{kind}/{id}/{deed}", _back),
        Route("/style.css", _style),
        Route("/icon.svg", _icon),
    ]
    middleware = [Middleware(Guard, port=port, policy=lambda _path: POLICY)]
    return Starlette(
        routes=routes, middleware=middleware, lifespan=running, exception_handlers={HTTPException: pages.refused}
    )


class Pages:
    """How requests are answered."""

    def __init__(self, desk: Desk, secret: bytes, fresh: Callable[[], str], workbench: Workbench) -> None:
        self.desk, self.secret, self.fresh, self.workbench = desk, secret, fresh, workbench

    def reading(self, make: Callable[[str], Page]) -> Callable[..., object]:
        """Answers with a page."""

        async def read(request: Request) -> Response:
            try:
                return await self._shown(request, lambda: make(request.path_params.get("id", "")))
            except QbankError as error:
                raise HTTPException(404, sentence(error)) from error

        return read

    def doing(self, act: Callable[[str, Form], str | Page]) -> Callable[..., object]:
        """Does what a form says; answers with where to go on, or the same page with why it cannot be done."""

        async def do(request: Request) -> Response:
            form, which = await read_form(request, self.secret), request.path_params.get("id", "")
            try:
                found = await self.workbench.do(lambda: act(which, form))
            except QbankError as error:
                return await self._told(request, which, form, error)
            if isinstance(found, str):
                return RedirectResponse(found, 303)
            return await self._shown(request, lambda: found)

        return do

    async def _told(self, request: Request, which: str, form: Form, error: QbankError) -> Response:
        """The page from which something was asked that cannot be done, with the reason."""
        words = sentence(error)

        def again() -> Page:
            if request.url.path.startswith("/question/"):
                return self.desk.question(which, drafts(self.desk, which, form), words)
            if request.url.path.startswith("/session/"):
                return self.desk.session(which, words)
            return self.desk.start(words)

        try:
            return await self._shown(request, again, 409 if isinstance(error, PracticeError) else 400)
        except QbankError as gone:
            raise HTTPException(404, sentence(gone)) from gone

    async def _shown(self, request: Request, make: Callable[[], Page], status: int = 200) -> Response:
        """A page, made on the workbench; a browser that comes for the first time gets its cookie with it."""
        known = request.cookies.get(COOKIE, "")
        cookie = known or self.fresh()
        names = {"token": token(self.secret, cookie), "key": self.fresh()}
        response = HTMLResponse(await self.workbench.do(lambda: _markup(make(), names)), status)
        if not known:
            response.set_cookie(COOKIE, cookie, httponly=True, samesite="strict")
        return response

    async def refused(self, _request: Request, error: Exception) -> Response:
        """A page that says why something was refused."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        words = str(getattr(error, "detail", "")) if status not in (404, 405) else NO_PAGE
        return HTMLResponse(render("practice/refused.jinja", words=words), status)


def _markup(page: Page, names: dict[str, str]) -> str:
    match page:
        case QuestionPage():
            return question_markup(page, names)
        case SessionPage():
            return render("practice/session.jinja", page=page, **names)
        case LearnerPage():
            return render("practice/learner.jinja", page=page, **names)
        case _:
            return render("practice/start.jinja", page=page, **names)


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


async def _icon(_request: Request) -> Response:
    """The picture in the tab."""
    return Response((template_folder() / "preview" / "icon.svg").read_bytes(), media_type="image/svg+xml")
