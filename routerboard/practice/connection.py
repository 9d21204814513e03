"""One API session on the wire: login, commands side by side under their tags, and what is made to go wrong."""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections.abc import Iterator
from contextlib import suppress

from routerboard.practice.accounts import Session
from routerboard.practice.errors import TrapError
from routerboard.practice.faults import TROUBLE, Faults
from routerboard.practice.pacing import Pace
from routerboard.practice.router import PracticeRouter
from routerboard.practice.sentences import (
    MOST_AFTER_LOGIN,
    MOST_BEFORE_LOGIN,
    ProtocolError,
    Request,
    Sentence,
    encode,
    read_sentence,
    request,
)
from routerboard.practice.system import Rebooted

_MOST_TAGGED = 1_000
_MOST_WAITING = 64
"""Commands with a tag that may run side by side, and those without one that may wait for one another, in a session."""
_MOST_HELD = 8 * MOST_AFTER_LOGIN
"""Characters of all commands that run in a session."""
_GARBAGE = b"\xff\xfe no API \x00\xff"
_BROKEN = (ConnectionError, asyncio.IncompleteReadError, ProtocolError, ssl.SSLError)


class _Over(Exception):  # noqa: N818 (how a session ends)
    """The connection is to end now."""


class Connection:
    """One TCP connection with a client."""

    def __init__(
        self,
        router: PracticeRouter,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        faults: Faults,
        plugged: asyncio.Event,
        pace: Pace | None = None,
    ) -> None:
        self._pace = pace
        self.ended = asyncio.Event()
        self._plugged = plugged
        self._task: asyncio.Task[None] | None = None
        self._last_sent = 0.0
        self._router = router
        self._reader = reader
        self._writer = writer
        self._faults = faults
        self._session: Session | None = None
        self._challenge = b""
        self._running: dict[asyncio.Task[None], Request] = {}
        self._lane = asyncio.Lock()

    async def run(self) -> None:
        """Serve the client until either side ends it."""
        self._task = asyncio.current_task()
        try:
            if self._faults.delay:
                await self._serve_from_afar()
            while True:
                await self._take(await self._next())
        except (_Over, *_BROKEN):
            pass
        finally:
            await self._end()

    async def _next(self) -> Request:
        most = MOST_BEFORE_LOGIN if self._session is None else MOST_AFTER_LOGIN
        asked = request(await read_sentence(self._reader, most))
        await self._plugged.wait()
        if self._writer.transport.is_closing():
            raise _Over
        return asked

    async def _serve_from_afar(self) -> None:
        """The same where everything is on its way for a while; what comes close together stays close together."""
        arriving: asyncio.Queue[tuple[float, Request | BaseException]] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        await asyncio.sleep(2 * self._faults.delay)  # the handshake of TCP

        async def receive() -> None:
            try:
                while True:
                    asked = await self._next()
                    arriving.put_nowait((loop.time() + self._faults.delay, asked))
            except BaseException as error:
                arriving.put_nowait((loop.time(), error))
                raise

        receiver = asyncio.create_task(receive())
        try:
            while True:
                due, asked = await arriving.get()
                if isinstance(asked, BaseException):
                    raise asked
                await asyncio.sleep(max(0.0, due - loop.time()))
                await self._take(asked)
        finally:
            receiver.cancel()
            await asyncio.gather(receiver, return_exceptions=True)

    def drop(self) -> None:
        """End the connection without a word."""
        self._writer.transport.abort()
        if not self._plugged.is_set() and self._task is not None:
            self._task.cancel()

    def given_up(self) -> None:
        """The board has heard nothing for so long that it takes the client for dead."""
        if self._session is not None:
            self._log_out()

    def _log_out(self) -> None:
        assert self._session is not None
        self._router.accounts.log_out(self._session)
        self._router.safe_mode.left_by(self._session)

    async def _end(self) -> None:
        tasks = tuple(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            self._log_out()
        self._writer.close()
        with suppress(*_BROKEN):
            await self._writer.wait_closed()

    # Sentences

    async def _take(self, asked: Request) -> None:
        if self._session is None:
            await self._log_in(asked)
        elif asked.command == "/quit":
            await self._write(("!fatal", "session terminated on request"), asked.tag)
            raise _Over
        elif asked.command == "/cancel":
            await self._cancel(asked)
        elif asked.command == "/login":
            await self._write(("!done",), asked.tag)
        else:
            await self._begin(asked)

    async def _begin(self, asked: Request) -> None:
        """Start a command; one that needs no time is done before the next sentence is read."""
        self._faults.received += 1
        if self._faults.received == self._faults.cut_before:
            self.drop()
            raise _Over
        if self._pace is not None:
            await self._pace.turn()
        if self._faults.pace_command:
            await asyncio.sleep(self._faults.pace_command)
        if not await self._room(asked):
            await self._send(("!trap", "=message=too many commands are running"), asked.tag)
            await self._send(("!done",), asked.tag)
            return
        task = asyncio.create_task(self._do(asked, self._faults.received))
        self._running[task] = asked
        task.add_done_callback(self._finished)
        await asyncio.sleep(0)

    async def _room(self, asked: Request) -> bool:
        """Whether one more may run. Of those without a tag only so many are read before the first of them is done."""
        if sum(one.size for one in self._running.values()) + asked.size > _MOST_HELD:
            return False
        if asked.tag:
            return len(self._running) < _MOST_TAGGED
        while len(waiting := [task for task, one in self._running.items() if not one.tag]) >= _MOST_WAITING:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        return True

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._writer.close()
            if not isinstance(error, (_Over, *_BROKEN)):
                raise error

    async def _do(self, asked: Request, number: int) -> None:
        """Do one command and send its replies; those without a tag one after the other."""
        silent = number == self._faults.cut_after_received
        try:
            if asked.tag:
                await self._answer(asked, number, silent)
            else:
                async with self._lane:
                    await self._answer(asked, number, silent)
        except asyncio.CancelledError:
            with suppress(_Over, *_BROKEN):
                await self._send(("!trap", "=category=2", "=message=interrupted"), asked.tag)
                await self._send(("!done",), asked.tag)
            raise
        if silent:
            self.drop()

    async def _answer(self, asked: Request, number: int, silent: bool) -> None:
        if number == self._faults.fail_command:
            await self._send(("!trap", f"=message={TROUBLE}"), asked.tag)
            await self._send(("!done",), asked.tag)
            return
        rows = None if self._faults.counts_sentences else self._router.dumped(asked, self._session)
        if rows is not None:
            await self._dump(rows, asked.tag)
            return
        try:
            async for sentence in self._router.answer(asked, self._session):
                if not silent:
                    await self._send(sentence, asked.tag)
        except Rebooted:
            self._router.reboot()
            raise _Over from None

    async def _dump(self, rows: Iterator[tuple[int, bytes]], tag: str) -> None:
        """Send what was encoded already, in pieces, between which others get their turn."""
        for count, piece in rows:
            await self._plugged.wait()
            self._writer.write(piece)
            self._faults.sent += count
            await self._writer.drain()
            await asyncio.sleep(0)
        await self._send(("!done",), tag)

    async def _cancel(self, asked: Request) -> None:
        """Interrupt the command with that tag, or all of them."""
        wanted = asked.arguments.get("tag")
        tasks = [task for task, one in self._running.items() if wanted in (None, one.tag)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._write(("!done",), asked.tag)

    async def _send(self, sentence: Sentence, tag: str) -> None:
        """Send one sentence of a reply, unless something is made to go wrong with it."""
        faults = self._faults
        if faults.stall_after is not None and faults.sent >= faults.stall_after:
            return
        if faults.garbage_after is not None and faults.sent >= faults.garbage_after:
            self._writer.write(_GARBAGE)
            raise _Over
        if faults.pace:
            await asyncio.sleep(faults.pace)
        faults.sent += 1
        await self._write(sentence, tag)
        if faults.sent == faults.cut_after_sent:
            raise _Over

    async def _write(self, sentence: Sentence, tag: str) -> None:
        await self._plugged.wait()
        if self._writer.transport.is_closing():
            raise _Over
        data = encode((*sentence, f".tag={tag}") if tag else sentence)
        if self._faults.delay:
            loop = asyncio.get_running_loop()
            self._last_sent = max(loop.time() + self._faults.delay, self._last_sent + 1e-6)
            loop.call_at(self._last_sent, self._writer.write, data)
            return
        self._writer.write(data)
        await self._writer.drain()

    # Login

    async def _log_in(self, asked: Request) -> None:
        if asked.command != "/login":
            await self._write(("!fatal", "not logged in"), asked.tag)
            raise _Over
        try:
            ret = self._let_in(asked)
        except TrapError as error:
            await self._write(("!trap", f"=message={error.message}"), asked.tag)
            ret = ()
        await self._write(("!done", *ret), asked.tag)

    def _let_in(self, asked: Request) -> Sentence:
        """One `/login`: with the password from 6.43 on, with a challenge before 6.45.1; older ones read no more."""
        given, version, accounts = asked.arguments, self._router.version, self._router.accounts
        user = given.get("name", "")
        if "response" in given and version.can("challenge-login"):
            challenge, self._challenge = self._challenge, b""
            self._session = accounts.log_in_by_response(user, challenge, given["response"])
            return ()
        if version.can("plain-login") and (user or not version.can("challenge-login")):
            self._session = accounts.log_in(user, given.get("password", ""))
            return ()
        self._challenge = secrets.token_bytes(16)
        return (f"=ret={self._challenge.hex()}",)
