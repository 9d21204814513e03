"""librouteros as our calling layer: its paths, queries and configuration helpers, on our wire and with text for values.

What differs from the library, each for a reason that its users have met:

* Values stay text. The library makes `10` a number, `yes` a boolean, and `1.0` a `yes` on the way back.
* Every call has a channel of its own, so calls run side by side, and one that is given up leaves nothing behind.
* A `!trap` may lack its message or carry more than message and category; a word may lack its `=`; `!empty` is no error.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from librouteros.api import AsyncApi
from librouteros.exceptions import MultiTrapError, TrapError
from librouteros.types import AsyncResponseIter, ReplyDict, Response, ROSType

from routerboard.link.rows import row
from routerboard.link.text import decode

if TYPE_CHECKING:
    from routerboard.link.channel import Channel
    from routerboard.link.protocol import Link


class CommandApi(AsyncApi):
    """One command: reads the replies of its channel."""

    protocol: Channel

    async def readSentence(self) -> tuple[str, ReplyDict]:  # noqa: N802
        """The next reply word with its properties as text."""
        reply, sentence = await self.protocol.read()
        return decode(reply), cast(ReplyDict, row(sentence))

    async def readResponse(self) -> Response:  # noqa: N802
        """All rows up to `!done`, and what that carries; TrapError or MultiTrapError where the router refused."""
        traps: list[TrapError] = []
        response: Response = []
        reply = ""
        while reply != "!done":
            reply, values = await self.readSentence()
            if reply == "!trap":
                traps.append(trap(values))
            elif reply in ("!re", "!done") and values:
                response.append(values)
        if len(traps) > 1:
            raise MultiTrapError(*traps)
        if traps:
            raise traps[0]
        return response


class LinkApi(AsyncApi):
    """The whole connection: every call gets a channel of its own. `patience`: longest silence in seconds."""

    def __init__(self, link: Link, patience: float | None) -> None:
        self.link = link
        self.patience = patience

    async def __call__(self, cmd: str, /, **kwargs: ROSType) -> AsyncResponseIter:
        """Run a command with these arguments; booleans go as yes and no, all else as its text."""
        async with aclosing(self.rawCmd(cmd, *(word(name, value) for name, value in kwargs.items()))) as rows:
            async for values in rows:
                yield values

    async def rawCmd(self, cmd: str, *words: str) -> AsyncResponseIter:  # noqa: N802
        """Run a command with words as they stand."""
        with self.link.command(self.patience) as channel:
            await channel.writeSentence(cmd, *words)
            response = await CommandApi(channel).readResponse()
        for values in response:
            yield values

    async def close(self) -> None:
        """Hang up."""
        await self.link.close()


def word(name: str, value: ROSType) -> str:
    """One argument as a word of the API."""
    if isinstance(value, bool):
        return f"={name}={'yes' if value else 'no'}"
    return f"={name}={value}"


def trap(values: Mapping[str, object]) -> TrapError:
    """A `!trap` as the library's error: without a message it has none, a category that is no number is none."""
    category = str(values.get("category", ""))
    return TrapError(str(values.get("message", "")), int(category) if category.isdecimal() else None)
