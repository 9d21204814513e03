"""Who listens to a menu is told of each row that came, changed or went; of counters alone nobody is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from routerboard.practice.printing import COUNTERS, Printed

MOST_NEWS = 10_000
"""Rows that wait for a listener who does not read; with more the oldest are lost."""


class Watch:
    """One listener of one menu: what it saw last, and what it still has to be told."""

    def __init__(self, path: str, read: Callable[[], Iterable[Printed]]) -> None:
        self.path = path
        self._read = read
        self._news: asyncio.Queue[Printed] = asyncio.Queue()
        self._seen = self._quiet()

    def look(self) -> None:
        """Compare with what was there before."""
        rows = {row.get(".id", ""): row for row in self._read()}
        now = {row_id: _without_counters(row) for row_id, row in rows.items()}
        for row_id in self._seen.keys() - now.keys():
            self._tell({".id": row_id, ".dead": "true"})
        for row_id, row in now.items():
            if self._seen.get(row_id) != row:
                self._tell(rows[row_id])
        self._seen = now

    def _tell(self, row: Printed) -> None:
        if self._news.qsize() >= MOST_NEWS:
            self._news.get_nowait()
        self._news.put_nowait(row)

    async def next(self) -> Printed:
        """The next row that changed, with `.dead` where it went."""
        return await self._news.get()

    def _quiet(self) -> dict[str, Printed]:
        return {row.get(".id", ""): _without_counters(row) for row in self._read()}


def _without_counters(row: Printed) -> Printed:
    return {name: value for name, value in row.items() if name not in COUNTERS}
