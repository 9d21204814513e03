"""Logging in: the plain login of RouterOS 6.43 and later, and the challenge before it; the router's answer tells which.

An old router answers the new sentence with `!done` and a challenge of 32 hex digits, not with an error; who takes that
for a success is thrown out at the next command. Passwords are bytes to the router, typed in the alphabet of whoever set
them: UTF-8 is tried first, then the Windows code page.
"""

from __future__ import annotations

import asyncio
import hashlib
import re

from librouteros.exceptions import LibRouterosError

from routerboard.link.boundary import silent
from routerboard.link.calling import CommandApi
from routerboard.link.channel import Channel
from routerboard.link.errors import LoginRefused
from routerboard.link.protocol import Link
from routerboard.link.target import Secret

_CHALLENGE = re.compile(r"[0-9a-fA-F]{32}")


def encodings(user: str, password: Secret) -> tuple[str, ...]:
    """The alphabets in which this user and password are worth trying, likeliest first."""
    text = user + password.reveal()
    if text.isascii():
        return ("utf-8",)
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return ("utf-8",)
    return ("utf-8", "cp1252")


async def login(link: Link, password: Secret, encoding: str, patience: float) -> None:
    """Log in as the target's user; LoginRefused where the router does not want that."""
    user, secret = link.target.user.encode(encoding), password.reveal().encode(encoding)
    challenge = await _say(link, patience, b"=name=" + user, b"=password=" + secret)
    if _CHALLENGE.fullmatch(challenge):
        await _say(link, patience, b"=name=" + user, b"=response=" + response(secret, challenge))


def response(password: bytes, challenge: str) -> bytes:
    """The answer to a challenge: `00` and the MD5 of a zero byte, the password and the challenge."""
    digest = hashlib.md5(b"\x00" + password + bytes.fromhex(challenge), usedforsecurity=False)
    return b"00" + digest.hexdigest().encode()


async def _say(link: Link, patience: float, *words: bytes) -> str:
    with link.command(patience) as channel:
        try:
            async with asyncio.timeout(patience):  # who never ends an answer is not waited for either
                await channel.writeSentence("/login", *words)
                return await _answer(channel, link)
        except TimeoutError:
            raise silent("/login", patience) from None


async def _answer(channel: Channel, link: Link) -> str:
    try:
        rows = await CommandApi(channel).readResponse()
    except LibRouterosError as error:
        said = str(error) or "without a reason"
        raise LoginRefused(f"{link.target.host} does not let {link.target.user} in. It says: {said}.") from None
    return str(rows[-1].get("ret", "")) if rows else ""
