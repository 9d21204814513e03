from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from librouteros.connections import AsyncSocketTransport
from librouteros.protocol import AsyncApiProtocol
from librouteros.protocol import encode_length as library_length

from routerboard.link import wire
from routerboard.link.rows import RawRow, RawRows, bare_text, row
from routerboard.link.text import MARK, decode, encode
from routerboard.link.wire import (
    LARGEST,
    Decoder,
    WireError,
    decode_length,
    encode_length,
    encode_sentence,
    find,
    head,
    words,
)

REPLIES = st.sampled_from([b"!re", b"!done", b"!trap", b"!empty", b"!fatal"])
WORDS = st.one_of(
    st.binary(min_size=1, max_size=40),
    st.sampled_from([b"x" * 127, b"x" * 128, b"=a=" + b"\x00" * 300, b"\x03!re", b".tag=9", b"=comment=\x05.tag=3"]),
    st.integers(0x3FFE, 0x4002).map(lambda size: b"y" * size),
)
SENTENCES = st.lists(st.tuples(REPLIES, st.lists(WORDS, max_size=5)).map(lambda made: [made[0], *made[1]]), max_size=5)


@pytest.mark.parametrize("size", [0, 1, 0x7F, 0x80, 0x3FFF, 0x4000, 0x1FFFFF, 0x200000, 0xFFFFFFF])
def test_lengths_are_those_of_the_library(size: int) -> None:
    assert encode_length(size) == library_length(size)
    assert decode_length(encode_length(size), 0) == (size, len(encode_length(size)))


@pytest.mark.parametrize("size", [0x10000000, 0xFFFFFFFF])
def test_lengths_of_five_bytes(size: int) -> None:
    assert encode_length(size) == b"\xf0" + size.to_bytes(4, "big")
    assert decode_length(encode_length(size), 0) == (size, 5)


def test_no_length_from_four_gigabytes_on() -> None:
    with pytest.raises(ValueError, match="too long"):
        encode_length(0x100000000)


def test_a_short_word_under_a_length_of_five_bytes_is_read() -> None:
    assert Decoder().feed(b"\xf0\x00\x00\x00\x05!done\x00") == [b"\xf0\x00\x00\x00\x05!done"]
    assert words(b"\xf0\x00\x00\x00\x05!done") == [b"!done"]


def test_an_empty_word_cannot_be_sent() -> None:
    with pytest.raises(ValueError, match="end the sentence"):
        encode_sentence(["/login", ""])


def test_empty_sentences_are_ignored() -> None:
    assert Decoder().feed(b"\x00\x00\x05!done\x00\x00") == [b"\x05!done"]


PROPERTIES = st.one_of(
    st.binary(max_size=20).map(lambda value: b"=a=" + value),
    st.sampled_from([b"=x", b"=comment=\x00\x03!re\x06.tag=9", b"=c=\x06.tag=9", b"=l=" + b"v" * 123, b".tag=77"]),
)
TAGGED = st.tuples(
    st.sampled_from([b".tag=9", b".tag=1234567890", b".tag=x"]), st.lists(PROPERTIES, max_size=6)
).flatmap(lambda made: st.sampled_from([[b"!re", made[0], *made[1]], [b"!re", *made[1], made[0]]]))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(TAGGED, TAGGED, SENTENCES.filter(bool).map(lambda many: many[0])), max_size=8), st.data())
def test_the_expression_cuts_as_the_walk_does_and_knows_the_tag(
    sentences: list[list[bytes]], data: st.DataObject
) -> None:
    stream = b"".join(encode_sentence(sentence) for sentence in sentences)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    decoder, found = Decoder(), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "MANY", 0)
        for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
            found += decoder.cut(stream[begin:end])
    assert [words(sentence) for sentence, _, _ in found] == sentences
    assert not decoder.amid
    for sentence, second, last in found:
        if second or last:
            assert head(sentence) == (b"!re", (second or last)[6:])


