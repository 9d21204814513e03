"""Memory of the live screen with 100,000 connections, beside the aim.

python -m benchmarks memory
"""

from __future__ import annotations

import sys

from benchmarks.live import by_itself
from benchmarks.row import Row, beside

COUNT = 100_000
AIM = 250.0
"""MB, all of the program's, at its highest."""


def rows() -> list[Row]:
    """One row; none on Windows, which has no such figure."""
    if sys.platform == "win32":
        return []
    return [beside(f"memory of the live screen with {COUNT:,} connections, aim", by_itself("memory", COUNT), AIM, "MB")]
