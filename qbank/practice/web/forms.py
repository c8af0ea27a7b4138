"""Forms as they arrive: a body that is not too long, and the token of this browser.

The token is a code of the browser's cookie under the store's secret. A page of another site can make this browser send a form,
but neither reads our pages nor knows the cookie, so it cannot know the token.
"""

import hmac
from hashlib import sha256
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from qbank.practice.web.fields import Form

COOKIE = "qbank"
TOKEN = "token"  # noqa: S105  the name of a field
LONGEST = 1 << 18
"""So many bytes of a form are read."""
FIELDS = 1000
KIND = "application/x-www-form-urlencoded"
STALE = "This page is no longer valid here. Load it again and send it once more."


def token(secret: bytes, cookie: str) -> str:
    """What a form of this browser must say.

    >>> token(b"secret", "ada") == token(b"secret", "bob")
    False
    """
    return hmac.new(secret, cookie.encode(), sha256).hexdigest()


async def read_form(request: Request, secret: bytes) -> Form:
    """The fields of a form that one of our pages in this browser sent; HTTPException for any other."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != KIND:
        raise HTTPException(415, "Forms are expected here.")
    body = await _body(request)
    try:
        form = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError as error:
        raise HTTPException(400, "This form cannot be read.") from error
    cookie, sent = request.cookies.get(COOKIE, ""), form.get(TOKEN, [""])[0]
    if not cookie or not hmac.compare_digest(token(secret, cookie).encode(), sent.encode()):
        raise HTTPException(403, STALE)
    return form


async def _body(request: Request) -> bytes:
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST:
                raise HTTPException(413, "This is more than can be taken at once.")
    except ClientDisconnect as error:
        raise HTTPException(400, "This form did not arrive as a whole.") from error
    return body
