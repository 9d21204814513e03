"""Who listens to a menu is told of each row that came, changed or went; of counters alone nobody is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from routerboard.practice.printing import COUNTERS, Printed


class Watch:
    """One listener of one menu: what it saw last, and what it still has to be told."""

    def __init__(self, path: str, read: Callable[[], Iterable[Printed]]) -> None:
        self.path = path
        self._read = read
        self._news: asyncio.Queue[Printed] = asyncio.Queue()
        self._seen = self._quiet()

    def look(self) -> None:
        """Compare with what was there before."""
        rows = {row[".id"]: row for row in self._read()}
        now = {row_id: _without_counters(row) for row_id, row in rows.items()}
        for row_id in self._seen.keys() - now.keys():
            self._news.put_nowait({".id": row_id, ".dead": "true"})
        for row_id, row in now.items():
            if self._seen.get(row_id) != row:
                self._news.put_nowait(rows[row_id])
        self._seen = now

    async def next(self) -> Printed:
        """The next row that changed, with `.dead` where it went."""
        return await self._news.get()

    def _quiet(self) -> dict[str, Printed]:
        return {row[".id"]: _without_counters(row) for row in self._read()}


def _without_counters(row: Printed) -> Printed:
    return {name: value for name, value in row.items() if name not in COUNTERS}
