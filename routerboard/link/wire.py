"""The sentences of the RouterOS API as bytes. No I/O here, and no text: bytes in, bytes out.

A word is a length and that many bytes; a sentence is words, closed by a word of length 0. A length takes 1 to 5 bytes:

    below 0x80          1 byte, as it is             below 0x1000_0000   4 bytes, first | 0xE0
    below 0x4000        2 bytes, first | 0x80        others              0xF0, then 4 bytes
    below 0x20_0000     3 bytes, first | 0xC0        first >= 0xF8       reserved: no client can go on

A sentence of the router begins with `!re`, `!done`, `!trap`, `!fatal` or `!empty`. `Decoder` finds where sentences end
and leaves them whole; `words`, `find` and `rows.py` take them apart when somebody looks. A table of 100,000 rows of
which 40 are on the screen costs the walk over its lengths, not two million strings.

That walk is exact on any content, and most of it is done by one regular expression: a word below 0x80 bytes is its
length and that many bytes of anything, which makes 127 alternatives. Rows of such words with one of our own tags, which
is nearly all that a big print sends, are cut at the speed of C; everything else is walked word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from routerboard.link.text import encode

LARGEST = 64 * 1024 * 1024
"""Bytes that one sentence may have. A router's stay far below; a stranger's garbage reads as gigabytes."""

MANY = 4096
"""Bytes that come at once from which the expression is worth its while; it takes 10 ms to make, once."""

_BANG, _EQUALS = 0x21, 0x3D
_USUAL = (
    13,
    12,
    18,
    19,
    16,
    15,
    36,
    26,
    29,
    20,
    9,
    22,
    17,
    28,
    35,
    30,
    34,
    8,
    27,
    33,
    14,
    21,
    23,
    24,
    25,
    31,
    32,
    7,
    10,
)
"""Lengths of the words of a connection, the commonest first: the expression tries them in this order."""

Found = tuple[bytes, bytes, bytes]
"""A whole sentence, and its tag as a word with its length where that is known: standing second, or standing last."""


class WireError(ValueError):
    """What came is no sentence of a router. `heard` are the first bytes of it, at most 80."""

    def __init__(self, why: str, heard: bytes) -> None:
        super().__init__(why)
        self.heard = heard[:80]


def encode_length(length: int) -> bytes:
    """The length of a word as the wire has it; ValueError from 4 GiB on."""
    if length < 0x80:
        return length.to_bytes(1, "big")
    if length < 0x4000:
        return (length | 0x8000).to_bytes(2, "big")
    if length < 0x200000:
        return (length | 0xC00000).to_bytes(3, "big")
    if length < 0x10000000:
        return (length | 0xE0000000).to_bytes(4, "big")
    if length > 0xFFFFFFFF:
        raise ValueError(f"a word of {length} bytes is too long for the API")
    return b"\xf0" + length.to_bytes(4, "big")


def encode_sentence(words: Iterable[str | bytes]) -> bytes:
    """A whole sentence, closed. Text goes as `text.py` says; ValueError for an empty word, which would close it."""
    encoded = [word if isinstance(word, bytes) else encode(word) for word in words]
    if not all(encoded):
        raise ValueError("an empty word would end the sentence")
    return b"".join(encode_length(len(word)) + word for word in encoded) + b"\x00"


def decode_length(buffer: bytes | bytearray, at: int) -> tuple[int, int] | None:
    """The length that stands at this place and where its word begins; None where bytes of it are still to come."""
    first = buffer[at]
    if first < 0x80:
        return first, at + 1
    if first >= 0xF8:
        raise WireError(f"a word begins with the reserved byte 0x{first:02X}", bytes(buffer[at : at + 80]))
    more, mask = (1, 0x3F) if first < 0xC0 else (2, 0x1F) if first < 0xE0 else (3, 0x0F) if first < 0xF0 else (4, 0)
    after = at + 1 + more
    if after > len(buffer):
        return None
    return (first & mask) << (8 * more) | int.from_bytes(buffer[at + 1 : after], "big"), after


def words(sentence: bytes) -> list[bytes]:
    """The words of one whole sentence, as `Decoder.feed` gives it."""
    found: list[bytes] = []
    at, size = 0, len(sentence)
    while at < size:
        length, at = sentence[at], at + 1
        if length >= 0x80:
            length, at = _long(sentence, at - 1)
        found.append(sentence[at : at + length])
        at += length
    return found


def find(sentence: bytes, name: bytes) -> bytes | None:
    """The value of one property, None where the sentence lacks it.

    Where its name first stands is nearly always the property itself, and sure to be so if words lead up to there; that
    is half of the way that looking at every word would be. Where they do not, every word is looked at.
    """
    key = b"=" + name
    place = sentence.find(key) - 1
    if place < 0:
        return None
    at = 0
    while at < place:
        length = sentence[at]
        if length >= 0x80:
            return _sought(sentence, key)
        at += length + 1
    length, value = sentence[place], place + len(key) + 2
    if at == place and len(key) < length < 0x80 and sentence[value - 1] == _EQUALS:
        return sentence[value : place + 1 + length]
    return _sought(sentence, key)


def _sought(sentence: bytes, key: bytes) -> bytes | None:
    at, size = 0, len(sentence)
    while at < size:
        length, at = sentence[at], at + 1
        if length >= 0x80:
            length, at = _long(sentence, at - 1)
        if length >= len(key) and sentence.startswith(key, at):
            value = sentence[at + len(key) : at + length]
            if value[:1] in (b"=", b""):
                return value[1:]
        at += length
    return None


def head(sentence: bytes) -> tuple[bytes, bytes]:
    """The reply word of a sentence and its tag, b"" where it has none. Some routers put the tag second, others last."""
    length, at = _long(sentence, 0)
    reply, at = sentence[at : at + length], at + length
    if sentence.startswith(b".tag=", at + 1):
        return reply, sentence[at + 6 : at + 1 + sentence[at]]
    return reply, next((word[5:] for word in words(sentence[at:]) if word.startswith(b".tag=")), b"")


class Decoder:
    """Cuts a stream of bytes into the sentences of a router, however the network cut it before."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._at = 0

    @property
    def amid(self) -> bool:
        """Whether a sentence has begun that is not complete."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """The sentences that are complete now, each without its closing zero. WireError for what no router says."""
        return [sentence for sentence, _, _ in self.cut(data)]

    def cut(self, data: bytes) -> list[Found]:
        """The same, each with what is known of its tag: (sentence, b"", b"") is one that `head` must look at."""
        buffer = self._buffer
        buffer += data
        found: list[Found] = []
        start = 0
        while True:
            start, sentence = self._walk(start)
            if sentence is None:
                break
            found.append((sentence, b"", b""))
            if len(buffer) - start >= MANY:
                rows = _tagged_rows().findall(buffer, start)
                if rows and not rows[-1][0]:
                    rows.pop()
                start += sum([len(row[0]) for row in rows]) + len(rows)
                found += rows
        del buffer[:start]
        return found

    def _walk(self, start: int) -> tuple[int, bytes | None]:
        """The sentence that begins there, and where the next one begins; None where it is not complete yet."""
        buffer, at = self._buffer, max(self._at, start)
        size = end = len(buffer)
        while at < size:
            length, after = buffer[at], at + 1
            if length >= 0x80:
                known = decode_length(buffer, at)
                if known is None:
                    break
                length, after = known
            if not length:
                if at > start:
                    self._at = 0
                    return after, bytes(buffer[start:at])
                start = at = after
                continue
            if at == start and after < size and buffer[after] != _BANG:
                raise WireError("a reply of a router begins with !", bytes(buffer[start : start + 80]))
            end = after + length
            if end > size:
                break
            at = end
        if end - start > LARGEST:
            raise WireError("a sentence of more than 64 MiB", bytes(buffer[start : start + 80]))
        self._at = at - start
        return start, None


@cache
def _tagged_rows() -> re.Pattern[bytes]:
    """Whole `!re` of properties below 0x80 bytes with one tag of digits, second or last; as many as follow each other.

    The three groups are a `Found`. What is none of these, or not complete, ends it: `.+` takes all of the rest.
    """
    tag = b"|".join(_word(5 + digits, b"\\.tag=[0-9]{%d}" % digits) for digits in range(1, 11))
    lengths = (*_USUAL, *(length for length in range(1, 0x80) if length not in _USUAL))
    others = b"(?:%s)*+" % b"|".join(_word(length, b"=.{%d}" % (length - 1)) for length in lengths)
    return re.compile(b"(\\x03!re(?:(%s)%s|%s(%s)))\\x00|.+" % (tag, others, others, tag), re.DOTALL)


def _word(length: int, content: bytes) -> bytes:
    return re.escape(bytes([length])) + content


def _long(sentence: bytes, at: int) -> tuple[int, int]:
    known = decode_length(sentence, at)
    if known is None:
        raise WireError("a sentence that ends inside a length", sentence[at : at + 80])
    return known
