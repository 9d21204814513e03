"""A session that comes back: for live views, which must survive a router that restarts."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from routerboard.link.errors import LoginRefused, RouterError, RouterLost, TlsRefused
from routerboard.link.session import Session

Opener = Callable[[], Awaitable[Session]]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class LinkState:
    """How it stands with the router.

    `wait` is the seconds until the next attempt, `attempt` how many were made since the session was lost.
    """

    kind: Literal["connecting", "online", "waiting", "closed"]
    attempt: int = 0
    wait: float = 0.0
    error: RouterError | None = None


@dataclass(frozen=True)
class BackOff:
    """How long to wait before the next attempt: from `first` seconds, doubled each time, never more than `most`.

    `jitter` gets that and gives what is really waited, so that many of us don't knock at the same moment.
    """

    first: float = 0.5
    most: float = 15.0
    jitter: Callable[[float], float] = lambda seconds: seconds * random.uniform(0.75, 1.25)  # noqa: S311

    def wait(self, attempt: int) -> float:
        """Seconds to wait after that many failed attempts."""
        return self.jitter(min(self.most, self.first * 2.0 ** min(attempt - 1, 30)))


class Keeper:
    """Keeps one session open. `session()` gives it, and opens a new one where the last has ended.

    Refused logins and TLS are not tried again: they raise, and so does everything that is asked after `close`
    (RouterLost). `on_state` is told of every change.
    """

    def __init__(
        self,
        opener: Opener,
        *,
        on_state: Callable[[LinkState], None] = lambda state: None,
        back_off: BackOff | None = None,
        sleep: Sleep = asyncio.sleep,
        first: Session | None = None,
    ) -> None:
        """`first` is a session that is open already: who could not be reached at all is not waited for."""
        self._opener = opener
        self._on_state = on_state
        self._back_off = back_off or BackOff()
        self._sleep = sleep
        self._session = first
        self._opening = asyncio.Lock()
        self._closed = False
        self._trouble: RouterError | None = None

    @property
    def trouble(self) -> RouterError | None:
        """Why there is no session now and another is being tried; None while there is one, and before the first try."""
        return self._trouble

    async def session(self) -> Session:
        """A session that was open a moment ago; all who ask meanwhile wait for the same new one."""
        async with self._opening:
            if self._session is None or self._session.closed:
                self._session = await self._reopen()
            return self._session

    async def close(self) -> None:
        """Close the session and open no other."""
        self._closed = True
        if self._session is not None:
            await self._session.close()
        self._on_state(LinkState("closed"))

    def _check(self) -> None:
        if self._closed:
            raise RouterLost("This connection was closed here.")

    async def _welcome(self, session: Session, attempt: int) -> Session:
        if self._closed:
            await session.close()
        self._check()
        self._trouble = None
        self._on_state(LinkState("online", attempt))
        return session

    async def _reopen(self) -> Session:
        attempt = 0
        error = self._session.error if self._session is not None else None
        while True:
            self._check()
            attempt += 1
            self._on_state(LinkState("connecting", attempt, error=error))
            try:
                session = await self._opener()
            except (LoginRefused, TlsRefused):
                raise
            except RouterError as failure:
                error = self._trouble = failure
            else:
                return await self._welcome(session, attempt)
            wait = self._back_off.wait(attempt)
            self._on_state(LinkState("waiting", attempt, wait, error))
            await self._sleep(wait)
