"""What follows from readings: rates, histories, events, shares and their verdict."""

from __future__ import annotations

from routerboard.link.watching import Snapshot
from tui.watch.lines import Line
from tui.watch.overview import Share, share_lines, shares, verdict
from tui.watch.state import Watched

NAT = [{"comment": f"simplifi:nat:Wan{n}", "out-interface": f"ether{n}"} for n in (1, 2)]
MANGLE = [{"comment": "simplifi:pcc:Wan1:0"}, {"comment": "simplifi:pcc:Wan2:1"}]


def snapshot(rows: list[dict[str, str]], taken: float = 0.0) -> Snapshot:
    return Snapshot(tuple(rows), taken, len(rows))


def counters(first: int, second: int, running: str = "true") -> list[dict[str, str]]:
    zero = {"tx-byte": "0", "rx-packet": "0", "tx-packet": "0"}
    return [
        {"name": "ether1", "running": "true", "rx-byte": str(first), **zero},
        {"name": "ether2", "running": running, "rx-byte": str(second), **zero},
    ]


def routes() -> list[dict[str, str]]:
    return [
        {"dst-address": "0.0.0.0/0", "immediate-gw": f"10.0.{n}.1%ether{n}", "gateway": f"10.0.{n}.1", "active": "true"}
        for n in (1, 2)
    ]


def addresses() -> list[dict[str, str]]:
    return [{"address": f"10.0.{n}.2/24", "interface": f"ether{n}"} for n in (1, 2)]


def watched() -> Watched:
    found = Watched()
    assert found.take("/ip/firewall/nat", snapshot(NAT), "10:00:00")
    found.take("/ip/firewall/mangle", snapshot(MANGLE), "10:00:00")
    found.take("/ip/route", snapshot(routes()), "10:00:00")
    found.take("/ip/address", snapshot(addresses()), "10:00:00")
    found.take("/interface", snapshot(counters(1000, 0), 1.0), "10:00:01")
    return found


def test_rates_come_from_two_readings() -> None:
    found = watched()
    assert found.rows("/interface")[0].get("rx-rate") is None
    found.take("/interface", snapshot(counters(3000, 500), 3.0), "10:00:03")
    assert found.rows("/interface")[0]["rx-rate"] == "8000"
    assert found.histories["Wan1"].now == (8000.0, 0.0)
    assert found.carried == {"Wan1": 2000, "Wan2": 500}


def test_a_counter_that_went_back_is_no_rate() -> None:
    found = watched()
    found.take("/interface", snapshot(counters(10, 0), 2.0), "10:00:02")
    assert found.rows("/interface")[0].get("rx-rate") is None


def test_a_counter_that_is_no_number_is_no_rate() -> None:
    found = watched()
    row = {**counters(3000, 500)[0], "rx-byte": ""}
    found.take("/interface", snapshot([row], 3.0), "10:00:03")
    assert "rx-rate" not in found.rows("/interface")[0]
    assert found.rows("/interface")[0]["tx-rate"] == "0"


def test_a_line_lost_and_back_is_an_event_with_its_reason() -> None:
    found = watched()
    assert found.events == []
    found.take("/interface", snapshot(counters(2000, 0, running="false"), 2.0), "10:00:02")
    found.take("/interface", snapshot(counters(3000, 0), 3.0), "10:00:03")
    assert found.events == ["10:00:03 Wan2 back", "10:00:02 Wan2 lost: no link: cable or modem"]


def test_shares_count_what_was_marked_by_the_line_it_really_uses() -> None:
    found = watched()
    rows = [
        {".id": f"*{n}", "reply-dst-address": f"10.0.{1 + n % 2}.2:80", "connection-mark": "Wan1_conn"}
        for n in range(10)
    ]
    rows.append({".id": "*99", "reply-dst-address": "10.0.1.2:80"})
    found.take("/ip/firewall/connection", snapshot(rows), "10:00:04")
    got = shares(found.lines, rows, found.connection_lines(), {"Wan1": 5})
    assert got == [Share("Wan1", 5, 5, 0.5), Share("Wan2", 5, 0, 0.5)]
    assert [row["line"] for row in found.rows("/ip/firewall/connection")][:2] == ["Wan1", "Wan2"]


def test_the_verdict_knows_chance_from_wrong() -> None:
    assert verdict(Share("Wan1", 10, 0, 0.5), 20) == ""
    assert verdict(Share("Wan1", 160, 0, 0.5), 300) == "ok"
    assert verdict(Share("Wan1", 290, 0, 0.5), 300) == "off"
    assert verdict(Share("Wan1", 160, 0, None), 300) == ""


def test_where_nothing_is_spread_every_connection_counts() -> None:
    lines = (Line("Wan1", "ether1", "Wan1_conn"), Line("Wan2", "ether2", "Wan2_conn"))
    rows = [{".id": "*1"}, {".id": "*2"}, {".id": "*3", "connection-mark": "Wan2_conn"}]
    of = {"*1": "Wan1", "*2": "Wan1", "*3": "Wan2"}
    assert [one.connections for one in shares(lines, rows, of, {})] == [2, 1]


def test_long_names_take_their_room_from_the_bar() -> None:
    found = [Share(name, 90, 10, 0.5) for name in ("Wan1", "Orange-Fibre-2")]
    assert [len(row.rstrip()) <= 79 for row in share_lines(found).plain.splitlines()] == [True, True, True]
    ends = [row.index("90 ") for row in share_lines(found).plain.splitlines()[1:]]
    assert ends[0] == ends[1]


def test_a_refusal_leaves_what_was_known_and_its_age() -> None:
    found = watched()
    found.take("/interface", Snapshot((), 9.0, 0, refused="not now"), "10:00:09")
    kept = found.snapshots["/interface"]
    assert (len(kept.rows), kept.taken, kept.refused) == (2, 1.0, "not now")
    found.take("/interface", snapshot(counters(3000, 0), 10.0), "10:00:10")
    assert found.snapshots["/interface"].refused == ""