def test_nearly_all_of_a_big_print_is_cut_by_the_expression() -> None:
    made = [
        encode_sentence([b"!re", b".tag=3", b"=.id=*%X" % number, b"=comment=" + b"x" * 99]) for number in range(500)
    ]
    found = Decoder().cut(b"".join(made))
    assert [one[0] for one in found] == [one[:-1] for one in made]
    assert sum(1 for one in found if one[1] == b"\x06.tag=3") == len(made) - 1


@settings(max_examples=150, deadline=None)
@given(SENTENCES, st.data())
def test_any_split_gives_the_same_sentences(sentences: list[list[bytes]], data: st.DataObject) -> None:
    stream = b"".join(encode_sentence(sentence) for sentence in sentences)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    decoder, found = Decoder(), []
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += decoder.feed(stream[begin:end])
    assert [words(sentence) for sentence in found] == sentences
    assert not decoder.amid


@settings(max_examples=30, deadline=None)
@given(SENTENCES.filter(bool))
def test_byte_by_byte_and_never_early(sentences: list[list[bytes]]) -> None:
    decoder, seen = Decoder(), 0
    for sentence in sentences:
        wire = encode_sentence(sentence)[:400]
        whole = len(wire) < 400
        for at, byte in enumerate(wire):
            found = decoder.feed(bytes([byte]))
            assert (len(found) == 1) == (whole and at == len(wire) - 1)
            seen += len(found)
        if not whole:
            return
    assert seen == len(sentences)


NAMES = st.text("abcdefgh-.", min_size=1, max_size=8)
VALUES = st.one_of(st.text(max_size=30), st.sampled_from(["yes", "no", "10", "=", "a=b", "Приймальня №1", "\x00!re\n"]))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=5), max_size=4), st.sampled_from([0, wire.MANY]))
def test_the_librarys_own_decoder_reads_the_same_words(rows: list[dict[str, str]], many: int) -> None:
    sentences = [["!re", *(f"={name}={value}" for name, value in values.items()), ".tag=4"] for values in rows]
    stream = b"".join(encode_sentence(word.encode() for word in sentence) for sentence in sentences)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "MANY", many)
        ours = [words(sentence) for sentence in Decoder().feed(stream)]
    assert [[word.decode() for word in sentence] for sentence in ours] == asyncio.run(_library(stream, len(rows)))


async def _library(stream: bytes, count: int) -> list[list[str]]:
    reader = asyncio.StreamReader()
    reader.feed_data(stream)
    protocol = AsyncApiProtocol(AsyncSocketTransport(reader, None), encoding="utf-8")  # type: ignore[arg-type]
    found = [await protocol.readSentence() for _ in range(count)]
    return [[reply, *rest] for reply, rest in found]


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_a_raw_row_reads_as_the_row_itself(values: dict[str, str]) -> None:
    sent = encode_sentence(["!re", ".tag=3", *(f"={name}=".encode() + encode(value) for name, value in values.items())])
    raw = RawRow(Decoder().feed(sent)[0])
    assert dict(raw) == row(sent[:-1]) == {name: decode(encode(value)) for name, value in values.items()}
    assert len(raw) == len(values)
    assert raw.get("nobody-has-this-name") is None


FORGED = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b"x\x08=name=no", b"\x05=name", b"=name=no", b"\x00\x03!re", b"\x07=name=", b"y" * 130]),
)
HAVING = st.tuples(st.sampled_from([b"=name", b"=names", b"=nam", b".tag", b"=a"]), st.booleans(), FORGED).map(
    lambda made: made[0] + (b"=" + made[2] if made[1] else b"")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(HAVING, max_size=6), st.sampled_from([b"name", b"a", b"nam"]))
def test_the_short_way_to_a_property_finds_what_the_long_one_does(having: list[bytes], name: bytes) -> None:
    sentence = encode_sentence([b"!re", *having])[:-1]
    named = (word[len(name) + 1 :] for word in having if word.startswith(b"=" + name))
    assert find(sentence, name) == next((rest[1:] for rest in named if rest[:1] in (b"=", b"")), None)


