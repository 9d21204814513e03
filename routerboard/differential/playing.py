"""Puts the exchanges to one router, one after the other, and takes away what it has put there, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from routerboard.differential.exchanges import MARK, Exchange, touched
from routerboard.differential.forms import Answer, Sentence, answer
from routerboard.language.items import Row
from routerboard.language.version import Version
from routerboard.link.errors import RouterError, RouterLost, RouterRefused
from routerboard.link.session import Session

Opener = Callable[[], Awaitable[Session]]
OnExchange = Callable[[int, int, Exchange], None]

_JOB_SECONDS = 5.0
"""How long the job of the exchanges runs at most; its variable can be taken away only after it."""
_VARIABLE = "simplifidiffer"
_ENVIRONMENT = "/system/script/environment"
_TRIES = 3
_SKIPPED = Answer("skipped")
_PASSING = frozenset({
    ".id", ".nextid", "bytes", "packets", "invalid", "status", "since", "next-run", "run-count", "last-started", "rate",
    "total-bytes", "total-packets", "packet-rate", "queued-bytes", "queued-packets", "dropped", "active", "inactive",
    "immediate-gw", "gateway-status", "done-tests", "failed-tests", "response-count", "loss-count", "loss-percent",
    "last-seen", "creation-time", "timeout", "jitter", "rtt-avg", "rtt-jitter", "rtt-max", "rtt-min", "rtt-stdev",
    "sent-count", "thr-loss-count", "thr-loss-percent", "thr-max", "thr-rtt-avg", "thr-rtt-jitter",
})  # fmt: skip
"""What a row says that passes by itself."""


class Player:
    """One play on one router. `open` gives sessions with it; `clean` is called in any case, also after a cut."""

    def __init__(self, opener: Opener, version: Version, on_exchange: OnExchange = lambda at, of, one: None) -> None:
        self._open = opener
        self._version = version
        self._on_exchange = on_exchange
        self._main: Session | None = None
        self._other: Session | None = None
        self._ids: dict[str, str] = {}
        self._last: list[Sentence] = []
        self._job_ends = 0.0

    async def play(self, asked: Sequence[Exchange]) -> dict[str, Answer]:
        """The answers by the names of the exchanges. What was put there stays until `clean`."""
        found: dict[str, Answer] = {}
        for at, one in enumerate(asked):
            self._on_exchange(at, len(asked), one)
            found[one.name] = await self._one(one)
        return found

    async def clean(self) -> tuple[str, ...]:
        """Take away every row with our mark, from a session that lives; what could not be taken away."""
        await asyncio.sleep(max(0.0, self._job_ends - asyncio.get_running_loop().time()))
        for last in (False, False, True):
            try:
                return await self._clean(await self._session(None))
            except RouterLost:
                await self._hang_up()
                if last:
                    raise
        return ()

    async def kept(self) -> dict[str, list[Row]]:
        """All rows of the menus that are touched, without what passes by itself: the same before and after."""
        session = await self._session(None)
        return {path: [_lasting(row) for row in await session.print(path)] for path in touched(self._version)}

    async def close(self) -> None:
        """End the sessions."""
        await self._hang_up()

    async def _hang_up(self) -> None:
        for session in (self._main, self._other):
            if session is not None:
                await session.close()
        self._main = self._other = None

    async def _session(self, asked: Exchange | None) -> Session:
        if asked is not None and asked.other:
            if self._other is None or self._other.closed:
                self._other = await self._open()
            return self._other
        if self._main is None or self._main.closed:
            self._main = await self._open()
        return self._main

    async def _one(self, asked: Exchange) -> Answer:
        if asked.guard and not any(asked.guard in word for sentence in self._last for word in sentence):
            return _SKIPPED
        try:
            words = [word.format_map(self._ids) if "{" in word and _known(word) else word for word in asked.words]
        except KeyError:
            return _SKIPPED
        if asked.waits:
            await asyncio.sleep(asked.waits)
        if asked.words[0] == "/execute":
            self._job_ends = asyncio.get_running_loop().time() + _JOB_SECONDS
        session = await self._session(asked)
        try:
            heard = await session.exchange(*words, first=asked.first, cancel=asked.cancel)
        except RouterLost:
            heard = [("!fatal",)]
        if asked.hangs_up and self._other is not None:
            await self._other.close()
            self._other = None
        self._last = heard
        if asked.keeps and (made := _returned(heard)):
            self._ids[asked.keeps] = made
        return answer(heard, ours=asked.ours, mask=tuple(self._ids.values()))

    async def _clean(self, session: Session) -> tuple[str, ...]:
        left = []
        for path in touched(self._version):
            ids = [row[".id"] for row in await session.print(path) if is_ours(row) and ".id" in row]
            for row_id in reversed(ids):
                with suppress(RouterRefused):
                    await session.remove(path, row_id)
            left += [f"{path} {row.get('.id', '')}" for row in await session.print(path) if is_ours(row)]
        with suppress(RouterRefused):
            for row in await session.print(_ENVIRONMENT, f"?name={_VARIABLE}"):
                await session.remove(_ENVIRONMENT, row.get(".id") or _VARIABLE)
        return tuple(left)


def is_ours(row: Row) -> bool:
    """Whether a row carries our mark: in its comment, or at the beginning of its name, list or chain."""
    return any(row.get(name, "").startswith(MARK) for name in ("comment", "name", "list", "chain"))


def _known(word: str) -> bool:
    """Whether braces in a word stand for ids; in the source of a script they do not."""
    return not word.startswith(("=script=", "=source="))


def _returned(heard: Sequence[Sentence]) -> str:
    return next((word[5:] for sentence in heard for word in sentence if word.startswith("=ret=*")), "")


def _lasting(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _PASSING}


async def cleaned(opener: Opener, version: Version) -> tuple[str, ...]:
    """Take away what an earlier play that was killed has left; what could not be taken away."""
    player = Player(opener, version)
    try:
        return await player.clean()
    finally:
        with suppress(RouterError):
            await player.close()
