"""Working out a view beside the event loop: the newest wish wins, and who types never waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic, sleep

from routerboard.language.items import Row
from tui.watch.columns import TableForm
from tui.watch.rows import SMALL, Superseded, View, Wanted, view

BREATH = 0.0004
"""Seconds for which the work stops after each piece, so that the screen's own thread gets its turn."""
WAY, BOW = 0.06, 0.005
"""Seconds after a key in which the work makes way for what it changes on the screen, and how long it then stops."""


class Seeker:
    """One view at a time. What was asked for last is what is told last; what is out of date ends in the middle.

    told   is given each view, in the event loop
    """

    def __init__(self, form: TableForm, told: Callable[[View], None]) -> None:
        self._form = form
        self._told = told
        self._rows: Sequence[Row] = ()
        self._wanted = Wanted()
        self._asked = 0
        self._over = 0
        self._way = 0.0
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a view is being worked out."""
        return self._task is not None

    def seek(self, rows: Sequence[Row], wanted: Wanted, *, anew: bool) -> None:
        """Work out this view. `anew`: what is under way answers another question and ends now."""
        self._rows, self._wanted = rows, wanted
        self._asked += 1
        if anew:
            self._over = self._asked
        if self._task is None and len(rows) <= SMALL:
            self._told(view(self._form, rows, wanted))
        elif self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._seek())

    def make_way(self) -> None:
        """A key was pressed, and its effect is to be seen before all else."""
        self._way = monotonic() + WAY

    async def stop(self) -> None:
        """End what is under way."""
        self._over = self._asked = self._asked + 1
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _seek(self) -> None:
        done = 0
        try:
            while done != self._asked:
                done = self._asked
                found = await self._one(done)
                if found is not None:
                    self._told(found)
        finally:
            self._task = None

    async def _one(self, number: int) -> View | None:
        def pause() -> None:
            if self._over > number:
                raise Superseded
            sleep(BOW if monotonic() < self._way else BREATH)

        try:
            return await asyncio.to_thread(view, self._form, self._rows, self._wanted, pause)
        except Superseded:
            return None