def test_raw_rows_are_a_sequence_of_rows_and_give_a_whole_column() -> None:
    sentences = [
        encode_sentence(["!re", f"=name=n{number}", *(["=mark=x"] * (number % 2))])[:-1] for number in range(4)
    ]
    rows = RawRows(sentences)
    assert [dict(one) for one in rows] == [row(sentence) for sentence in sentences]
    assert (rows[1]["mark"], rows[-1]["name"], len(rows[1:3]), rows[1:3][0]["name"]) == ("x", "n3", 2, "n1")
    assert rows.column("mark") == ["", "x", "", "x"]
    assert not RawRows()


def test_a_raw_row_is_not_fooled_by_values_that_look_like_properties() -> None:
    raw = RawRow(encode_sentence(["!re", "=comment=\x06=name=x =name=no", "=name=right", "=names=other"])[:-1])
    assert raw["name"] == "right"
    with pytest.raises(KeyError):
        raw["nam"]


def test_a_property_without_a_value_is_empty_and_the_first_of_two_counts() -> None:
    sentence = encode_sentence(["!re", "=fib", "=a=1", "=a=2", "loose", "=empty="])[:-1]
    assert row(sentence) == {"fib": "", "a": "1", "empty": ""}
    assert [RawRow(sentence)[name] for name in ("fib", "a", "empty")] == ["", "1", ""]
    assert find(sentence, b"loose") is None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (["!re", ".tag=12", "=a=.tag=3"], (b"!re", b"12")),
        (["!re", "=comment=x\x06.tag=3", "=a=" + "b" * 200, ".tag=12"], (b"!re", b"12")),
        (["!done"], (b"!done", b"")),
        (["!fatal", "not logged in"], (b"!fatal", b"")),
    ],
)
def test_the_tag_is_found_wherever_it_stands(sentence: list[str], expected: tuple[bytes, bytes]) -> None:
    assert head(encode_sentence(sentence)[:-1]) == expected


@pytest.mark.parametrize(
    "heard",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 ftp ready\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"\xff\xfb\x01",
        b"\xf8",
        b"\xfe\x01",
    ],
)
def test_a_stranger_is_known_by_its_first_bytes(heard: bytes) -> None:
    with pytest.raises(WireError) as caught:
        Decoder().feed(heard)
    assert heard.startswith(caught.value.heard)


def test_a_stranger_is_known_though_its_words_would_never_end() -> None:
    with pytest.raises(WireError, match="begins with !"):
        Decoder().feed(b"\xc1SSH")


def test_a_sentence_larger_than_any_routers_is_refused_before_it_is_there() -> None:
    decoder = Decoder()
    decoder.feed(b"\x03!re")
    with pytest.raises(WireError, match="64 MiB"):
        decoder.feed(encode_length(LARGEST))


def test_many_small_words_are_bounded_as_one_large_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routerboard.link.wire.LARGEST", 1000)
    with pytest.raises(WireError, match="sentence"):
        Decoder().feed(b"\x03!re" + b"\x09=a=123456" * 120)


@given(st.binary(max_size=60))
def test_bytes_survive_being_read_and_written_back(value: bytes) -> None:
    assert encode(decode(value)) == value
    assert encode(f"?comment={decode(value)}") == b"?comment=" + value


@given(st.text(max_size=40).filter(lambda text: MARK not in text))
def test_text_survives_being_written_and_read_back(text: str) -> None:
    assert decode(encode(text)) == text


@pytest.mark.parametrize("text", [MARK, "a" + MARK, "é" + MARK * 3 + "x" + MARK])
def test_a_mark_that_the_router_really_holds_survives(text: str) -> None:
    assert encode(decode(text.encode())) == text.encode()


def test_a_windows_comment_is_readable_and_keeps_its_bytes() -> None:
    text = decode(b"R\xe9ception \x80")
    assert text == "Réception €" + MARK
    assert encode(text) == b"R\xe9ception \x80"


def test_a_windows_comment_joined_with_other_alphabets_goes_as_utf8() -> None:
    assert encode(decode(b"caf\xe9") + " №1").startswith("café".encode())


def test_the_bare_word_of_a_fatal_is_its_reason() -> None:
    assert bare_text(encode_sentence(["!fatal", "session terminated", ".tag=1"])[:-1]) == "session terminated"
    assert bare_text(encode_sentence(["!fatal"])[:-1]) == ""
