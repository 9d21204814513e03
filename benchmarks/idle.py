"""What the Overview takes of a processor while nobody touches it, beside the aim.

python -m benchmarks idle

The router is a practice board with eight modems in a process of its own; what counts is the app's process alone.
"""

from __future__ import annotations

from benchmarks.live import by_itself
from benchmarks.row import Row, beside

SECONDS = 20
AIM = 5.0


def rows() -> list[Row]:
    """One row."""
    share = by_itself("idle", SECONDS)
    return [beside("processor of the idle Overview, aim", share, AIM, "% of a core")]
