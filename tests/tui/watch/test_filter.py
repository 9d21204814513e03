"""The filter language: what each word keeps, that rows of bytes pass as rows of text do, and what is refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.items import Row
from routerboard.language.version import Version
from routerboard.link.rows import RawRows
from routerboard.link.wire import encode_sentence
from tui.watch.columns import TABLES
from tui.watch.filter import BadFilter, askable, read
from tui.watch.rows import Derived, Wanted, view

V7 = Version.parse("7.20.8")
FORM = TABLES["Connections"](V7)
ROWS: list[Row] = [
    {
        ".id": "*1", "src-address": "10.0.0.9:1", "dst-address": "8.8.8.8:53", "protocol": "udp", "timeout": "30s",
        "connection-mark": "Wan1_conn", "orig-rate": "5000", "repl-rate": "996000", "orig-bytes": "70000",
        "seen-reply": "true", "srcnat": "true", "reply-dst-address": "192.168.30.2:1",
    },
    {
        ".id": "*2", "src-address": "10.0.1.10", "src-port": "443", "dst-address": "[fd00::5]:443", "protocol": "tcp",
        "connection-mark": "Wan2_conn", "timeout": "23h59m17s", "tcp-state": "established", "orig-rate": "0",
        "seen-reply": "true", "fasttrack": "true", "reply-dst-address": "192.168.42.2:1",
    },
    {".id": "*3", "src-address": "9.0.0.1:1", "protocol": "tcp", "orig-rate": "700000", "repl-rate": "700000"},
]  # fmt: skip
LINES = {"192.168.30.2:1": "Lobby", "192.168.42.2:1": "Roof"}


def lined(rows: list[Row] | RawRows) -> Derived:
    return Derived(rows, "line", "reply-dst-address", lambda reply: LINES.get(reply, ""))


def as_bytes(rows: list[Row]) -> RawRows:
    return RawRows([encode_sentence(["!re", *(f"={k}={v}" for k, v in row.items())])[:-1] for row in rows])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", "123"),
        ("tcp", "23"),
        ("TCP", "23"),
        ("wan1 udp", "1"),
        ("mark:Wan1", "1"),
        ("mark=Wan1", ""),
        ("mark=wan1_conn", "1"),
        ("!mark:Wan1", "23"),
        ("mark!=Wan1_conn", "23"),
        ("proto:udp", "1"),
        ("proto=tcp", "23"),
        ("!tcp", "1"),
        ("10.0.1.10:443", "2"),
        ("10.0.0.9:1", "1"),
        ("fd00::5", "2"),
        ("src:10.0", "12"),
        ("src:10.0.0.0/24", "1"),
        ("src:10.0.0.0/15", "12"),
        ("src=10.0.0.9", "1"),
        ("dst:fd00::/8", "2"),
        ("!src:10.0.0.0/8", "3"),
        ("rate>1M", "13"),
        ("rate>1001k", "3"),
        ("rate<=1001k", "12"),
        ("rate=0", "2"),
        ("bytes>64k", "1"),
        ("timeout<1m", "1"),
        ("timeout>1h", "2"),
        ("flags:S", "12"),
        ("flags:SF", "2"),
        ("flags=Ss", "1"),
        ("!flags:F", "13"),
        ("line:roof", "2"),
        ("lobby", "1"),
        ("state:estab", "2"),
        ("rate> mark:", "123"),
        ('"8.8.8.8:53"', "1"),
        ("connection-mark:wan2", "2"),
        ("nothing", ""),
    ],
)
def test_what_a_filter_keeps(typed: str, kept: str) -> None:
    for rows in (lined(ROWS), lined(as_bytes(ROWS))):
        assert "".join(row[".id"][1] for row in view(FORM, rows, Wanted(typed))) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("colour:red", "no column is called colour: there are flags, src-address"),
        ("rate>fast", "rate: fast is no rate: 500k, 1M"),
        ("bytes>x", "is no size: 64k, 10M"),
        ("timeout<soon", "is no time: 30s, 5m, 1h"),
        ("mark>3", "has no more and less: try connection-mark:3"),
        ("flags:Q", "no flag is called Q; there are ESACDFHsd"),
        ("src:10.0.0.0/99", "is no network: 192.168.88.0/24"),
    ],
)
def test_a_filter_that_makes_no_sense_says_why(typed: str, why: str) -> None:
    with pytest.raises(BadFilter) as refused:
        read(FORM, typed)
    assert why in str(refused.value)


def test_a_mac_address_is_text_not_a_column() -> None:
    rows: list[Row] = [{".id": "*1", "mac-address": "DE:AD:BE:EF:00:01"}, {".id": "*2", "mac-address": "00:00"}]
    assert [row[".id"] for row in view(TABLES["Leases"](V7), rows, Wanted("de:ad"))] == ["*1"]


def test_a_phrase_is_not_asked_of_the_router() -> None:
    assert askable('mark:Wan1 "a proto:udp b" rate>1M') == "mark:Wan1 rate>1M"


@given(st.text(max_size=40))
def test_anything_can_be_typed(typed: str) -> None:
    with suppress(BadFilter):
        read(FORM, typed)


VALUES = st.text("abAB.:10=é/- ", max_size=6)


@given(st.lists(st.fixed_dictionaries({"src-address": VALUES, "connection-mark": VALUES}), max_size=6), VALUES)
def test_rows_of_bytes_pass_where_rows_of_text_do(rows: list[dict[str, str]], word: str) -> None:
    numbered: list[Row] = [{".id": f"*{at}", **row} for at, row in enumerate(rows)]
    typed = f'"{word}"'
    kept = [[row[".id"] for row in view(FORM, form, Wanted(typed))] for form in (numbered, as_bytes(numbered))]
    assert kept[0] == kept[1]
