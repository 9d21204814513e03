"""Tables as Winbox shows them: names, flags, units; sorting and filtering."""

from __future__ import annotations

import pytest

from routerboard.language.items import Row
from routerboard.language.version import Version
from tui.watch.columns import TABLES, TableForm
from tui.watch.rows import Wanted, view

V6, V7 = Version.parse("6.49.18"), Version.parse("7.20.8")


def cells(form: TableForm, row: Row) -> dict[str, str]:
    return {column.title: column.text(row) for column in form.columns}


def titles(name: str, version: Version) -> list[str]:
    return [column.title for column in TABLES[name](version).columns if column.shown]


RATES = ["Tx", "Rx", "Tx Packet (p/s)", "Rx Packet (p/s)", "FP Tx", "FP Rx", "FP Tx Packet (p/s)", "FP Rx Packet (p/s)"]
RULES = [
    *("#", "", "Action", "Chain", "Src. Address", "Dst. Address", "Src. Address List", "Dst. Address List", "Proto…"),
    *("Src. Port", "Dst. Port", "In. Interface", "Out. Interface", "In. Interface List", "Out. Interface List"),
    *("Bytes", "Packets"),
]
MARKS = ["New Connection Mark", "New Routing Mark", "Connection Mark", "Per Connection Classifier"]
WINBOX = {
    "Interfaces": ["", "Name", "Type", "MTU", "L2 MTU", *RATES, "Tx Bytes", "Rx Bytes"],
    "Addresses": ["", "Address", "Network", "Interface"],
    "Mangle": [*RULES, *MARKS],
    "NAT": [*RULES, "To Addresses", "To Ports"],
    "Connections": [
        *("", "Src. Address", "Dst. Address", "Proto…", "Connection Mark", "Line", "Timeout", "TCP State"),
        *("Orig./Repl. Rate", "Orig./Repl. Bytes"),
    ],
    "Log": ["Time", "Topics", "Message"],
    "Filter": [*RULES, "Connection State", "Connection NAT State"],
    "Lists": ["", "Name", "Address", "Timeout", "Creation Time"],
    "Leases": [
        *("", "Address", "MAC Address", "Client ID", "Server", "Active Address", "Active MAC Address"),
        *("Active Host Name", "Expires After", "Status"),
    ],
    "Hosts": [
        *("", "MAC Address", "Address", "To Address", "Server", "Uptime", "Idle Time", "Bytes In", "Bytes Out"),
    ],
    "Active": [
        *("", "Server", "User", "Address", "MAC Address", "Uptime", "Idle Time", "Session Time Left", "Login By"),
        *("Bytes In", "Bytes Out"),
    ],
    "Neighbors": [
        *("Interface", "IP Address", "MAC Address", "Identity", "Platform", "Version", "Board Name", "Uptime", "Age"),
    ],
}
ROUTES_6 = ["", "Dst. Address", "Gateway", "Check Gateway", "Distance", "Routing Mark", "Pref. Source"]
ROUTES_7 = ["", "Dst. Address", "Gateway", "Immediate Gateway", "Distance", "Routing Table", "Pref. Source"]


@pytest.mark.parametrize(("version", "routes"), [(V6, ROUTES_6), (V7, ROUTES_7)], ids=str)
def test_titles_are_winboxs(version: Version, routes: list[str]) -> None:
    comments = {name: [] if name in ("Connections", "Log", "Neighbors") else ["Comment"] for name in TABLES}
    assert {name: titles(name, version) for name in TABLES} == {
        name: columns + comments[name] for name, columns in {**WINBOX, "Routes": routes}.items()
    }


@pytest.mark.parametrize(
    ("name", "properties", "letters"),
    [
        ("Interfaces", "dynamic running slave", "DRS"),
        ("Interfaces", "disabled slave", "XS"),
        ("Addresses", "dynamic disabled invalid", "DXI"),
        ("Mangle", "dynamic disabled invalid", "DXI"),
        ("NAT", "dynamic disabled invalid", "DXI"),
        ("Connections", "expected seen-reply assured confirmed dying fasttrack hw-offload srcnat dstnat", "ESACDFHsd"),
    ],
)
def test_flags_stand_in_the_order_of_winbox(name: str, properties: str, letters: str) -> None:
    assert cells(TABLES[name](V7), dict.fromkeys(properties.split(), "true"))[""] == letters


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
        (V6, {"active": "true", "dynamic": "true", "connect": "true"}, "DAC"),
        (V6, {"static": "true"}, "S"),
        (V6, {"dynamic": "true", "active": "true", "bgp": "true"}, "DAb"),
        (V6, {"disabled": "true", "static": "true"}, "XS"),
        (V7, {"active": "true", "static": "true", "ecmp": "true"}, "As+"),
        (V7, {"dynamic": "true", "active": "true", "connect": "true"}, "DAc"),
        (V7, {"dynamic": "true", "active": "true", "dhcp": "true"}, "DAd"),
        (V7, {"dynamic": "true", "active": "true", "bgp-mpls-vpn": "true"}, "DAy"),
        (V7, {"active": "true", "static": "true", "hw-offloaded": "true", "ecmp": "true"}, "AsH+"),
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


def ids(form: TableForm, rows: list[Row], wanted: Wanted) -> list[str]:
    return [row[".id"] for row in view(form, rows, wanted)]


def test_addresses_and_rates_sort_as_numbers() -> None:
    form = TABLES["Connections"](V7)
    sources, rates = 1, [column.title for column in form.columns].index("Orig./Repl. Rate")
    assert ids(form, ROWS, Wanted(sort=sources)) == ["*3", "*1", "*2"]
    assert ids(form, ROWS, Wanted(sort=rates, down=True)) == ["*3", "*1", "*2"]


@pytest.mark.parametrize(
    ("table", "title", "name", "values"),
    [
        ("Interfaces", "Name", "name", ["ether1", "ether2", "ether10", "Zeta", ""]),
        ("Connections", "Timeout", "timeout", ["", "9s", "1m", "23h59m17s", "1d2h"]),
        ("Leases", "Address", "address", ["10.0.0.9", "10.0.0.10", "fe80::1", "pool", ""]),
        ("Routes", "Dst. Address", "dst-address", ["0.0.0.0/0", "9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/24"]),
        ("Active", "Bytes In", "bytes-in", ["0", "999", "1000", "20000"]),
        ("Interfaces", "Rx", "rx-rate", ["0", "9.9kbps", "10kbps", "1Mbps"]),
    ],
)
def test_columns_sort_by_what_their_values_mean(table: str, title: str, name: str, values: list[str]) -> None:
    form = TABLES[table](V7)
    column = [one.title for one in form.columns].index(title)
    rows: list[Row] = [{".id": value, name: value} for value in reversed(values)]
    assert ids(form, rows, Wanted(sort=column)) == values
    assert ids(form, rows, Wanted(sort=column, down=True)) == values[::-1]


def test_a_view_knows_where_the_held_row_stands() -> None:
    form = TABLES["Connections"](V7)
    assert [view(form, ROWS, Wanted(sort=1, held=one)).held for one in ("*1", "*2", "*3", "*9")] == [1, 2, 0, None]
    assert view(form, ROWS, Wanted("udp", held="*1")).held is None
