"""The wire."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.practice.sentences import ProtocolError, Request, encode, length, read_sentence, request

WORDS = st.lists(st.text(min_size=1), min_size=1, max_size=8).map(tuple)


def read(data: bytes, most: int = 1 << 24) -> tuple[str, ...]:
    async def reading() -> tuple[str, ...]:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        return await read_sentence(reader, most)

    return asyncio.run(reading())


@given(WORDS)
def test_what_is_sent_is_what_is_read(words: tuple[str, ...]) -> None:
    assert read(encode(words)) == words


@pytest.mark.parametrize(
    ("size", "prefix"),
    [(0, "00"), (0x7F, "7f"), (0x80, "8080"), (0x3FFF, "bfff"), (0x4000, "c04000"), (0x1FFFFF, "dfffff"),
     (0x200000, "e0200000"), (0x0FFFFFFF, "efffffff"), (0x10000000, "f010000000")],
)  # fmt: skip
def test_lengths_are_written_as_the_manual_says(size: int, prefix: str) -> None:
    assert length(size).hex() == prefix


@pytest.mark.parametrize("size", [1, 127, 128, 16383, 16384, 2_097_152])
def test_words_of_every_length_are_read(size: int) -> None:
    assert read(encode(("x" * size,))) == ("x" * size,)


def test_bytes_that_are_no_text_come_back_as_they_were() -> None:
    data = b"\x07=name=\xe9\x00"
    assert encode(read(data)) == data


def test_empty_sentences_are_passed_over() -> None:
    assert read(b"\0\0" + encode(("/quit",))) == ("/quit",)


@pytest.mark.parametrize("data", [b"\xff", b"\xf8xxxx"])
def test_reserved_lengths_are_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        read(data)


def test_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(ProtocolError):
        read(length(5000), most=4096)


def test_a_sentence_is_taken_apart() -> None:
    found = request(("/a/print", "=.proplist=name", "?x=1", ".tag=7", "?#!", "=b==c="))
    assert found == Request("/a/print", {".proplist": "name", "b": "=c="}, ("?x=1", "?#!"), "7", 42)
