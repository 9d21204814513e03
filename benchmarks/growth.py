"""How the time to read grows with the number of connections: a straight line through the measured points.

python -m benchmarks growth

The slope is what a thousand connections more cost. R² says how straight the line is: 1 is linear.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from benchmarks.reader import library_sync, measured, ours_lazy
from benchmarks.row import Row, beside

COUNTS = (10_000, 25_000, 50_000, 100_000, 200_000)
PEER_COUNTS = (5_000, 10_000, 20_000)


def fit(points: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Slope, what stands at zero, and R² of the straight line through these points by least squares."""
    along, up = [point[0] for point in points], [point[1] for point in points]
    slope, start = statistics.linear_regression(along, up)
    return slope, start, statistics.correlation(along, up) ** 2


def rows() -> list[Row]:
    """The slopes beside each other, then what stands at zero, then how straight ours is."""
    ours = fit([(count / 1000, 1000 * measured({"": ours_lazy}, count, 5)[""]) for count in COUNTS])
    peer = fit([(count / 1000, 1000 * measured({"": library_sync}, count, 1)[""]) for count in PEER_COUNTS])
    sizes = f"{COUNTS[0]:,} to {COUNTS[-1]:,}"
    return [
        beside(f"a thousand connections more, from {sizes}, beside librouteros", ours[0], peer[0], "ms"),
        Row("its start at no connection (straight line)", round(ours[1], 2), None, None, "ms"),
        Row("its R² (1: linear)", round(ours[2], 5), None, None, ""),
    ]
