"""The connection to a router as asyncio sees it: one reader, a tag for every command, one place where it all can end.

* A tag is registered before its sentence is written, and never used twice. So a reply finds its command, or nobody:
  what comes for a command that was given up is dropped, and no other command ever sees it.
* Who gives up a command cancels it on the router (`/cancel`).
* `!fatal`, a closed or broken connection and bytes that no router sends reach every command that waits.
* A channel that is not read stops the reading of the socket, except while another command waits for its reply:
  who asks the router something in the middle of reading a long stream gets an answer.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import itemgetter
from typing import cast

from routerboard.link.boundary import losing, opening
from routerboard.link.channel import Channel
from routerboard.link.errors import RouterError, RouterLost
from routerboard.link.rows import TEXT, bare_text, row
from routerboard.link.target import Target
from routerboard.link.wire import Decoder, WireError, encode_sentence, head

_KEEPALIVE = (
    ("TCP_KEEPIDLE", 15),
    ("TCP_KEEPALIVE", 15),
    ("TCP_KEEPINTVL", 5),
    ("TCP_KEEPCNT", 3),
    ("TCP_USER_TIMEOUT", 30_000),
)
"""Options of TCP by which a router that vanished is noticed within half a minute; each where this system has it."""

_TAG = itemgetter(1, 2)
_BEFORE_TAG = len(b"\x07.tag=")


class Link(asyncio.Protocol):
    """One connection. `trusted` is set once a router has shown itself; before that, nonsense means a stranger.

    `requests` is how many sentences went, `received` and `sent` how many bytes came and went, before TLS.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self.trusted = False
        self.requests = 0
        self.received = self.sent = 0
        self.error: RouterError | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._decoder = Decoder()
        self._channels: dict[bytes, Channel] = {}
        self._tags = 0
        self._doubt: float | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    @property
    def heard(self) -> bool:
        """Whether any byte came."""
        return self.received > 0

    # what commands ask of the link

    @contextmanager
    def command(self, patience: float | None) -> Iterator[Channel]:
        """A channel for one command, with a tag of its own. A command that has not ended on leaving is given up."""
        self._tags += 1
        channel = Channel(self, b"%d" % self._tags, patience)
        try:
            yield channel
        finally:
            channel.abandon()

    async def send(self, channel: Channel, *words: str | bytes) -> None:
        """Register the channel, then write its sentence. The link's error where it has ended."""
        sentence = encode_sentence((*words, b".tag=" + channel.tag))
        await self._writable.wait()
        if self.error is not None:
            raise self.error
        self._channels[channel.tag] = channel
        self._write(sentence)

    def forget(self, channel: Channel) -> None:
        """Drop a channel; the command behind it is cancelled on the router if it may still run there."""
        if self._channels.pop(channel.tag, None) is None:
            return
        self._tags += 1
        self._write(encode_sentence((b"/cancel", b"=tag=" + channel.tag, b".tag=%d" % self._tags)))
        self.relax()

    def relax(self) -> None:
        """Listen to the router again, unless a channel is full and nobody is starving meanwhile."""
        if self._transport is None or self._transport.is_closing():
            return
        channels = self._channels.values()
        if any(one.full for one in channels) and not any(one.starving for one in channels):
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def doubt(self, began: float) -> None:
        """A command that was begun at this moment heard nothing in time.

        Once that is a slow command. Twice in a row, with not one byte since the first, the router is gone: a live one
        would have answered the `/cancel`.
        """
        if self._doubt is None:
            self._doubt = self.now()
        elif began >= self._doubt:
            self._end(RouterLost(f"{self.target.host} does not answer any more."))

    def now(self) -> float:
        """The loop's clock."""
        return asyncio.get_running_loop().time()

    async def close(self) -> None:
        """Hang up, and wait a moment until it is done. Safe to call again."""
        self._end(RouterLost(f"The connection to {self.target.host} is closed."))
        await asyncio.wait([self.ended], timeout=1.0)
        if not self.ended.done():
            self.transport.abort()
            await asyncio.wait([self.ended], timeout=1.0)

    @property
    def transport(self) -> asyncio.Transport:
        """asyncio's end of the connection; RuntimeError before there is one."""
        if self._transport is None:
            raise RuntimeError("this link was never connected")
        return self._transport

    @property
    def local_address(self) -> str:
        """Our own address on this connection; "" where it is gone."""
        name = self._transport.get_extra_info("sockname") if self._transport is not None else None
        return str(name[0]) if name else ""

    # what asyncio tells the link

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The TCP connection stands."""
        self._transport = cast(asyncio.Transport, transport)
        keep_alive(self._transport.get_extra_info("socket"))

    def secured(self, transport: asyncio.Transport) -> None:
        """From now on everything goes through TLS."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Bytes of the router: cut them into sentences, hand each to its command."""
        self._doubt = None
        self.received += len(data)
        try:
            found = self._decoder.cut(data)
        except WireError as error:
            self._end(losing(error, self.target) if self.trusted else opening(error, self.target))
            return
        for (second, last), run in groupby(found, _TAG):
            sentences = [sentence for sentence, _, _ in run]
            tag = (second or last)[_BEFORE_TAG:]
            if not tag:
                for sentence in sentences:
                    self._hand_over(sentence)
            elif tag in self._channels:
                self._channels[tag].put(b"!re", sentences)
        if any(channel.full for channel in self._channels.values()):
            self.relax()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, for whatever reason."""
        self._end(losing(exc, self.target, amid=self._decoder.amid))
        if not self.ended.done():
            self.ended.set_result(None)

    def pause_writing(self) -> None:
        """The router does not take what we write: wait."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It does again."""
        self._writable.set()

    def _hand_over(self, sentence: bytes) -> None:
        reply, tag = head(sentence)
        if reply == b"!fatal":
            said = bare_text(sentence) or row(sentence).get(TEXT, "") or "without a reason"
            self._end(RouterLost(f"{self.target.host} ended the session: {said}."))
            return
        channel = self._channels.get(tag)
        if channel is None:
            return
        channel.put(reply, (sentence,))
        if reply == b"!done":
            del self._channels[tag]

    def _write(self, sentence: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self.requests += 1
            self.sent += len(sentence)
            self._transport.write(sentence)

    def _end(self, error: RouterError) -> None:
        if self.error is not None:
            return
        self.error = error
        self._writable.set()
        for channel in self._channels.values():
            channel.fail(error)
        self._channels.clear()
        if self._transport is not None:
            self._transport.close()


def keep_alive(connection: socket.socket | None) -> None:
    """Let TCP itself notice a router that vanished; options which this system lacks are left out."""
    if connection is None:
        return
    options = [(socket.IPPROTO_TCP, getattr(socket, name, None), value) for name, value in _KEEPALIVE]
    for level, option, value in [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), *options]:
        if option is not None:
            with suppress(OSError):
                connection.setsockopt(level, option, value)
