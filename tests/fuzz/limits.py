"""How long it is fuzzed, and what counts as a crash, a hang, too much memory.

With CI each question is asked some 60 times. For more:

    SIMPLIFI_FUZZ=100000 pytest -o faulthandler_timeout=0 tests/fuzz
"""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, settings

FUZZ = settings(
    max_examples=int(os.environ.get("SIMPLIFI_FUZZ", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
SECONDS = 10.0
"""Of the processor: more than any bounded piece of work takes."""
MEMORY = 128 * 1024 * 1024
"""Bytes that no single piece of work may need."""


@contextmanager
def quick(seconds: float = SECONDS) -> Iterator[None]:
    """What is done here ends in time, of the processor, for the machine may be busy."""
    begun = time.process_time()
    yield
    took = time.process_time() - begun
    assert took < seconds, f"it took {took:.1f} s"


@contextmanager
def lean(memory: int = MEMORY) -> Iterator[None]:
    """What is done here needs little memory."""
    tracemalloc.start()
    try:
        yield
        needed = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert needed < memory, f"it needed {needed >> 20} MiB"
