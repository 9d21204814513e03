"""What follows from readings: rates, histories, events, shares and their verdict."""

from __future__ import annotations

import pytest

from routerboard.link.watching import Snapshot
from tui.watch import state
from tui.watch.alarm import Alarm
from tui.watch.state import CONNECTIONS, Watched
from tui.watch.tally import Talker, chosen

NAT = [{"comment": f"simplifi:nat:Wan{n}", "out-interface": f"ether{n}"} for n in (1, 2)]
MANGLE = [
    {
        "comment": f"simplifi:pcc:Wan{n + 1}:{n}",
        "action": "mark-connection",
        "new-connection-mark": f"Wan{n + 1}_conn",
        "per-connection-classifier": f"src-address:2/{n}",
    }
    for n in (0, 1)
]


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
    assert [found.histories[name].carried(120) for name in ("Wan1", "Wan2")] == [2000, 500]


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
    assert list(found.events) == []
    found.take("/interface", snapshot(counters(2000, 0, running="false"), 2.0), "10:00:02")
    found.take("/interface", snapshot(counters(3000, 0), 3.0), "10:00:03")
    assert [str(one) for one in found.events] == [
        "10:00:03 Wan2 back after 1 s",
        "10:00:02 Wan2 lost: no link: cable unplugged, or modem off",
    ]


