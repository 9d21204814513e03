"""What each line is: read from the router, asked from the laptop, and never invented."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from typing import Any

import pytest

from proof.facts import Trips, answers, facts_of, hijacked, kind_of, question, read_pings
from proof.streams import Clock, Server
from tests.proof.conftest import BOARD
from tests.wide import wide
from wizards.site import Health, Wan


@pytest.mark.parametrize(
    ("address", "kind"),
    [("192.168.30.2", "private"), ("100.64.7.7", "CGNAT"), ("203.0.113.9", ""), ("", ""), ("10.1.2.3", "private")],
)
def test_an_address_that_is_translated_again_is_named(address: str, kind: str) -> None:
    assert kind_of(address) == kind


def test_pings_are_read_as_both_versions_write_them() -> None:
    seven = [{"sent": "5", "received": "4", "packet-loss": "20", "avg-rtt": "12ms345us"}]
    six = [{"sent": "5", "received": "5", "avg-rtt": "31ms"}]
    assert read_pings(seven) == Trips(pytest.approx(0.012345), pytest.approx(0.2))
    assert read_pings(six) == Trips(pytest.approx(0.031), 0.0)
    assert read_pings([{"sent": "5", "received": "0"}]) == Trips(None, 1.0)
    assert read_pings([]) == Trips()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("version", "check"),
    [("6.49.18", "gateway"), ("7.20.8", "gateway"), *wide(("6.49.18", "probe"), ("7.20.8", "probe"))],
)
async def test_each_line_tells_its_own(bench: Callable[..., Any], version: str, check: str) -> None:
    async with bench(version, health=Health(check)) as it:
        servers = [Server(f"http://127.0.0.1:{it.server.internet.ports[0]}/")]
        before = [row[".id"] for row in await it.rows("/ip/firewall/mangle")]
        one, two = [
            await facts_of(it.session, it.job, line, "192.168.88.240", servers, Clock()) for line in it.job.lines
        ]
        assert (one.address, one.private, one.public) == ("192.168.30.2", "private", "203.0.113.10")
        assert (two.address, two.public, two.isp) == ("192.168.42.2", "203.0.113.11", "Practice ISP 2")
        assert (one.gateway, one.mtu, one.beyond_lost) == ("192.168.30.1", 1500, 0.0)
        assert one.beyond == pytest.approx(0.02, abs=0.001), "by its own line, though both lead everywhere"
        assert two.beyond == pytest.approx(0.04, abs=0.001)
        assert one.to_gateway == pytest.approx(0.001, abs=0.001)
        assert [row[".id"] for row in await it.rows("/ip/firewall/mangle")] == before


@pytest.mark.asyncio
async def test_a_pppoe_line_has_smaller_packets_and_its_provider_in_the_account(bench: Callable[..., Any]) -> None:
    text = BOARD.replace(
        "lease: 192.168.42.2,", "user: hotel@tulip, password: x, local: 100.64.7.7, remote: 100.64.0.1,"
    )
    pppoe = Wan("Wan2", "ether2", "pppoe", user="hotel@tulip")
    client = "{name: fibre, interface: ether2, user: hotel@tulip, password: x, disabled: no}"
    clients = f"  /interface/pppoe-client:\n    - {client}\n"
    async with bench("7.20.8", text + clients, wans=(Wan("Wan1", "ether1", "dhcp"), pppoe)) as it:
        found = await facts_of(it.session, it.job, it.job.lines[1], "192.168.88.240", [], Clock())
        assert (found.interface, found.address, found.private) == ("fibre", "100.64.7.7", "CGNAT")
        assert (found.gateway, found.mtu) == ("100.64.0.1", 1492)
        assert (found.isp, found.isp_from, found.public) == ("tulip", "the account's name", "")


# Names


def _reply(asked: bytes, count: int) -> bytes:
    return asked[:6] + struct.pack(">H", count) + asked[8:]


@pytest.mark.parametrize(
    ("nobody", "resolver", "words"),
    [
        (b"", b"", None),
        (b"", _reply(question("x.example.com", 7), 0), ""),
        (b"", _reply(question("x.example.com", 7), 1), "names that do not exist get an address"),
        (_reply(question("x.example.com", 7), 0), b"", "somebody on the way answers"),
    ],
)
def test_names_that_are_answered_by_others_are_said(nobody: bytes, resolver: bytes, words: str | None) -> None:
    async def ask(server: str, _: str) -> bytes:
        return nobody if server == "192.0.2.53" else resolver

    found = asyncio.run(hijacked(ask))
    assert found == words or (words and found and found.startswith(words))


def test_a_question_is_one_and_a_reply_is_counted() -> None:
    asked = question("a.example.com", 513)
    assert asked[:2] == b"\x02\x01"
    assert asked.endswith(b"\x01a\x07example\x03com\x00\x00\x01\x00\x01")
    assert (answers(_reply(asked, 2)), answers(b"short")) == (2, 0)
