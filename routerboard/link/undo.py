"""Taking changes back: what promises it while they are written, and how it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from routerboard.language.change import Change, Plan
from routerboard.language.version import Version
from routerboard.link.armed import Trace
from routerboard.link.errors import RouterRefused
from routerboard.link.match import ChangedUnderUs
from routerboard.link.proof import Waits
from routerboard.link.session import Session
from routerboard.link.steering import Armed
from routerboard.link.writer import Secrets, Writer


class Undo(Protocol):
    """Something that takes changes back unless it is told in time that all is well."""

    @property
    def armed(self) -> Armed | None:
        """What was read back, and when it undoes; None where nothing is armed."""

    @property
    def trace(self) -> Trace | None:
        """What tells of it on the router; None where nothing there does."""

    def left(self) -> float:
        """The seconds until it undoes; 0 where nothing is armed."""

    async def arm(self, session: Session, plan: Plan, seconds: float) -> None:
        """Get ready to undo the plan after that time. A RouterError where it cannot be; nothing is armed then."""

    async def extend(self, seconds: float) -> None:
        """That much time again, from now."""

    async def tell(self, *, proven: bool) -> None:
        """Tell whoever comes to this router whether only the word is missing; this session is not needed any more."""

    async def reread(self) -> float:
        """The seconds that are left as the router tells it now; 0 where it was decided meanwhile."""

    async def take_over(self, session: Session) -> bool:
        """Go on with another session after ours was lost; whether it is still armed."""

    async def disarm(self) -> None:
        """All is well: nothing is undone any more. Overdue where it was undone."""

    async def tidy(self) -> None:
        """Take away what is left of an undo that is decided."""


class SessionUndo:
    """Undoing by this computer, for as long as it runs and reaches the router; for routers that allow nothing else."""

    trace: Trace | None = None

    def __init__(self, waits: Waits | None = None) -> None:
        self._waits = waits or Waits()
        self._until: float | None = None

    @property
    def armed(self) -> Armed | None:
        """Said as it is: it is no more than a promise of this computer."""
        if self._until is None:
            return None
        return Armed("only this laptop, while it is connected", self._waits.clock() + timedelta(seconds=self.left()))

    def left(self) -> float:
        """The seconds that are left."""
        return 0.0 if self._until is None else max(0.0, self._until - self._waits.now())

    async def arm(self, session: Session, plan: Plan, seconds: float) -> None:
        """From now on the time runs; the commit holds the plan itself."""
        self._until = self._waits.now() + seconds

    async def extend(self, seconds: float) -> None:
        """That much time again, from now."""
        if self._until is not None:
            self._until = self._waits.now() + seconds

    async def tell(self, *, proven: bool) -> None:
        """Nobody else can know, and nobody undoes it any more once this computer has gone on."""
        self._until = None

    async def reread(self) -> float:
        """Nobody else can decide."""
        return self.left()

    async def take_over(self, session: Session) -> bool:
        """Any session will do."""
        return self._until is not None

    async def disarm(self) -> None:
        """The time stops."""
        self._until = None

    async def tidy(self) -> None:
        """There is nothing of it on the router."""


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
