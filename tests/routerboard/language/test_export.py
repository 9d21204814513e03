"""`/export` of both versions, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.export import Command, Exported, ExportError, menus_of, read_export, write_export
from routerboard.language.menus import Menu, menu
from routerboard.language.version import Version

V6, V7 = Version.parse("6.49.18"), Version.parse("7.20.8")

OF_6 = r"""# jan/02/2026 10:00:00 by RouterOS 6.49.10
# software id = ABCD-EFGH
#
# model = RB952Ui-5ac2nD
/interface bridge
add admin-mac=48:8F:5A:12:34:52 auto-mac=no comment=defconf name=bridge
/interface ethernet
set [ find default-name=ether1 ] comment="to the \"modem\" \\ \$5" \
    name=Wan1
/ip firewall filter
add action=accept chain=input comment=\
    "defconf: accept established,related,untracked" connection-state=\
    established,related,untracked
add action=drop chain=input comment="a \
    b" disabled=yes
/ip route
add check-gateway=ping distance=1 gateway=192.168.30.1 routing-mark=to_Wan1
/system identity
set name="Hotel \D0\96"
"""

OF_7 = """# 2026-01-02 10:00:00 by RouterOS 7.20.6
# software id = ABCD-EFGH
#
/routing table
add disabled=no fib name=to_Wan1
/ip route
add blackhole dst-address=9.9.9.9/32
/ip service
set telnet disabled=yes
"""


def test_an_export_of_routeros_6() -> None:
    export = read_export(OF_6)
    assert (export.version, export.model) == (Version.parse("6.49.10"), "RB952Ui-5ac2nD")
    menus = menus_of(export)
    assert menus["/interface/ethernet"] == [
        {"default-name": "ether1", "comment": 'to the "modem" \\ $5', "name": "Wan1"}
    ]
    first, second = menus["/ip/firewall/filter"]
    assert first["comment"] == "defconf: accept established,related,untracked"
    assert first["connection-state"] == "established,related,untracked"
    assert second["comment"] == "a b"
    assert menus["/system/identity"] == [{"name": "Hotel Ж"}]


def test_an_export_of_routeros_7() -> None:
    export = read_export(OF_7)
    assert export.version == Version.parse("7.20.6")
    menus = menus_of(export)
    assert menus["/routing/table"] == [{"disabled": "no", "fib": "yes", "name": "to_Wan1"}]
    assert menus["/ip/route"] == [{"blackhole": "yes", "dst-address": "9.9.9.9/32"}]
    assert export.commands[-1] == Command("/ip/service", "set", {"disabled": "yes"}, {"": "telnet"}, 9)


@pytest.mark.parametrize(
    "text",
    ["/ip/route/add gateway=1.1.1.1\n", "/ip route add gateway=1.1.1.1\n", "/ip route\r\nadd gateway=1.1.1.1\r\n"],
)
def test_commands_on_the_line_of_their_menu(text: str) -> None:
    assert menus_of(read_export(text)) == {"/ip/route": [{"gateway": "1.1.1.1"}]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("add x=1\n", "stands in no menu"),
        ('/ip route\nadd comment="x\n', "quote is not closed"),
        ("/ip route\nadd gateway=1 \\\n", "ends in a backslash"),
        ('/ip route\nadd comment="\\q"\n', "escape"),
    ],
)
def test_what_is_no_export_names_its_line(text: str, words: str) -> None:
    with pytest.raises(ExportError, match=words) as caught:
        read_export(text)
    assert caught.value.line >= 1
    assert caught.value.remedy


TEXTS = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=120)
NAMES = st.sampled_from(["comment", "src-address-list", "log-prefix", "content", "in-interface"])


@pytest.mark.parametrize("version", [V6, V7], ids=str)
@given(rows=st.lists(st.dictionaries(NAMES, TEXTS, min_size=1), min_size=1, max_size=4))
def test_what_is_written_is_read_back(version: Version, rows: list[dict[str, str]]) -> None:
    mangle = menu("/ip/firewall/mangle", version)
    assert isinstance(mangle, Menu)
    text = write_export(f"# 2026-01-02 10:00:00 by RouterOS {version}", [Exported(mangle, tuple(rows))])
    export = read_export(text)
    assert export.version == version
    assert menus_of(export)["/ip/firewall/mangle"] == rows


def test_lines_are_broken_as_routers_break_them() -> None:
    mangle = menu("/ip/firewall/mangle", V7)
    assert isinstance(mangle, Menu)
    row = {"chain": "prerouting", "action": "mark-connection", "comment": "simplifi:pcc:Wan1:0"}
    row |= {"in-interface": "bridge", "new-connection-mark": "Wan1_conn", "passthrough": "yes"}
    assert write_export("# x", [Exported(mangle, (row,))]).splitlines()[2:] == [
        "/ip firewall mangle",
        "add action=mark-connection chain=prerouting comment=simplifi:pcc:Wan1:0 \\",
        "    in-interface=bridge new-connection-mark=Wan1_conn passthrough=yes",
    ]
