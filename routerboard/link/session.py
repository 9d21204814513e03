"""A session with a router: log in, read, write, watch. Everything that talks to a router goes through one of these."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from routerboard.language.items import Row
from routerboard.link.boundary import at_the_door, reaching, refused
from routerboard.link.calling import LinkApi, trap
from routerboard.link.errors import LoginRefused, RouterError, RouterLost, RouterRefused
from routerboard.link.login import encodings, login
from routerboard.link.protocol import Link
from routerboard.link.rows import RawRows, row
from routerboard.link.target import Secret, Target
from routerboard.link.tls import Security, known_routers_file, secure

PATIENCE = 30.0
"""Seconds of silence that a command may keep: a busy router paces its answers."""

NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Fetched:
    """Rows of a big print as they came.

    cut    whether the router had more than were wanted
    broken why the router gave up in the middle, as busy ones do; None where it did not
    """

    rows: RawRows
    cut: bool = False
    broken: RouterRefused | None = None


async def connect(
    target: Target,
    password: Secret,
    *,
    timeout: float = 10.0,  # noqa: ASYNC109
    patience: float = PATIENCE,
    known: Path | None = None,
) -> Session:
    """Open a session.

    timeout   seconds for each of: reaching the router, agreeing on TLS, each answer of the login
    patience  the longest silence in seconds that a command accepts later
    known     the file of known routers, for TLS; None is the user's own

    Unreachable, NotRouterOS, TlsRefused, LoginRefused and RouterTimedOut say what went wrong; nothing stays open then.
    """
    alphabets = encodings(target.user, password)
    for alphabet in alphabets[:-1]:
        try:
            return await _open(target, password, alphabet, timeout, patience, known)
        except LoginRefused:
            continue
    return await _open(target, password, alphabets[-1], timeout, patience, known)


async def _open(
    target: Target, password: Secret, alphabet: str, limit: float, patience: float, known: Path | None
) -> Session:
    link, security = await _link(target, limit, known)
    try:
        await login(link, password, alphabet, limit)
    except RouterError as error:
        await link.close()
        raise at_the_door(error, target, heard=link.heard) from None
    except BaseException:
        await link.close()
        raise
    link.trusted = True
    return Session(link, security, patience)


async def _link(target: Target, limit: float, known: Path | None) -> tuple[Link, Security | None]:
    opener = partial(_reach, target, limit)
    if target.tls:
        return await secure(opener, target, known or known_routers_file(), limit)
    return await opener(), None


async def _reach(target: Target, limit: float) -> Link:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(limit):
            _, link = await loop.create_connection(partial(Link, target), sock=await _socket(target))
    except (OSError, UnicodeError) as error:
        raise reaching(error, target) from None
    return link


async def _socket(target: Target) -> socket.socket:
    """A connected socket: the addresses of a name are tried one after the other, the last one's error counts."""
    loop = asyncio.get_running_loop()
    failure = OSError(f"{target.host} has no address")
    for family, kind, protocol, _, address in await loop.getaddrinfo(
        target.host, target.tcp_port, type=socket.SOCK_STREAM
    ):
        connection = socket.socket(family, kind, protocol)
        connection.setblocking(False)
        try:
            await loop.sock_connect(connection, address)
        except BaseException as error:
            connection.close()
            if not isinstance(error, OSError):
                raise
            failure = error
        else:
            return connection
    raise failure


