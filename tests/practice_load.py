"""Students by the hundred, who answer over HTTP and think in between; what became of each request.

Run as ``python -m tests.practice_load PORT CODE STUDENTS SECONDS THINK``; a line of JSON says what was measured and acknowledged.
THINK is how many seconds lie between two answers of a student, on average.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

PATIENCE = 30.0
FIELD = re.compile(
    r'<(?:input|textarea)[^>]* name="(q[^"]*)"[^>]*>|<select[^>]* name="(q[^"]*)"[^>]*>(.*?)</select>', re.S
)


@dataclass
class Measured:
    """What became of the requests of all students."""

    latencies: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Student:
    """A browser without a screen: its cookie, and the page that it is on."""

    port: int
    measured: Measured
    cookie: str = ""
    page: str = ""

    async def send(self, what: str, method: str, path: str, /, **fields: str) -> tuple[int, str]:
        """Send a request; the status, and whereto it leads. The time that it took is noted."""
        body = urlencode(fields).encode()
        kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n" if fields else ""
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n{cookie}{kind}\r\n"
        begun = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(head.encode() + body)
        answer = await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        self.measured.latencies.setdefault(what, []).append(time.perf_counter() - begun)
        headers, _, page = answer.decode().partition("\r\n\r\n")
        status = int(headers.split(" ", 2)[1])
        if found := re.search(r"^set-cookie: ([^;]+)", headers, re.M | re.I):
            self.cookie = found[1]
        if status == 200:
            self.page = page
        leads = re.search(r"^location: (\S+)", headers, re.M | re.I)
        if status not in (200, 303):
            self.measured.errors.append(f"{status} {method} {path}")
        return status, leads[1] if leads else ""

    async def submit(self, what: str, path: str, /, **fields: str) -> str:
        """Send a form of the page, and load the page that it leads to; its address."""
        names = {name: self._named(name) for name in ("token", "key", "after")}
        status, leads = await self.send(what, "POST", path, **{**names, **fields})
        if status == 303:
            await self.send("page", "GET", leads.partition("#")[0])
        return leads.partition("#")[0]

    def _named(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return unescape(found[1]) if found else ""

    def filled(self) -> dict[str, str]:
        """An answer to each field of the page, some right and most wrong."""
        found: dict[str, str] = {}
        for one in FIELD.finditer(self.page):
            if one[2]:
                options = re.findall(r"<option[^>]*>([^<]*)</option>", one[3])
                found[one[2]] = options[min(len(options) - 1, len(found) % 5 + 1)]
            elif value := re.search(r'value="([^"]+)"', one[0]):
                found.setdefault(one[1], value[1])
            else:
                found[one[1]] = "1/2"
        return found

    async def practise(self, code: str, name: str, until: float, think: Callable[[float, float], float]) -> None:
        """Join, and answer one question after the other; ``think`` gives seconds between two shares of the usual time."""
        await asyncio.sleep(think(0, 1))
        await self.send("front", "GET", "/")
        await self.submit("join", "/join", code=code, name=name)
        question = await self.submit("begin", "/begin", what="next")
        session = ""
        while time.monotonic() < until:
            await asyncio.sleep(think(0.5, 1.5))
            if found := re.search(r'formaction="/session/([^/"]+)/next"', self.page):
                session = found[1]
            serving = question.rpartition("/")[2]
            key = self._named("key")
            status, _ = await self.send(
                "answer", "POST", f"{question}/answer", token=self._named("token"), key=key, **self.filled()
            )
            if status == 303:
                self.measured.acknowledged.append((serving, key))
                await self.send("page", "GET", question)
            question = await self.submit("next", f"/session/{session}/next", after=serving)


async def load(port: int, code: str, students: int, seconds: float, think: float) -> Measured:
    """So many students, who answer one question after the other for so long."""
    measured, until = Measured(), time.monotonic() + seconds

    async def student(number: int) -> None:
        chance = random.Random(number)
        browser = Student(port, measured)
        await browser.practise(
            code, f"Student {number}", until, lambda least, most: think * chance.uniform(least, most)
        )

    for failed in await asyncio.gather(*map(student, range(students)), return_exceptions=True):
        if failed is not None:
            measured.errors.append(repr(failed))
    return measured


def main() -> None:
    """Measure, and print what was measured: for all requests, and for each kind how many, the median and the 99th percentile."""
    port, code, students, seconds, think = sys.argv[1:]
    measured = asyncio.run(load(int(port), code, int(students), float(seconds), float(think)))
    every = [latency for one in measured.latencies.values() for latency in one]
    said = {
        "requests": len(every),
        "median": at(0.5, every),
        "p99": at(0.99, every),
        "by": {name: [len(of), at(0.5, of), at(0.99, of)] for name, of in measured.latencies.items()},
        "errors": measured.errors,
        "acknowledged": measured.acknowledged,
    }
    print(json.dumps(said))


def at(share: float, latencies: list[float]) -> float:
    """The milliseconds that this share of requests needed at most."""
    return round(1000 * sorted(latencies)[min(len(latencies) - 1, int(share * len(latencies)))], 1)


if __name__ == "__main__":
    main()
