"""Who is answered, and what every answer says about itself.

Only requests whose ``Host`` is one of the server's own names are answered: another site whose name is made to lead here (DNS
rebinding) gets nothing.
"""

from collections.abc import Callable, Iterable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN = ("localhost", "127.0.0.1", "[::1]")
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def own_hosts(port: int) -> list[str]:
    """What this machine calls a server of its own at a port."""
    return [f"{host}:{port}" for host in OWN]


class Guard:
    """Refuses what was not meant for this server, and says on every page what it may do: its Content-Security-Policy."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], policy: Callable[[str], str]) -> None:
        self.app, self.policy = app, policy
        self.hosts = {host.lower().encode() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose ``Host`` is ours."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        headers = EVERYWHERE | {"content-security-policy": self.policy(scope["path"])}

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.encode(), value.encode()) for name, value in headers.items()]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        if len(hosts) == 1 and hosts[0].lower() in self.hosts:
            await self.app(scope, receive, guarded)
        else:
            refusal = PlainTextResponse("This server does not answer to that name.\n", status_code=421)
            await refusal(scope, receive, guarded)
