"""The parts of a practice board's world: fair shares, gateway probes, the connection table, and the board file."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.version import Version
from routerboard.packetflow import Connection, Flow
from routerboard.packetflow.addresses import number
from routerboard.practice.probes import Probes
from routerboard.practice.scenery import SceneryError, read_scenery
from routerboard.practice.sharing import fair_shares
from routerboard.practice.tracking import Tracking, printed

V6 = Version.parse("6.49")
V7 = Version.parse("7.20")


RATES = st.just(0.0) | st.floats(1e-3, 1e9)


@given(st.lists(RATES, max_size=40), RATES)
def test_shares_are_fair(wanted: list[float], capacity: float) -> None:
    """No one gets more than wanted, the line is not overfilled, and whoever gets less gets no less than any other."""
    shares = fair_shares(wanted, capacity)
    assert all(share <= want for share, want in zip(shares, wanted, strict=True))
    assert sum(shares) <= capacity * (1 + 1e-9) + 1e-6
    unhappy = [share for share, want in zip(shares, wanted, strict=True) if share < want]
    assert all(share <= lowest * (1 + 1e-9) for lowest in unhappy for share in shares)


def test_shares_use_the_line_up() -> None:
    assert fair_shares([10.0, 1.0, 10.0], 12.0) == [5.5, 1.0, 5.5]


def test_two_misses_lose_a_gateway_and_one_reply_regains_it() -> None:
    alive = True
    probes = Probes(lambda gateway, interface: alive)
    probes.answers("192.168.30.1", "ether1")
    seen = {}
    for now in range(60):
        alive = not 5 <= now < 40
        probes.step(now)
        seen[now] = probes.answers("192.168.30.1", "ether1")
    assert [now for now in seen if not seen[now]] == list(range(21, 40))


def test_a_gateway_no_one_asks_for_is_no_longer_probed() -> None:
    probes = Probes(lambda gateway, interface: True)
    probes.answers("192.168.30.1", "ether1")
    assert probes.step(0.0) == [("192.168.30.1", "ether1")]
    probes.forget_unasked()
    probes.forget_unasked()
    assert probes.step(20.0) == []


def _connection(protocol: str, *, seen_reply: bool) -> Connection:
    original = Flow(number("192.168.88.20"), 50000, number("8.8.8.8"), 53)
    reply = Flow(number("8.8.8.8"), 53, number("192.168.30.2"), 50000)
    return Connection(original, reply, protocol, mark="Wan1_conn", seen_reply=seen_reply)


@pytest.mark.parametrize(
    ("version", "protocol", "seen_reply", "seconds"),
    [
        (V6, "udp", True, 10),
        (V7, "udp", True, 30),
        (V7, "tcp", True, 86400),
        (V7, "tcp", False, 5),
        (V6, "icmp", True, 10),
    ],
)
def test_an_idle_connection_is_forgotten(version: Version, protocol: str, seen_reply: bool, seconds: int) -> None:
    table = Tracking(version)
    entry = table.open(_connection(protocol, seen_reply=seen_reply), ("bridge", "ether1"), 100.0)
    assert table.expire(100.0 + seconds - 0.1) == []
    assert table.find(protocol, entry.connection.reply) is entry
    assert table.expire(100.0 + seconds) == [entry]
    assert len(table) == 0
    assert table.find(protocol, entry.connection.original) is None


def test_traffic_begins_the_time_anew() -> None:
    table = Tracking(V7)
    entry = table.open(_connection("udp", seen_reply=True), ("bridge", "ether1"), 0.0)
    table.touch(entry, 25.0)
    assert table.expire(50.0) == []
    assert table.expire(55.0) == [entry]


def test_a_connection_row_has_both_ends_of_both_directions() -> None:
    table = Tracking(V7)
    entry = table.open(_connection("udp", seen_reply=True), ("bridge", "ether1"), 0.0)
    entry.count(1, 70, 1, 190)
    row = printed(entry, 3.0, V7)
    wanted = {
        "src-address": "192.168.88.20:50000", "dst-address": "8.8.8.8:53", "reply-src-address": "8.8.8.8:53",
        "reply-dst-address": "192.168.30.2:50000", "protocol": "udp", "connection-mark": "Wan1_conn",
        "timeout": "27s", "orig-bytes": "70", "repl-bytes": "190", "orig-packets": "1", "srcnat": "true",
        "dstnat": "false", "seen-reply": "true", "assured": "true", "hw-offload": "false",
    }  # fmt: skip
    assert wanted.items() <= row.items()
    assert "tcp-state" not in row
    assert "hw-offload" not in printed(entry, 3.0, V6)


def test_a_board_file_describes_modems_and_guests() -> None:
    scenery = read_scenery({
        "modems": [{"interface": "ether1", "address": "192.168.30.1/24", "lease": "192.168.30.127", "down": "20M",
                    "up": "5M", "delay": "18ms", "dns": ["192.168.30.1"]}],
        "guests": {"hosts": 14, "connections": 300, "ports": ["ether3"]},
    })  # fmt: skip
    modem = scenery.modems[0]
    assert (modem.down, modem.up, modem.gateway) == (20_000_000, 5_000_000, "192.168.30.1")
    assert modem.delay == pytest.approx(0.018)
    assert (scenery.guests.hosts, scenery.guests.ports) == (14, ("ether3",))


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"modems": [{}]}, r"modems\[0\]"),
        ({"modems": [{"interface": "ether1", "colour": "red"}]}, "colour"),
        ({"modems": [{"interface": "ether1", "down": "fast"}]}, r"modems\[0\]\.down"),
        ({"modems": [{"interface": "ether1", "address": "192.168.300.1/24"}]}, "address"),
        ({"modems": [{"interface": "ether1", "plugged": "maybe"}]}, "plugged"),
        ({"guests": {"hosts": "many"}}, "guests.hosts"),
        ({"guests": 14}, "guests"),
        ({"capacity": "lots"}, "capacity"),
    ],
)
def test_a_wrong_board_file_names_the_key(data: dict[str, Any], key: str) -> None:
    with pytest.raises(SceneryError, match=key):
        read_scenery(data)
