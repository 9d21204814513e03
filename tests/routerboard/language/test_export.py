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


def test_a_verbose_export_lists_what_a_row_does_not_have() -> None:
    text = "/ip firewall filter\nadd action=drop chain=input !connection-mark !src-address\n"
    text += "set [ find chain=input ] !action log=yes\n"
    first, second = read_export(text).commands
    assert (first.args, first.unset) == ({"action": "drop", "chain": "input"}, {"connection-mark", "src-address"})
    assert (second.args, second.unset) == ({"log": "yes"}, {"action"})
    assert menus_of(read_export(text)) == {"/ip/firewall/filter": [{"chain": "input", "log": "yes"}]}


def test_built_in_rows_are_named_or_numbered() -> None:
    text = '/ip service\nset telnet disabled=yes\nset telnet port=24\n/queue interface\nset "lan A" queue=no-queue\n'
    text += "/system logging\nset 0 topics=info\nset 1 topics=error\nset 0 prefix=x\nset [ find ] disabled=no\n"
    assert menus_of(read_export(text)) == {
        "/ip/service": [{"name": "telnet", "disabled": "yes", "port": "24"}],
        "/queue/interface": [{"name": "lan A", "queue": "no-queue"}],
        "/system/logging": [{"topics": "info", "prefix": "x", "disabled": "no"}, {"topics": "error", "disabled": "no"}],
    }


def test_a_row_may_be_picked_by_any_name() -> None:
    command = read_export('/interface ethernet\nset [ find where default-name="a ] b" ] disabled=yes\n').commands[0]
    assert (command.find, command.args) == ({"default-name": "a ] b"}, {"disabled": "yes"})


def test_properties_may_have_dots_and_slashes_in_their_names() -> None:
    text = "/interface wifi\nadd configuration.mode=ap .ssid=x basic-rates-a/g=6Mbps name=wifi1\n"
    assert read_export(text).commands[0].args == {
        "configuration.mode": "ap", ".ssid": "x", "basic-rates-a/g": "6Mbps", "name": "wifi1",
    }  # fmt: skip


def test_a_command_with_its_own_path_does_not_change_the_menu() -> None:
    text = "/ip firewall nat\nadd chain=a\n/ip/route/add gateway=b\n/ip route add gateway=c\nadd chain=d\n"
    assert [(found.menu, *found.args.values()) for found in read_export(text).commands] == [
        ("/ip/firewall/nat", "a"), ("/ip/route", "b"), ("/ip/route", "c"), ("/ip/firewall/nat", "d"),
    ]  # fmt: skip


def test_a_path_glued_to_a_line_of_a_terse_export_is_left_out() -> None:
    text = '/ip firewall nat add chain=srcnat out-interface="wan A"/ip firewall nat\n# wan A not ready\n'
    assert read_export(text).commands[0].args == {"chain": "srcnat", "out-interface": "wan A"}


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
        ("", "neither a header nor a command"),
        ("/ip route\n", "neither a header nor a command"),
        ("<html>\n<body>\n", "neither a menu nor a command"),
        ("hello world\n", "no command"),
        ("[admin@MikroTik] > export\n", "neither a menu nor a command"),
        ("/ip route\nad gateway=1.1.1.1\n", "neither a menu nor a command"),
        ("/ip route\n:delay 5\n", "neither a menu nor a command"),
        ("/ip route\nadd gateway=1.1.1.1;add gateway=2.2.2.2\n", "semicolon"),
        ('/ip route\nadd comment=a"b"\n', "inside a word"),
        ('/ip route\nadd comment="a" "b"\n', "no property"),
        ("/ip route\nset [ find gateway=1 comment=x\n", "bracket"),
        ("/ip route\nset ] comment=x\n", "bracket"),
        ("/ip route\nset [ find !dynamic ] comment=x\n", "no property"),
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


def broken(row: dict[str, str], path: str = "/ip/firewall/mangle") -> list[str]:
    form = menu(path, V7)
    assert isinstance(form, Menu)
    return write_export("# x", [Exported(form, (row,))]).splitlines()[3:]


def test_lines_are_broken_after_an_equals_sign_too() -> None:
    row = {"action": "accept", "chain": "input", "comment": "defconf: accept established,related,untracked"}
    assert broken(row | {"connection-state": "established,related,untracked"}, "/ip/firewall/filter") == [
        "add action=accept chain=input comment=\\",
        '    "defconf: accept established,related,untracked" connection-state=\\',
        "    established,related,untracked",
    ]


@pytest.mark.parametrize(("length", "lines"), [(66, 1), (67, 2)])
def test_a_line_holds_77_columns(length: int, lines: int) -> None:
    assert len(broken({"comment": "c" * (length - 1)})) == lines


def test_what_no_line_can_hold_is_cut_where_it_is_full() -> None:
    assert broken({"chain": "a", "comment": "w" * 70 + "\n" + "x" * 10 + " y"}) == [
        'add chain=a comment="' + "w" * 57 + "\\",
        "    " + "w" * 13 + "\\",
        "    \\n" + "x" * 10 + ' y"',
    ]
    assert broken({"comment": "v" * 65 + " y" + "z" * 20})[1] == "    \\_y" + "z" * 20 + '"'
    assert broken({"src-address-list": "a" * 90})[0].startswith('add src-address-list="aaa')


def test_what_is_not_ascii_is_written_as_its_bytes() -> None:
    assert broken({"comment": "№1"}) == ['add comment="\\E2\\84\\961"']


def test_a_service_is_called_by_its_name() -> None:
    assert broken({"name": "telnet", "disabled": "yes"}, "/ip/service") == ["set telnet disabled=yes"]


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
