"""What all tests share: golden files that ``--accept`` rewrites, and real components that may be missing."""

import os
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.databases import Postgres

settings.register_profile("ci", derandomize=True)  # a landing must not hang on luck; newcomers' runs look further
if os.environ.get("CI") == "true":
    settings.load_profile("ci")

CHROMIUM = Path(os.environ.get("QBANK_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(os.environ.get("QBANK_NODE_MODULES", "node_modules")) / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
GOLDEN = Path(__file__).parent / "golden"

collect_ignore = ["anki_importer.py", "open_edx_essays.py", "open_edx_grader.py", "qti2latex_reader.py"]
"""Programs that run in environments of their own, with packages that are not here."""

Golden = Callable[[str, str | bytes], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--accept``: write what is, where it differs from what was expected, for reading in the diff."""
    parser.addoption("--accept", action="store_true", help="rewrite golden files and expected blocks")


@pytest.fixture(autouse=True, scope="session")
def cache_of_commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands keep what they checked in a folder of the test run, not in that of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QBANK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether differences are to be accepted."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def golden(accept: bool) -> Golden:
    """Compare with the file of this path below tests/golden; with ``--accept``, write it."""

    def compare(path: str, actual: str | bytes) -> None:
        file = GOLDEN / path
        content = actual.encode() if isinstance(actual, str) else actual
        if accept:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        if not file.exists():
            pytest.fail(f"no golden file {path}; run pytest with --accept and read what it writes")
        expected = file.read_bytes()
        if isinstance(actual, str):
            assert actual == expected.decode(), f"differs from golden file {path}; --accept rewrites it"
        else:
            assert actual == expected, f"differs from golden file {path}; --accept rewrites it"

    return compare


def require(component: object, reason: str) -> None:
    """Skip with the reason when a component is missing; fail instead where nothing may be missing (``CI=true``)."""
    if component:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"missing: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Postgres]":
    """A PostgreSQL server of the tests' own."""
    from tests.databases import binary, running_postgres

    require(find_spec("psycopg"), "psycopg is not installed")
    require(binary("initdb") and binary("pg_ctl"), "PostgreSQL (initdb, pg_ctl) is not installed")
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new store, of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "practice.sqlite")
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    require(CHROMIUM.exists(), f"Chromium is not at {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


def fastest(call: Callable[[], object], tries: int = 3) -> float:
    """The least processor time of some calls, in seconds: a busy machine makes single ones slow, never fast."""
    times = []
    for _ in range(tries):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)
