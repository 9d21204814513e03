"""Bytes that are no sentences: on the board's side of the wire and on ours."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.mndp import decoded
from routerboard.link.rows import row
from routerboard.link.wire import Decoder, WireError, encode_sentence, find, head, words
from routerboard.practice.sentences import ProtocolError, encode, length, read_sentence, request
from tests.fuzz.limits import FUZZ, lean, quick
from tests.fuzz.texts import sentences

pytestmark = pytest.mark.wide
_lengths = st.sampled_from(
    (0, 1, 0x7F, 0x80, 0x3FFF, 0x4000, 0x1FFFFF, 0x200000, 0xFFFFFFF, 0x10000000, 0xFFFFFFFF)
).map(length)
_pieces = (
    st.binary(max_size=40)
    | _lengths
    | sentences().map(encode)
    | st.lists(
        st.sampled_from((b"!re", b"!done", b"!trap", b"!fatal", b"=a=b", b"=.id=*1", b".tag=", b".tag=1", b"=", b"!"))
    ).map(lambda found: encode_sentence(found) if found else b"\0")
)
streams = st.lists(_pieces, max_size=6).map(b"".join)


async def _heard(data: bytes, most: int) -> list[tuple[str, ...]]:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    found = []
    with suppress(ProtocolError, asyncio.IncompleteReadError):
        while True:
            found.append(await read_sentence(reader, most))
    return found


@FUZZ
@given(streams, st.sampled_from((64, 4096, 1 << 20)))
def test_the_board_reads_what_it_can_and_refuses_the_rest(data: bytes, most: int) -> None:
    with quick():
        for sentence in asyncio.run(_heard(data, most)):
            request(sentence)
            assert all(sentence)
            assert sum(len(word.encode("utf-8", "surrogateescape")) for word in sentence) <= most


@FUZZ
@given(streams, st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_our_wire_reads_the_same_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    def cut(sizes: list[int]) -> tuple[list[bytes], bool]:
        decoder, found, at, turn = Decoder(), [], 0, 0
        try:
            while at < len(data):
                size = sizes[turn % len(sizes)]
                found += decoder.feed(data[at : at + size])
                at, turn = at + size, turn + 1
        except WireError:
            return found, True
        return found, False

    with quick():
        whole, broken = cut([len(data) or 1])
        pieces, also = cut(cuts)
        assert broken == also
        assert pieces == whole or (broken and pieces[: len(whole)] == whole)
        for sentence in pieces:
            assert encode_sentence(words(sentence))[:-1] == sentence or data
            head(sentence), row(sentence), find(sentence, b"a")


@FUZZ
@given(st.binary(max_size=400))
def test_no_datagram_breaks_discovery(datagram: bytes) -> None:
    decoded(datagram)
    decoded(b"\0\0\0\0\0\1\0\6abcdef" + datagram)


@pytest.mark.parametrize("size", [1 << 20, 1 << 27, 0xFFFFFFFF])
def test_a_length_alone_needs_no_memory(size: int) -> None:
    with lean(4 << 20), quick():
        assert asyncio.run(_heard(b"\5/a/bc" + length(size), 1 << 20)) == []
        Decoder().feed(b"\3!re" + length(min(size, 1 << 25)))
