"""How long a symbolic answer takes; see ``test_speed.py`` for how to measure.

Grading one takes under 20 ms in the middle of the corpus (tests/cases/equivalence.yaml), after imports.
"""

import statistics
import time
from typing import Any

from tests.test_equivalence import cases, outcome_of

Benchmark = Any
MOST_SECONDS = 0.02


def test_a_symbolic_answer(benchmark: Benchmark) -> None:
    rows = cases()
    benchmark.pedantic(lambda: [outcome_of(group, row) for group, row in rows], rounds=3, warmup_rounds=1)
    times = []
    for group, row in rows:
        begin = time.perf_counter()
        outcome_of(group, row)
        times.append(time.perf_counter() - begin)
    median = statistics.median(times)
    benchmark.extra_info["median milliseconds"] = round(median * 1e3, 2)
    benchmark.extra_info["slowest milliseconds"] = round(max(times) * 1e3, 1)
    assert median < MOST_SECONDS
