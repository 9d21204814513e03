"""A recording in the live screen: the same graphs and tables, at any speed, back and forth."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from routerboard.link.errors import RouterError
from routerboard.link.recording import RecordingError
from routerboard.link.replay import Replay
from tui.actions import bindings
from tui.watch.screen import LiveScreen
from tui.watch.state import Watched
from tui.watch.tabs import FIRST
from wizards.sitefile import SiteErrors, load_site

JUMP = 30.0
"""Seconds that a key goes back or forth."""
LOOK = 0.02
"""Seconds of seeking after which keys are looked at."""


class NoRouter:
    """In the place of a session: a recording has none, so nothing can be wrong with it."""

    trouble: RouterError | None = None

    async def close(self) -> None:
        """There is nothing to close."""


class ReplayScreen(LiveScreen):
    """Shows a recording."""

    SCOPE = "replay"
    ABOUT = (
        "What was recorded of a router, as it was shown then. Nothing is asked of any router. A table that nobody "
        "looked at while it was recorded stands as it was when the recording began, or is empty."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *(one for one in bindings("replay") if not (isinstance(one, Binding) and "'tab'" in one.action)),
        *(Binding(str(number), f"show_tab('{name}')", name, show=False) for number, name in enumerate(FIRST, 1)),
    ]
    watcher: Replay
    _there: Watched | None = None
    """What was known at the moment that is sought; what is shown stays until all of it was taken in."""

    def __init__(self, path: Path, speed: float = 1.0, *, polling: bool = True) -> None:
        """RecordingError where the file is none."""
        replay = Replay(path, self._took, speed)
        try:
            site = load_site(replay.head.site) if replay.head.site else None
        except SiteErrors:
            site = None
        super().__init__(NoRouter(), replay.head.survey, site, source=replay, polling=polling)

    def _wall(self, taken: float) -> datetime:
        return self.watcher.wall(taken)

    def _router(self) -> str:
        return f"▶ {super()._router()}"

    def _rates(self) -> Content:
        return self._line_rates()

    def _status(self) -> str:
        replay = self.watcher
        states = (("seeking …", replay.seeking), ("paused", replay.paused), ("the end", replay.ended))
        state = next((words for words, holds in states if holds), f"×{replay.speed:g}")
        then, place = f"{replay.wall(replay.position):%H:%M:%S}", _clock(replay.position)
        where = f"replay {then}  {place} of {_clock(replay.length)}  {state}"
        if replay.seeking:
            return where
        return "   ".join(filter(None, (where, super()._status())))

    @property
    def _old(self) -> bool:
        return False

    def _to_come(self, menus: Sequence[str], since: float) -> int:
        """Nothing is asked: the story is told of what was read until now."""
        return 0

    def _age(self) -> float:
        """How old the data was then; what is not told yet makes it no older."""
        return 0.0 if self.watcher.behind else super()._age()

    @work(exclusive=True, group="watch", exit_on_error=False)
    async def _watch(self) -> None:
        try:
            await self.watcher.run()
        except RecordingError as error:
            self.watcher.paused = True
            self.notify(f"{error}. It ends here.", title="The recording is broken", severity="error", timeout=20)

    def do_pause(self) -> None:
        """Hold the recording, or go on."""
        self.watcher.paused = not self.watcher.paused
        self._draw_status()

    def do_faster(self) -> None:
        """The next speed."""
        self.watcher.faster(1)
        self._draw_status()

    def do_slower(self) -> None:
        """The speed before."""
        self.watcher.faster(-1)
        self._draw_status()

    def do_backward(self) -> None:
        """Half a minute back."""
        self._go(self.watcher.position - JUMP)

    def do_forward(self) -> None:
        """Half a minute on."""
        self._go(self.watcher.position + JUMP)

    @work(exclusive=True, group="go", exit_on_error=False)
    async def _go(self, position: float) -> None:
        """Take in all up to that moment without drawing it, then draw."""
        replay = self.watcher
        replay.seeking = True
        try:
            self._there = Watched() if replay.go(position) else self._there or self.watched
            self._draw_status()
            looked = monotonic()
            for reading in replay.due():
                if reading is not None:
                    self._there.take(reading.menu, reading.snapshot, f"{self._wall(reading.at):%H:%M:%S}")
                if monotonic() - looked > LOOK:
                    await asyncio.sleep(0)
                    looked = monotonic()
        except RecordingError as error:
            self.notify(f"{error}.", title="The recording is broken", severity="error", timeout=20)
        finally:
            replay.seeking = False
        if self._there is not None:
            self.watched, self._there = self._there, None
        self._rebuild()
        table = self.table
        self._draw(table.form.menu if table is not None else "/interface")


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
