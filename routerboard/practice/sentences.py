"""The wire: words with their length in front, sentences closed by an empty word."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from routerboard.language.values import octets

Sentence = tuple[str, ...]

MOST_BEFORE_LOGIN = 4096
"""Bytes of one sentence that a client may send before it has logged in."""

MOST_AFTER_LOGIN = 1 << 20
"""Bytes of one sentence that any client may send."""

_FORMS = ((0x80, 1, 0), (0x4000, 2, 0x8000), (0x200000, 3, 0xC00000), (0x10000000, 4, 0xE0000000))


class ProtocolError(Exception):
    """What arrived is not the API protocol, or more than the router takes."""


def encode(sentence: Iterable[str]) -> bytes:
    """A sentence as it goes over the wire, text as UTF-8; what came in undecodable goes out as it came."""
    words = (octets(word) for word in sentence)
    return b"".join(length(len(word)) + word for word in words) + b"\0"


def length(size: int) -> bytes:
    """The prefix of a word of so many bytes."""
    for limit, count, mark in _FORMS:
        if size < limit:
            return (size | mark).to_bytes(count, "big")
    return b"\xf0" + size.to_bytes(4, "big")


async def read_sentence(reader: asyncio.StreamReader, most: int) -> Sentence:
    """The next sentence that is not empty; ProtocolError for more than `most` bytes or a reserved length byte."""
    words: list[str] = []
    total = 0
    while True:
        size = await _read_length(reader)
        total += size
        if total > most:
            raise ProtocolError(f"a sentence of more than {most} bytes")
        if size:
            words.append((await reader.readexactly(size)).decode("utf-8", "surrogateescape"))
        elif words:
            return tuple(words)


async def _read_length(reader: asyncio.StreamReader) -> int:
    first = (await reader.readexactly(1))[0]
    if first >= 0xF8:
        raise ProtocolError("a reserved control byte")
    if first >= 0xF0:
        return int.from_bytes(await reader.readexactly(4), "big")
    more = next(count for count, limit in enumerate((0x80, 0xC0, 0xE0, 0xF0)) if first < limit)
    mask = 0x7F >> more
    return (first & mask) << (8 * more) | int.from_bytes(await reader.readexactly(more), "big")


@dataclass(frozen=True)
class Request:
    """One sentence from a client, read: command, attributes, query words and its tag."""

    command: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    queries: Sequence[str] = ()
    tag: str = ""
    size: int = 0
    """Characters of all its words."""


def request(words: Sequence[str]) -> Request:
    """Read a sentence: `=name=value` attributes, `?…` queries, `.tag=` the tag; other words are ignored."""
    arguments: dict[str, str] = {}
    queries: list[str] = []
    tag = ""
    for word in words[1:]:
        if word.startswith("="):
            name, _, value = word[1:].partition("=")
            arguments[name] = value
        elif word.startswith("?"):
            queries.append(word)
        elif word.startswith(".tag="):
            tag = word[5:]
    return Request(words[0], arguments, tuple(queries), tag, sum(map(len, words)))


def row_words(values: Mapping[str, str]) -> Sentence:
    """`=name=value` words of a row."""
    return tuple(f"={name}={value}" for name, value in values.items())
