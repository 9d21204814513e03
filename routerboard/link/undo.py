"""Taking changes back: what promises it while they are written, and how it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from routerboard.language.change import Change, Plan
from routerboard.language.version import Version
from routerboard.link.errors import RouterRefused
from routerboard.link.match import ChangedUnderUs
from routerboard.link.session import Session
from routerboard.link.writer import Secrets, Writer


class Undo(Protocol):
    """Something that takes changes back unless it is told in time that all is well."""

    @property
    def promise(self) -> str:
        """What happens if nobody says that all is well, in words for the technician."""

    async def arm(self, session: Session, inverse: Plan, seconds: float) -> None:
        """Get ready to undo after that time. A RouterError where it cannot be; nothing is armed then."""

    async def extend(self, seconds: float) -> None:
        """That much time again, from now."""

    async def disarm(self) -> None:
        """All is well: nothing is undone any more."""

    async def read_back(self) -> float:
        """The seconds that are left, as whoever undoes has them; 0 where nothing is armed."""


class SessionUndo:
    """Undoing by this computer, for as long as it runs and reaches the router."""

    promise = "undone by this laptop while it is connected"

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._until: float | None = None

    async def arm(self, session: Session, inverse: Plan, seconds: float) -> None:
        """From now on the time runs; the commit holds the inverse itself."""
        self._until = self._now() + seconds

    async def extend(self, seconds: float) -> None:
        """That much time again, from now."""
        if self._until is not None:
            self._until = self._now() + seconds

    async def disarm(self) -> None:
        """The time stops."""
        self._until = None

    async def read_back(self) -> float:
        """The seconds that are left."""
        return 0.0 if self._until is None else max(0.0, self._until - self._now())


async def take_back(
    session: Session,
    version: Version,
    changes: Sequence[Change],
    secrets: Secrets,
    on_progress: Callable[[int], None] = lambda count: None,
) -> tuple[str, ...]:
    """Undo changes, the last one first; what could not be undone, in the router's words.

    Each is looked at first, so changes that were never made, or are undone already, are passed over. One that fails
    does not keep the others from being undone. RouterLost and RouterTimedOut end it; it can be begun again.
    """
    writer, failed = Writer(session, version, secrets), []
    for count, change in enumerate(reversed(changes), 1):
        on_progress(count)
        try:
            await writer.take_back(change)
        except (RouterRefused, ChangedUnderUs) as error:
            failed.append(error.what)
    return tuple(failed)
