"""What the technician can say while a commit runs, and when the router undoes it by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Word = Literal["confirm", "undo"]


@dataclass(frozen=True)
class Armed:
    """An undo that waits on the router, as it was read back there.

    by         what runs it, for people: `safe mode, background job, scheduler`
    deadline   when it runs, by this computer's clock (aware); no later than that, if nobody says otherwise
    """

    by: str
    deadline: datetime


OnArmed = Callable[[Armed | None], None]
"""Told whenever the time is set anew; None once nothing is armed any more."""


@dataclass
class Steering:
    """Words from the screen to the commit; each takes effect where the commit can hear it, at once or not at all.

    held       wait for a word after the proofs instead of confirming by itself
    on_armed   told the state of the undo on the router
    """

    held: bool = False
    on_armed: OnArmed = lambda armed: None
    _word: Word | None = None
    _more: float = 0.0
    _heard: asyncio.Event = field(default_factory=asyncio.Event)
    _said: asyncio.Event = field(default_factory=asyncio.Event)

    def hold(self) -> None:
        """Do not confirm by itself when all is proven."""
        self.held = True
        self._heard.set()

    def confirm(self) -> None:
        """Keep it as soon as all is proven; also ends a hold."""
        self._word = "confirm"
        self._heard.set()
        self._said.set()

    def undo(self) -> None:
        """Take it back now, whatever was proven."""
        self._word = "undo"
        self._heard.set()
        self._said.set()

    def extend(self, seconds: float = 60) -> None:
        """Give that much more time before the router undoes."""
        self._more += seconds
        self._heard.set()

    @property
    def word(self) -> Word | None:
        """What was said last about keeping it; None where nothing was said."""
        return self._word

    def more(self) -> float:
        """The seconds asked for since this was read last."""
        asked, self._more = self._more, 0.0
        return asked

    async def heard(self) -> None:
        """Wait until something is said."""
        await self._heard.wait()
        self._heard.clear()

    async def said(self) -> None:
        """Wait until it is to be kept or to be taken back."""
        await self._said.wait()
