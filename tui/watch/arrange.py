"""How the overview uses its room: a panel a line, or one row a line with a graph of all. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

NARROWEST = 26
"""Columns that a panel needs."""
LOWEST = 6
"""Rows that a panel needs: two of its head, four of its graph."""
WELL = 7
"""Rows from which panels may stand above each other."""
GRAPH = 5
"""Rows that the graph of all lines needs beside a table of lines, its head included."""
BELOW = 2
"""Rows of the border and the titles of talkers and events."""


@dataclass(frozen=True)
class Arrangement:
    """What stands where.

    panels    whether each line has a panel of its own, in so many `columns`; else there is a row a line
    graph     rows of the graph of all lines above that table, 0 for none
    below     rows for talkers and events
    """

    panels: bool = True
    columns: int = 1
    graph: int = 0
    below: int = 3


def arranged(lines: int, width: int, height: int) -> Arrangement:
    """The arrangement for so many lines in so much room."""
    panels = lines + (lines > 1)
    table = 1 + lines + 1
    below = min(8, max(3, (height - table) // 4))
    room = height - table - 1 - BELOW - below
    columns = _columns(panels, width, room)
    if columns:
        return Arrangement(True, columns, 0, below)
    graph = height - table - 1 - BELOW - 3
    if graph >= GRAPH:
        return Arrangement(False, 1, min(graph, height - table - 1 - BELOW - below), below)
    return Arrangement(False, 1, 0, max(1, height - table - BELOW))


def _columns(panels: int, width: int, room: int) -> int:
    """Columns of a grid whose panels are large enough, with as few empty places as can be; 0 where there is none."""
    fits = []
    for rows in range(1, panels + 1):
        columns = ceil(panels / rows)
        high = room // rows
        if width // columns >= NARROWEST and (high >= WELL or (rows == 1 and high >= LOWEST)):
            fits.append((rows * columns - panels, -rows, columns))
    return min(fits)[2] if fits else 0
