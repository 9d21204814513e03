"""The practice board behind a TCP port: the API for any client, plain or TLS."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from ipaddress import ip_address, ip_network

from routerboard.language.items import Row, is_true
from routerboard.practice.connection import Connection
from routerboard.practice.faults import Faults
from routerboard.practice.internet import Internet
from routerboard.practice.pacing import Pace
from routerboard.practice.router import PracticeRouter

_TICK = 0.25
_REBOOT_SECONDS = 2.0
MOST_SESSIONS = 20
"""Of one service, where nobody says otherwise."""
_TRIES = 50
GIVEN_UP_AFTER = 540.0
"""Seconds of silence after which a router takes a client for dead: TCP's own time-out."""


class Server:
    """A board that is served. `close` ends every session and frees the ports."""

    def __init__(self, router: PracticeRouter, host: str, faults: Faults) -> None:
        self.router = router
        self.host = host
        self.port = 0
        self.tls_port = 0
        self.faults = router.faults = faults
        self.internet = Internet(router)
        self.pace: Pace | None = None
        self._listeners: list[asyncio.Server] = []
        self._connections: set[Connection] = set()
        self._clock: asyncio.Task[None] | None = None
        self._resting = False
        self._plugged = asyncio.Event()
        self._plugged.set()
        self._waiting: asyncio.Task[None] | None = None
        router.on_reboot.append(self._rest)

    async def listen(self, port: int, secure: ssl.SSLContext | None = None) -> int:
        """Accept sessions on a port, 0 for any free one; returns the port."""
        service = "api" if secure is None else "api-ssl"
        listener = await asyncio.start_server(lambda r, w: self._serve(r, w, service), self.host, port, ssl=secure)
        self._listeners.append(listener)
        return int(listener.sockets[0].getsockname()[1])

    async def listen_beside_internet(self, port: int) -> int:
        """Accept sessions, with the speed test servers beside it; a free port is one whose `speed_port` is free too."""
        for _ in range(_TRIES if port == 0 else 0):
            chosen = await self.listen(0)
            with suppress(OSError):
                await self.internet.listen(self.host, chosen, anywhere=False)
                return chosen
            self._listeners.pop().close()
        chosen = await self.listen(port)
        await self.internet.listen(self.host, chosen)
        return chosen

    def run_clock(self) -> None:
        """Let the board's time pass as ours does."""
        self._clock = asyncio.create_task(self._tick())
        self.router.in_turns = True

    async def close(self) -> None:
        """End every session, stop listening, and wait until that is done."""
        self.router.on_reboot.remove(self._rest)
        self.router.in_turns = False
        if self._clock is not None:
            self._clock.cancel()
            with suppress(asyncio.CancelledError):
                await self._clock
        for listener in self._listeners:
            listener.close()
        self.drop_all()
        self.plug_in()
        await self.internet.close()
        await asyncio.gather(*(connection.ended.wait() for connection in self._connections))
        for listener in self._listeners:
            await listener.wait_closed()

    async def __aenter__(self) -> Server:
        """Use it for a while."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.close()

    @property
    def pulled(self) -> bool:
        """Whether the plug of the laptop is pulled."""
        return not self._plugged.is_set()

    def pull_plug(self) -> None:
        """Nothing goes through any more, in either direction, and nobody is told; the board lives on."""
        if not self.pulled:
            self._plugged.clear()
            self._waiting = asyncio.ensure_future(self._give_up())

    def plug_in(self) -> None:
        """What is on its way arrives, as TCP would have it."""
        self._plugged.set()
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    async def _give_up(self) -> None:
        """The board notices late that nobody is there."""
        await self.router.clock.sleep(GIVEN_UP_AFTER)
        for connection in tuple(self._connections):
            connection.given_up()

    def drop_all(self) -> None:
        """End every connection without a word, as a pulled plug does."""
        for connection in tuple(self._connections):
            connection.drop()

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        before = loop.time()
        while True:
            await asyncio.sleep(_TICK - (loop.time() - before) % _TICK)
            now = loop.time()
            self.router.tick(now - before)
            before = now

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, service: str) -> None:
        connection = Connection(self.router, reader, writer, self.faults, self._plugged, self.pace)
        self._connections.add(connection)
        try:
            if self._open(service):
                await connection.run()
            else:
                connection.drop()
        finally:
            self._connections.discard(connection)
            connection.ended.set()

    def _open(self, service: str) -> bool:
        """Whether a connection that was just accepted is served; where not, the client sees it closed."""
        rows = [row.values for row in self.router.store.rows("/ip/service") if row.values.get("name") == service]
        served = all(not is_true(row.get("disabled")) and self._welcome(row) and self._has_room(row) for row in rows)
        return served and not self.faults.refuse and not self._resting

    def _welcome(self, service: Row) -> bool:
        """Whether the service's `address` has the laptop's; the list is empty for everybody."""
        allowed = [part for part in service.get("address", "").split(",") if part]
        here = ip_address(self.router.board.admin)
        return not allowed or any(here in ip_network(part, strict=False) for part in allowed)

    def _has_room(self, service: Row) -> bool:
        """Whether one more session is allowed: `max-sessions` counts from 7.16 on, before that memory did."""
        if not self.router.version.can("service-max-sessions"):
            return True
        return len(self._connections) <= int(service.get("max-sessions") or MOST_SESSIONS)

    def _rest(self) -> None:
        """The board boots: nobody is connected, and for a moment nobody is let in."""
        self.drop_all()
        if self._clock is not None:
            self._resting = True
            asyncio.get_running_loop().call_later(_REBOOT_SECONDS, self._wake)

    def _wake(self) -> None:
        self._resting = False