class Session:
    """One open session. Commands may run side by side; each gives back its own rows, or raises a RouterError.

    Values go out and come in as text. `api` is librouteros' AsyncApi on the same connection. `security` is None without
    TLS. Keep the writes of one plan in their order: await each.
    """

    def __init__(self, link: Link, security: Security | None = None, patience: float = PATIENCE) -> None:
        self.api = LinkApi(link, patience)
        self.security = security
        self._link = link

    @property
    def target(self) -> Target:
        """The router that this session is with, and as whom."""
        return self._link.target

    @property
    def local_address(self) -> str:
        """Our own IP address on this connection."""
        return self._link.local_address

    @property
    def closed(self) -> bool:
        """Whether this session has ended, by us or by the router."""
        return self._link.error is not None

    @property
    def error(self) -> RouterError | None:
        """Why it ended; None while it is open."""
        return self._link.error

    @property
    def patience(self) -> float | None:
        """The longest silence in seconds that a command accepts; None is any."""
        return self.api.patience

    @property
    def requests(self) -> int:
        """How many sentences were sent so far, the login included."""
        return self._link.requests

    @property
    def traffic(self) -> int:
        """How many bytes of the API went and came so far, the login included, TLS and TCP not."""
        return self._link.sent + self._link.received

    async def print(self, menu: str, *queries: str, proplist: Sequence[str] = ()) -> list[Row]:
        """The rows of a menu.

        queries are words such as `?disabled=true`; proplist limits the properties (`.id` comes only if listed).
        """
        return await self._ask(f"{menu}/print", *_listed(proplist), *queries)

    async def fetch(self, menu: str, *queries: str, proplist: Sequence[str] = (), most: int = 0) -> Fetched:
        """The rows of a table that may be big, left as they came (`RawRows`).

        At most so many where `most` is given; then the print is cancelled. Rows may go while a router dumps them, and
        then it may refuse in the middle: what came before is kept. RouterRefused where nothing came.
        """
        kept: list[bytes] = []
        replies = self._replies(self.patience, f"{menu}/print", *_listed(proplist), *queries)
        try:
            async with aclosing(replies):
                async for reply, run in replies:
                    if reply == b"!re":
                        kept += run
                    if most and len(kept) > most:
                        return Fetched(RawRows(kept[:most]), cut=True)
        except RouterRefused as error:
            if not kept:
                raise
            return Fetched(RawRows(kept), broken=error)
        return Fetched(RawRows(kept))

    async def count(self, menu: str, *queries: str) -> int:
        """How many rows a menu has; the rows themselves stay on the router."""
        return int(_ret(await self._ask(f"{menu}/print", "=count-only=", *queries)) or 0)

    async def add(self, menu: str, values: Row, place_before: str | None = None) -> str:
        """Add a row, before the one with the id `place_before` if given. Its id, "" where this router tells none."""
        placed = {**values, "place-before": place_before} if place_before else values
        return _ret(await self._ask(f"{menu}/add", *_words(placed)))

    async def set(self, menu: str, values: Row, id: str | None = None) -> None:  # noqa: A002
        """Set properties of the row with this id, or of a menu that is one row."""
        await self._ask(f"{menu}/set", *([f"=.id={id}"] if id else []), *_words(values))

    async def unset(self, menu: str, id: str, *names: str) -> None:  # noqa: A002
        """Take properties away from a row, one request for each."""
        for name in names:
            await self._ask(f"{menu}/unset", f"=.id={id}", f"=value-name={name}")

    async def remove(self, menu: str, *ids: str) -> None:
        """Remove rows; nothing is sent for no ids."""
        if ids:
            await self._ask(f"{menu}/remove", f"=.id={','.join(ids)}")

    async def move(self, menu: str, id: str, before_id: str | None = None) -> None:  # noqa: A002
        """Move a row before another one, or to the end."""
        await self._ask(f"{menu}/move", f"=numbers={id}", *([f"=destination={before_id}"] if before_id else []))

    async def call(self, command: str, values: Row = NO_VALUES, *words: str) -> list[Row]:
        """Run any command; the last row holds `ret` where the router returned something."""
        return await self._ask(command, *_words(values), *words)

    async def stream(
        self, command: str, values: Row = NO_VALUES, *words: str, silence: float | None = None
    ) -> AsyncGenerator[Row, None]:
        """The rows of a command as they come; it is cancelled on the router when the iteration is closed.

        silence is the longest pause in seconds between two rows (None: any). Close it with `contextlib.aclosing`, or
        read it to its end.
        """
        async with aclosing(self._replies(silence, command, *_words(values), *words)) as replies:
            async for reply, run in replies:
                if reply == b"!re":
                    for sentence in run:
                        yield row(sentence)

    async def close(self) -> None:
        """End the session; safe to call again."""
        await self._link.close()

    async def wait_closed(self) -> RouterError:
        """Wait until the session has ended, and say why."""
        await asyncio.wait([self._link.ended])
        return self._link.error or RouterLost(f"The connection to {self.target.host} is closed.")

    async def __aenter__(self) -> Session:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _ask(self, command: str, *words: str) -> list[Row]:
        """Rows, the last of which is what `!done` carries, where it carries anything."""
        found: list[Row] = []
        async for _, run in self._replies(self.patience, command, *words):
            found += [values for sentence in run if (values := row(sentence))]
        return found

    async def _replies(
        self, silence: float | None, command: str, *words: str
    ) -> AsyncGenerator[tuple[bytes, Sequence[bytes]], None]:
        """Sentences with data, in runs of one reply word, up to `!done`. RouterRefused in the end for any `!trap`.

        Who leaves before that has the command cancelled on the router.
        """
        reply, refusal = b"", None
        with self._link.command(silence) as channel:
            await channel.writeSentence(command, *words)
            while reply != b"!done":
                reply, run = await channel.run()
                if reply == b"!trap":
                    refusal = refusal or refused(trap(row(run[0])), command)
                elif reply in (b"!re", b"!done"):
                    yield reply, run
        if refusal is not None:
            raise refusal


def _listed(proplist: Sequence[str]) -> tuple[str, ...]:
    return (f"=.proplist={','.join(proplist)}",) if proplist else ()


def _words(values: Row) -> list[str]:
    return [f"={name}={value}" for name, value in values.items()]


def _ret(rows: Sequence[Row]) -> str:
    return rows[-1].get("ret", "") if rows else ""
