"""Sentences as rows: property name -> text. Nothing is cast: a mark called `no` and a name `10` stay text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from sys import intern
from typing import overload

from routerboard.link.text import decode, encode
from routerboard.link.wire import find, words

_EQUALS = 0x3D
TEXT = "message"
"""The name under which the bare word of a `!fatal` is found."""


def row(sentence: bytes) -> dict[str, str]:
    """All properties of a sentence. A word without a second `=` is a property without a value; others are no data."""
    found: dict[str, str] = {}
    for word in words(sentence):
        if word[0] == _EQUALS:
            name, _, value = (word.decode() if word.isascii() else decode(word))[1:].partition("=")
            found.setdefault(intern(name), value)
    return found


def bare_text(sentence: bytes) -> str:
    """What a sentence says in words that are no properties: the reason of a `!fatal`; "" where it gives none."""
    return " ".join(decode(word) for word in words(sentence)[1:] if word[:1] not in (b"=", b"."))


class RawRow(Mapping[str, str]):
    """A row that stays as it came and is taken apart only as far as somebody reads it.

    It is a `Row` like any other, at a tenth of the memory and of the time of arrival. Reading one property walks over
    the lengths of the words before it, about a microsecond.
    """

    __slots__ = ("_sentence",)

    def __init__(self, sentence: bytes) -> None:
        self._sentence = sentence

    def __getitem__(self, name: str) -> str:
        value = find(self._sentence, encode(name))
        if value is None:
            raise KeyError(name)
        return decode(value)

    def __iter__(self) -> Iterator[str]:
        return iter(row(self._sentence))

    def __len__(self) -> int:
        return len(row(self._sentence))

    def __repr__(self) -> str:
        return f"RawRow({row(self._sentence)!r})"


class RawRows(Sequence[Mapping[str, str]]):
    """Rows that stay as they came: a list of bytes, of which each becomes a `RawRow` while somebody looks at it.

    100,000 of them are 100,000 objects that the garbage collector need not know, and no more.
    """

    __slots__ = ("sentences",)

    def __init__(self, sentences: Sequence[bytes] = ()) -> None:
        self.sentences = sentences

    @overload
    def __getitem__(self, at: int) -> RawRow: ...
    @overload
    def __getitem__(self, at: slice) -> RawRows: ...
    def __getitem__(self, at: int | slice) -> RawRow | RawRows:
        if isinstance(at, slice):
            return RawRows(self.sentences[at])
        return RawRow(self.sentences[at])

    def __iter__(self) -> Iterator[RawRow]:
        return map(RawRow, self.sentences)

    def __len__(self) -> int:
        return len(self.sentences)

    def __repr__(self) -> str:
        return f"<{len(self)} rows as they came>"

    def column(self, name: str) -> list[str]:
        """One property of every row, "" where it is absent: what to sort or filter by, at a third of the time."""
        key = encode(name)
        found = (find(sentence, key) for sentence in self.sentences)
        return [decode(value) if value else "" for value in found]
