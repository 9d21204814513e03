"""Tables as Winbox shows them: names, flags, units; sorting and filtering."""

from __future__ import annotations

import pytest

from routerboard.language.items import Row
from routerboard.language.version import Version
from tui.watch.columns import TABLES, TableForm
from tui.watch.rows import view

V6, V7 = Version.parse("6.49.18"), Version.parse("7.20.8")


def cells(form: TableForm, row: Row) -> dict[str, str]:
    return {column.title: column.text(row) for column in form.columns}


def titles(name: str, version: Version) -> list[str]:
    return [column.title for column in TABLES[name](version).columns]


def test_titles_are_winboxs() -> None:
    assert titles("Interfaces", V7)[:8] == ["", "Name", "Type", "MTU", "L2 MTU", "Tx", "Rx", "Tx Packet (p/s)"]
    assert titles("Addresses", V6) == ["", "Address", "Network", "Interface", "Comment"]
    assert titles("Routes", V6)[1:5] == ["Dst. Address", "Gateway", "Check Gateway", "Distance"]
    assert titles("Routes", V6)[5:] == ["Routing Mark", "Pref. Source", "Comment"]
    assert "Routing Table" in titles("Routes", V7)
    assert titles("Mangle", V7)[:5] == ["#", "", "Action", "Chain", "Src. Address"]
    assert titles("Connections", V7)[1:4] == ["Src. Address", "Dst. Address", "Proto…"]


def test_a_connection_reads_as_in_winbox() -> None:
    row = {
        "src-address": "192.168.88.253:36012",
        "dst-address": "197.239.33.18:8080",
        "protocol": "tcp",
        "connection-mark": "Wan2_conn",
        "timeout": "23h59m36s",
        "tcp-state": "established",
        "orig-rate": "4800",
        "repl-rate": "9904",
        "orig-bytes": "202035",
        "repl-bytes": "9122611",
        **dict.fromkeys(("seen-reply", "assured", "confirmed", "fasttrack", "srcnat"), "true"),
    }
    shown = cells(TABLES["Connections"](V7), row)
    assert shown[""] == "SACFs"
    assert shown["Proto…"] == "6 (tcp)"
    assert shown["Timeout"] == "23:59:36"
    assert shown["Orig./Repl. Rate"] == "4.8 kbps/9.9 kbps"
    assert shown["Orig./Repl. Bytes"] == "197.3 KiB/8.7 MiB"


def test_ports_that_newer_versions_print_apart() -> None:
    shown = cells(TABLES["Connections"](V7), {"src-address": "10.0.0.5", "src-port": "53", "protocol": "udp"})
    assert (shown["Src. Address"], shown["Proto…"]) == ("10.0.0.5:53", "17 (udp)")


@pytest.mark.parametrize(
    ("version", "row", "flags"),
    [
        (V6, {"active": "true", "static": "true"}, "AS"),
        (V6, {"active": "true", "dynamic": "true", "connect": "true"}, "ADC"),
        (V6, {"disabled": "true", "static": "true"}, "XS"),
        (V7, {"active": "true", "static": "true", "ecmp": "true"}, "As+"),
        (V7, {"dynamic": "true", "active": "true", "connect": "true"}, "DAc"),
        (V7, {"dynamic": "true", "active": "true", "dhcp": "true"}, "DAd"),
    ],
)
def test_flags_of_routes(version: Version, row: Row, flags: str) -> None:
    assert cells(TABLES["Routes"](version), row)[""] == flags


def test_gateways_of_routeros_6_say_whether_they_are_reached() -> None:
    row = {"gateway": "192.168.42.1", "gateway-status": "192.168.42.1 reachable via  Wan2"}
    assert cells(TABLES["Routes"](V6), row)["Gateway"] == "192.168.42.1 reachable Wan2"


def test_rules_and_interfaces() -> None:
    rule = cells(TABLES["Mangle"](V7), {"#": "3", "action": "mark-connection", "bytes": "484454", "packets": "3147"})
    assert (rule["#"], rule["Action"], rule["Bytes"], rule["Packets"]) == ("3", "mark connection", "473.1 KiB", "3 147")
    port = cells(
        TABLES["Interfaces"](V7), {"name": "ether1", "running": "true", "slave": "true", "rx-rate": "19400000"}
    )
    assert (port[""], port["Rx"], port["Tx"]) == ("RS", "19.4 Mbps", "")


ROWS = [
    {".id": "*1", "src-address": "10.0.0.9:1", "protocol": "tcp", "connection-mark": "Wan1_conn", "orig-rate": "5000"},
    {".id": "*2", "src-address": "10.0.0.10:1", "protocol": "udp", "connection-mark": "Wan2_conn", "orig-rate": "100"},
    {".id": "*3", "src-address": "9.0.0.1:1", "protocol": "tcp", "orig-rate": "70000"},
]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("", ["*1", "*2", "*3"]),
        ("tcp", ["*1", "*3"]),
        ("mark:Wan1", ["*1"]),
        ("proto:udp", ["*2"]),
        ("10.0.0 tcp", ["*1"]),
        ("10.0.0.9:1", ["*1"]),
        ("nothing", []),
    ],
)
def test_the_filter_holds_every_word(words: str, ids: list[str]) -> None:
    assert [row[".id"] for row in view(TABLES["Connections"](V7), ROWS, words).rows] == ids


def test_addresses_and_rates_sort_as_numbers() -> None:
    form = TABLES["Connections"](V7)
    sources, rates = 1, [column.title for column in form.columns].index("Orig./Repl. Rate")
    assert [row[".id"] for row in view(form, ROWS, "", sources).rows] == ["*3", "*1", "*2"]
    assert [row[".id"] for row in view(form, ROWS, "", rates, True).rows] == ["*3", "*1", "*2"]


def test_a_view_knows_where_each_row_stands() -> None:
    assert view(TABLES["Connections"](V7), ROWS, "", 1).place == {"*3": 0, "*1": 1, "*2": 2}
