"""A class that practises: 200 students, each answering a question in ten seconds, for two minutes, at two processes.

The students are a third process of the same machine, so what is measured is a machine that does both.
"""

import json
import subprocess
import sys
from typing import Any

from qbank.practice.store.log import answered
from tests.shared_servers import CODE, shared_server

Benchmark = Any
STUDENTS, SECONDS, THINK = "200", "120", "10"


def test_two_hundred_students_are_served_in_time_and_lose_nothing(benchmark: Benchmark, address: str) -> None:
    with shared_server(None, address, processes=2) as shared:
        command = [sys.executable, "-m", "tests.practice_load", str(shared.port), CODE, STUDENTS, SECONDS, THINK]
        done = benchmark.pedantic(lambda: subprocess.run(command, check=True, capture_output=True, text=True))
        measured = json.loads(done.stdout)
        acknowledged, errors = measured.pop("acknowledged"), measured.pop("errors")
        benchmark.extra_info.update(measured)
        store = shared.store()
        with store.reading() as connection:
            assert all(answered(connection, serving, key) is not None for serving, key in acknowledged)
        store.close()
    assert errors == []
    assert len(acknowledged) > 2_000
    assert measured["median"] < 50
    assert measured["p99"] < 500
