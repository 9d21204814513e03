"""One command on a link: what it says, what comes back, and its end.

A channel has the shape of librouteros' protocol object (`writeSentence`, `readSentence`, `close`), so that library's
calling layer runs on it; a link has as many channels as commands are under way.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from librouteros.protocol import AsyncApiProtocol

from routerboard.link.boundary import silent
from routerboard.link.errors import RouterError
from routerboard.link.text import decode
from routerboard.link.wire import words

if TYPE_CHECKING:
    from routerboard.link.protocol import Link

Reply = tuple[bytes, bytes]
"""Reply word, and the whole sentence as it came."""

BACKLOG = 4096
"""Sentences that may wait in one channel before the link stops listening to the router."""


class Channel(AsyncApiProtocol):
    """One command under its own tag.

    `patience` is the longest silence in seconds that reading accepts (None: for ever); RouterTimedOut after it.
    """

    def __init__(self, link: Link, tag: bytes, patience: float | None) -> None:
        self.tag = tag
        self.patience = patience
        self.command = ""
        self._link = link
        self._waiting: deque[tuple[bytes, deque[bytes]]] = deque()
        self._size = 0
        self._error: RouterError | None = None
        self._reader: asyncio.Future[None] | None = None

    @property
    def full(self) -> bool:
        """Whether more waits here than should."""
        return self._size >= BACKLOG

    @property
    def starving(self) -> bool:
        """Whether somebody waits for a sentence that has not come."""
        return self._reader is not None

    async def writeSentence(self, cmd: str, *words: str | bytes) -> None:  # noqa: N802
        """Send the command. Its tag is known to the link before the first byte goes out."""
        self.command = cmd
        await self._link.send(self, cmd, *words)

    async def readSentence(self) -> tuple[str, tuple[str, ...]]:  # noqa: N802
        """The next sentence as text: reply word, and all other words but the tag."""
        reply, sentence = await self.read()
        return decode(reply), tuple(decode(word) for word in words(sentence)[1:] if not word.startswith(b".tag="))

    async def read(self) -> Reply:
        """The next sentence as it came; the link's error once there is none left."""
        reply, run = await self._next()
        sentence = run.popleft()
        self._size -= 1
        if not run:
            self._waiting.popleft()
        return reply, sentence

    async def run(self) -> tuple[bytes, Sequence[bytes]]:
        """All that is here now of the next sentences with the same reply word: a big print costs little more than that.

        The link's error once there is none left.
        """
        reply, run = await self._next()
        self._waiting.popleft()
        self._size -= len(run)
        return reply, run

    async def close(self) -> None:
        """Done with this command: if it still runs on the router it is cancelled, and its late replies are dropped."""
        self.abandon()

    def abandon(self) -> None:
        """The same without waiting, so that it also works while a task is being cancelled."""
        self._waiting.clear()
        self._size = 0
        self._link.forget(self)

    def put(self, reply: bytes, sentences: Iterable[bytes]) -> None:
        """The link hands over sentences for this command."""
        run = deque(sentences)
        self._size += len(run)
        if self._waiting and self._waiting[-1][0] == reply:
            self._waiting[-1][1].extend(run)
        else:
            self._waiting.append((reply, run))
        self._wake()

    def fail(self, error: RouterError) -> None:
        """Nothing more will come; what came before can still be read."""
        self._error = error
        self._wake()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def _next(self) -> tuple[bytes, deque[bytes]]:
        while not self._waiting:
            if self._error is not None:
                raise self._error
            await self._wait()
        return self._waiting[0]

    async def _wait(self) -> None:
        if self.starving:
            raise RuntimeError("two tasks read the replies of one command")
        began = self._link.now()
        self._reader = asyncio.get_running_loop().create_future()
        self._link.relax()
        try:
            async with asyncio.timeout(self.patience):
                await self._reader
        except TimeoutError:
            self._link.doubt(began)
            raise self._error or silent(self.command, self.patience or 0) from None
        finally:
            self._reader = None
