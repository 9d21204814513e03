"""What the live screen watches: a router that is asked, or a recording of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from routerboard.link.pace import Pace


class Source(Protocol):
    """A `Watcher` or a `Replay`: both tell the screen's `_took` what was read."""

    wanted: frozenset[str]
    pace: Pace
    reading: str
    since: float

    @property
    def requests_per_second(self) -> float:
        """What it costs the router."""

    @property
    def bytes_per_second(self) -> float:
        """What it costs the router."""

    def now(self) -> float:
        """The clock of the snapshots, in seconds."""
        ...

    def want(self, *menus: str) -> None:
        """What is looked at."""

    def narrow(self, menu: str, queries: Sequence[str] = ()) -> None:
        """Let the router pick the rows of a long table."""

    def fetch_whole(self, menu: str) -> None:
        """Read all of a table once."""

    def release(self, menu: str) -> None:
        """Read it again as usual."""

    def held(self, menu: str) -> bool:
        """Whether it is not read by itself."""
        ...

    async def run(self) -> None:
        """Tell until cancelled."""

    async def poll_once(self) -> None:
        """Tell what is due now."""