def connection(number: int, guest: str, line: int, mark: int | None = None, **more: str) -> dict[str, str]:
    marks = {} if mark == 0 else {"connection-mark": f"Wan{mark or line}_conn"}
    return {
        ".id": f"*{number:X}",
        "src-address": f"{guest}:{40000 + number}",
        "dst-address": f"203.0.113.{number % 200}:443",
        "reply-dst-address": f"10.0.{line}.2:{40000 + number}",
        **marks,
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


def with_connections(rows: list[dict[str, str]], total: int = 0) -> Watched:
    found = watched()
    found.take(CONNECTIONS, Snapshot(tuple(rows), 4.0, total or len(rows)), "10:00:04")
    return found


def test_connections_count_for_the_line_that_they_really_use() -> None:
    rows = [connection(n, "192.168.88.5", 1 + n % 2, mark=1) for n in range(10)]
    found = with_connections([*rows, connection(99, "192.168.88.5", 1, mark=0)])
    assert found.tally().connections == {"Wan1": 5, "Wan2": 5}
    assert found.tally().astray == 5
    assert [row["line"] for row in found.rows(CONNECTIONS)][:2] == ["Wan1", "Wan2"]


def test_where_nothing_spreads_every_connection_counts() -> None:
    found = watched()
    found.take("/ip/firewall/mangle", snapshot([]), "10:00:02")
    found.take(CONNECTIONS, snapshot([connection(1, "192.168.88.5", 1, mark=0)]), "10:00:04")
    assert found.tally().connections == {"Wan1": 1, "Wan2": 0}
    assert found.balance() is None


def test_guests_are_judged_not_their_connections() -> None:
    one = with_connections([connection(n, "192.168.88.5", 1) for n in range(200)]).balance()
    assert one is not None
    assert (one.verdict, one.guests) == ("unknown", 1)
    many = with_connections([connection(n, f"192.168.88.{n}", 1) for n in range(1, 60)]).balance()
    assert many is not None
    assert (many.verdict, many.guests) == ("bad", 59)


def test_looks_add_up_and_the_same_guest_stays_one_draw() -> None:
    found = watched()
    for look in range(6):
        rows = [connection(n, f"192.168.88.{n}", 1 + n % 2) for n in range(look, look + 10)]
        found.take(CONNECTIONS, Snapshot(tuple(rows), 4.0 + look, 10), "10:00:04")
        found.tally()
    balance = found.balance()
    assert balance is not None
    assert (balance.guests, balance.verdict) == (15, "good")


def test_the_laptop_that_measures_draws_nothing() -> None:
    found = watched()
    found.spread.laptop = "192.168.88.240"
    rows = [connection(n, f"192.168.88.{n}", 1 + n % 2) for n in range(1, 21)]
    pinned = [connection(100 + n, "192.168.88.240", 1) for n in range(24)]
    found.take(CONNECTIONS, snapshot([*rows, *pinned]), "10:00:04")
    balance = found.balance()
    assert balance is not None
    assert (balance.guests, balance.verdict) == (20, "good")


def test_what_is_new_while_a_line_is_down_is_no_draw() -> None:
    found = watched()
    found.take("/interface", snapshot(counters(2000, 0, running="false"), 2.0), "10:00:02")
    rows = [connection(n, f"192.168.88.{n}", 1) for n in range(1, 60)]
    found.take(CONNECTIONS, snapshot(rows, 4.0), "10:00:04")
    down = found.balance()
    assert down is not None
    assert (down.verdict, down.words) == ("unknown", "not judged: Wan2 is down")
    found.take("/interface", snapshot(counters(3000, 0), 5.0), "10:00:05")
    found.take(CONNECTIONS, snapshot(rows, 6.0), "10:00:06")
    back = found.balance()
    assert back is not None
    assert back.guests == 0


def test_a_part_of_the_connections_is_said_to_be_one_and_not_judged() -> None:
    found = with_connections([connection(n, f"192.168.88.{n}", 1) for n in range(1, 60)], total=80_000)
    balance = found.balance()
    assert balance is not None
    assert balance.words == "not judged: only a part of the connections is here"
    assert (found.tally().whole, found.tally().counted, found.tally().total) == (False, 59, 80_000)


def test_all_of_a_long_table_has_no_draws_while_a_line_was_away_lately(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MOST", 20)
    found = watched()
    rows = [connection(n, f"192.168.88.{n}", 1) for n in range(1, 60)]
    found.take("/interface", snapshot(counters(3000, 0, "false"), 3.0), "10:00:03")
    found.take("/interface", snapshot(counters(4000, 0), 5.0), "10:00:05")
    for taken, words in ((6.0, "not judged: a line was away"), (1900.0, "wrong: Wan1 has 100%")):
        found.take(CONNECTIONS, snapshot(rows, taken), "10:00:06")
        found.take_long(found.long_tally()())
        balance = found.balance()
        assert balance is not None
        assert balance.words.startswith(words)
        assert found.tally().counted == 59


def test_exceptions_and_what_came_in_are_no_draws() -> None:
    bank = {"comment": "simplifi:exception:1", "action": "mark-connection", "dst-address": "203.0.113.7",
            "new-connection-mark": "Wan1_conn"}  # fmt: skip
    found = watched()
    found.take("/ip/firewall/mangle", snapshot([bank, *MANGLE]), "10:00:02")
    inbound = {**connection(1, "198.51.100.9", 2), "dst-address": "10.0.2.2:443", "reply-dst-address": "198.51.100.9:1"}
    found.take(CONNECTIONS, snapshot([connection(7, "192.168.88.7", 1), inbound]), "10:00:04")
    balance = found.balance()
    assert balance is not None
    assert balance.guests == 0
    assert found.tally().connections == {"Wan1": 1, "Wan2": 1}


def test_other_rules_begin_a_new_count() -> None:
    found = with_connections([connection(n, f"192.168.88.{n}", 1) for n in range(1, 60)])
    assert found.balance() is not None
    other = [{**row, "per-connection-classifier": f"both-addresses:2/{at}"} for at, row in enumerate(MANGLE)]
    found.take("/ip/firewall/mangle", snapshot(other), "10:00:05")
    found.take(CONNECTIONS, snapshot([connection(1, "192.168.88.1", 1)], 7.0), "10:00:07")
    balance = found.balance()
    assert balance is not None
    assert balance.words.startswith("too few to tell: 1 pair of guest and server, about ")


def test_talkers_are_guests_by_line_and_what_came_in_is_told_the_right_way_round() -> None:
    rows = [
        connection(1, "192.168.88.5", 1, orig_rate="1000", repl_rate="9000"),
        connection(2, "192.168.88.5", 1, orig_rate="1000", repl_rate="1000"),
        connection(3, "192.168.88.5", 2, orig_rate="0", repl_rate="500"),
        connection(4, "192.168.88.6", 2, orig_rate="0", repl_rate="0"),
        {**connection(5, "198.51.100.9", 2, orig_rate="10", repl_rate="7000"), "dst-address": "10.0.2.2:443",
         "reply-src-address": "192.168.88.10:443", "reply-dst-address": "198.51.100.9:1"},
    ]  # fmt: skip
    assert with_connections(rows).tally().talkers == (
        Talker("192.168.88.5", "Wan1", 10_000, 2000),
        Talker("192.168.88.10", "Wan2", 10, 7000),
        Talker("192.168.88.5", "Wan2", 500, 0),
    )


def test_of_each_line_as_many_talkers_as_there_is_room_for() -> None:
    every = [Talker(f"10.0.0.{n}", "Wan1" if n < 5 else "Wan2", 100 - n, 0) for n in range(8)]
    assert [one.guest for one in chosen(every, ["Wan1", "Wan2"], 5)][2] == "10.0.0.2"
    assert [one.guest for one in chosen(every, ["Wan1", "Wan2"], 4)] == ["10.0.0.0", "10.0.0.1", "10.0.0.5", "10.0.0.6"]
    assert [one.guest for one in chosen(every, ["Wan1", "Wan2"], 1)] == ["10.0.0.0"]


def test_another_address_is_an_event() -> None:
    found = watched()
    moved = [addresses()[0], {"address": "10.0.2.77/24", "interface": "ether2"}]
    found.take("/ip/address", snapshot(moved, 5.0), "10:00:05")
    assert [str(one) for one in found.events] == ["10:00:05 Wan2 has 10.0.2.77 now, had 10.0.2.2"]


def test_a_probe_that_falls_silent_is_an_event_and_so_is_its_answer() -> None:
    found = watched()
    for second, status in enumerate(("up", "down", "up")):
        watch = [{"comment": "simplifi:watch:Wan1:1", "host": "8.8.4.4", "status": status}]
        found.take("/tool/netwatch", snapshot(watch, 5.0 + second), f"10:00:0{5 + second}")
    assert [str(one) for one in found.events] == [
        "10:00:07 Wan1: probe 8.8.4.4 answers again",
        "10:00:06 Wan1: probe 8.8.4.4 unreachable",
    ]


def test_each_loss_rings_once_and_quiet_keeps_it_away() -> None:
    said: list[str] = []
    rung: list[int] = []
    alarm = Alarm(lambda words, **_: said.append(words), lambda: rung.append(1))
    found = watched()
    alarm.tell(found.happened)
    found.take("/interface", snapshot(counters(2000, 0, running="false"), 2.0), "10:00:02")
    alarm.tell(found.happened)
    alarm.tell(found.happened)
    off = [
        {**one, "disabled": "true"} if one["name"] == "ether2" else one for one in counters(2500, 0, running="false")
    ]
    found.take("/interface", snapshot(off, 9.0), "10:00:09")
    alarm.tell(found.happened)
    assert "still lost" in str(found.events[0]), "another reason is written down, but it is no other loss"
    found.take("/interface", snapshot(counters(3000, 0), 16.0), "10:00:16")
    alarm.tell(found.happened)
    assert said == ["Wan2 lost: no link: cable unplugged, or modem off", "Wan2 back after 14 s"]
    assert len(rung) == 1
    alarm.turn()
    found.take("/interface", snapshot(counters(4000, 0, running="false"), 17.0), "10:00:17")
    alarm.tell(found.happened)
    alarm.turn()
    alarm.tell(found.happened)
    assert len(said) == 2


def test_lines_that_get_their_names_later_leave_nothing_behind() -> None:
    found = Watched()
    for menu, rows in (("/ip/route", routes()), ("/ip/address", addresses()), ("/interface", counters(1, 1))):
        found.take(menu, snapshot(rows), "10:00:00")
    assert set(found.states) == {"ether1", "ether2"}
    found.take("/ip/firewall/nat", snapshot(NAT), "10:00:00")
    found.take("/ip/firewall/mangle", snapshot(MANGLE), "10:00:00")
    assert set(found.states) == {"Wan1", "Wan2"}
    assert list(found.events) == []
    found.take(CONNECTIONS, snapshot([connection(1, "192.168.88.1", 1)]), "10:00:04")
    balance = found.balance()
    assert balance is not None
    assert balance.guests == 1


def test_a_line_of_somebody_elses_that_dies_takes_its_routes_with_it_and_is_still_a_line() -> None:
    found = Watched()
    for menu, rows in (("/ip/route", routes()), ("/ip/address", addresses()), ("/interface", counters(1, 1))):
        found.take(menu, snapshot(rows), "10:00:00")
    found.take("/interface", snapshot(counters(2, 2, "false"), 2.0), "10:00:02")
    assert not found.take("/ip/route", snapshot(routes()[:1], 3.0), "10:00:03")
    assert [line.name for line in found.lines] == ["ether1", "ether2"]
    assert found.down == ("ether2",)
    found.take("/interface", snapshot(counters(3, 3), 9.0), "10:00:09")
    found.take("/ip/route", snapshot(routes(), 9.0), "10:00:09")
    assert [one.kind for one in found.events] == ["back", "lost"]
    found.take("/ip/route", snapshot(routes()[:1], 12.0), "10:00:12")
    assert [line.name for line in found.lines] == ["ether1"], "a route that was taken away makes no dead line"


def test_a_refusal_leaves_what_was_known_and_its_age() -> None:
    found = watched()
    found.take("/interface", Snapshot((), 9.0, 0, refused="not now"), "10:00:09")
    kept = found.snapshots["/interface"]
    assert (len(kept.rows), kept.taken, kept.refused) == (2, 1.0, "not now")
    found.take("/interface", snapshot(counters(3000, 0), 10.0), "10:00:10")
    assert found.snapshots["/interface"].refused == ""
