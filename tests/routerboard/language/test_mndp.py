"""Announcements in bytes and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.mndp import REQUEST, Announcement, decoded, encoded

HOTEL = Announcement(
    mac="48:8F:5A:12:34:01",
    identity="Hôtel",
    version="7.20.8 (stable)",
    uptime=90_061,
    software_id="ABCD-EFGH",
    board="RB952Ui-5ac2nD",
    interface="bridge/ether3",
    address="192.168.88.1",
    address6="fe80::4a8f:5aff:fe12:3401",
    api_port=40001,
)


def test_what_is_said_is_heard() -> None:
    assert decoded(encoded(HOTEL, 7)) == HOTEL
    assert decoded(encoded(Announcement(mac="48:8F:5A:12:34:01"))) == Announcement(mac="48:8F:5A:12:34:01")


def test_the_form_is_that_of_routers() -> None:
    datagram = encoded(Announcement(mac="48:8F:5A:12:34:01", platform="", uptime=1), 0x0102)
    assert datagram == bytes.fromhex("00000102 0001 0006 488f5a123401 000a 0004 01000000 000e 0001 00")


def test_a_request_announces_nothing() -> None:
    assert decoded(REQUEST) is None
    assert decoded(b"\0" * 9) is None


def test_what_is_not_known_is_passed_over() -> None:
    strange = encoded(HOTEL) + bytes.fromhex("7777 0003 616263") + bytes.fromhex("0011 0004 00000000")
    found = decoded(strange)
    assert found is not None
    assert (found.identity, found.address) == ("Hôtel", "")


@given(st.binary(max_size=300))
def test_no_datagram_breaks_it(datagram: bytes) -> None:
    decoded(datagram)
    decoded(encoded(HOTEL)[: len(datagram)] + datagram)
