"""Bytes of the router as text and back, without loss.

RouterOS stores bytes and does not care which alphabet they are in. Newer tools write UTF-8, Winbox 3 on Windows writes
the Windows code page. The rule, for one value:

* Valid UTF-8 is read as UTF-8. Anything else is read as Windows-1252 (the five bytes which that lacks as Latin-1) and
  gets an invisible mark at its end: U+034F, the combining grapheme joiner, which has no glyph and no width.
* Text with the mark is written back in Windows-1252, all other text in UTF-8. So `encode(decode(b)) == b` for every
  `b`, even after the text has been through a file or stands in a longer word such as `?comment=…`.
* A mark that UTF-8 text really contains is doubled on reading, halved on writing.
"""

from __future__ import annotations

import codecs

MARK = "\u034f"

_TABLE = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
_BYTES = codecs.charmap_build(_TABLE)


def decode(value: bytes) -> str:
    """One value of the router as text."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return codecs.charmap_decode(value, "strict", _TABLE)[0] + MARK
    return text.replace(MARK, MARK * 2) if MARK in text else text


def encode(text: str) -> bytes:
    """A word for the router. Text that was read in a Windows code page goes back in it, if all of the word can."""
    if MARK not in text:
        return text.encode()
    if text.count(MARK) % 2:
        try:
            return codecs.charmap_encode(text.replace(MARK, ""), "strict", _BYTES)[0]
        except UnicodeEncodeError:
            return text.encode()
    return text.replace(MARK * 2, MARK).encode()
