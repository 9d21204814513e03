"""Scripts are read whole before anything runs: what a router of that version cannot read runs not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from routerboard.language.console import ScriptError
from routerboard.language.version import Version
from routerboard.practice.board import Board, read_board
from routerboard.practice.reading import is_menu, knows, read, readable
from routerboard.practice.router import PracticeRouter
from tests.wide import often, wide

Ask = Callable[..., list[tuple[str, ...]]]
Rows = Callable[..., list[dict[str, str]]]
SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "schema"
TREES = ("7.9.2", "7.12.2", "7.16.2", "7.18.2", "7.21.5", "7.22.3", "7.24")
NEWER_THAN_6 = frozenset({
    "/interface/wireguard", "/interface/wireguard/peers", "/routing/bgp/connection", "/routing/bgp/template",
    "/routing/ospf/interface-template", "/routing/pimsm/instance", "/routing/pimsm/interface-template",
})  # fmt: skip
NEWER_ARGUMENTS = frozenset({
    ("/ip/route", "blackhole"), ("/ip/route", "routing-table"), ("/interface/lte/apn", "default"),
    ("/user", "expired"), ("/user", "last-logged-in"), ("/system/ntp/client", "servers"), ("/system/ntp/client", "vrf"),
    *(("/system/ntp/server", name) for name in ("auth-key", "local-clock-stratum", "use-local-clock", "vrf")),
})  # fmt: skip
"""The tables for 6 that others wrote know these too: they are newer, are only printed, or only find a row."""
NO_NAMES = "a/g"
"""Names of two radio bands, `basic-rates-a/g`, are no names to our reader."""
DONE = ("!done",)
SCRIPTS, LISTED = "/system/script", "/ip/firewall/address-list"
FIRST = "/ip firewall address-list add list=ran address=6.6.6.6\n"
MODEM = "192.168.30.1"
QUIET = "like: factory\nguests: {hosts: 0, connections: 0, ports: [ether3], seed: 1}"

UNREADABLE = {
    "unknown argument": ("/ip address add adress=1.1.1.1/24", "expected end of command (line 2 column 23)"),
    "unknown verb": ("/ip address frob", "bad command name frob (line 2 column 19)"),
    "unknown menu": ("/ip frob add x=1", "bad command name frob (line 2 column 11)"),
    "unknown menu at the root": ("/frob add x=1", "bad command name frob (line 2 column 8)"),
    "unknown command": (":frob 1", "bad command name frob (line 2 column 8)"),
    "read-only property": ("/ip address set [find] actual-interface=x", "expected end of command (line 2 column 30)"),
    "unknown word of print": ("/ip address print frob", "expected end of command (line 2 column 25)"),
    "unknown argument of remove": ("/ip address remove x=1", "expected end of command (line 2 column 26)"),
    "unknown argument of ping": ("/tool ping 1.1.1.1 frob=1", "expected end of command (line 2 column 26)"),
    "in a monitor's code": (
        "/interface ethernet monitor ether1 once do={ :frob }",
        "bad command name frob (line 2 column 53)",
    ),
}
OF_ANOTHER_VERSION = [
    ("6.49.18", "/ip route add dst-address=9.9.9.9/32 gateway=1.1.1.1 routing-table=main"),
    ("6.49.18", "/safe-mode release"),
    ("6.49.18", "/routing table add name=x fib"),
    ("6.49.18", ":onerror e in={} do={}"),
    ("7.20.8", "/ip route add dst-address=9.9.9.9/32 gateway=1.1.1.1 routing-mark=x"),
    ("7.20.8", "/ip route rule add table=x"),
    ("7.17.2", "/safe-mode release"),
    ("7.20.8", ":break"),
    ("7.23", "/ping 1.1.1.1 count=1"),
    ("7.13", "/caps-man manager set enabled=yes"),
]


def trap(sentences: Sequence[tuple[str, ...]]) -> str:
    assert sentences[0][0] == "!trap", sentences
    return sentences[0][-1].removeprefix("=message=")


def ran(router: PracticeRouter) -> list[str]:
    return [row.values["list"] for row in router.store.rows(LISTED)]


def errors(rows: Rows, router: PracticeRouter) -> list[str]:
    return [row["message"] for row in rows(router, "/log/print") if row["topics"] == "script,error"]


def guarded(command: str) -> str:
    return f"{FIRST}:do {{ {command} }} on-error={{}}"


@cache
def quiet(version: str) -> Board:
    return read_board("quiet", QUIET, version)


@pytest.mark.parametrize(("command", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_makes_no_sense_is_caught_by_nothing_and_nothing_before_it_runs(
    router: PracticeRouter, ask: Ask, command: str, message: str
) -> None:
    ask(router, f"{SCRIPTS}/add", "=name=t", f"=source={guarded(command)}")
    assert trap(ask(router, f"{SCRIPTS}/run", "=number=t")) == message
    assert ran(router) == []


@pytest.mark.parametrize(("version", "command"), OF_ANOTHER_VERSION)
def test_what_another_version_has_makes_no_sense(a_router: Any, ask: Ask, version: str, command: str) -> None:
    router = a_router(version)
    ask(router, f"{SCRIPTS}/add", "=name=t", f"=source={guarded(command)}")
    assert "(line 2 column" in trap(ask(router, f"{SCRIPTS}/run", "=number=t"))
    assert ran(router) == []


@pytest.mark.parametrize(
    "command",
    [
        "/ip firewall filter add chain=input action=frobnicate",
        "/ip address add address=1.1.1.300/24 interface=ether1",
        "/ip address add address=1.1.1.1/24",
        "/interface vlan add name=v vlan-id=5000 interface=ether1",
        "/ip address remove *FFFF",
        "/tool e-mail send to=a@b.c subject=x body=y",
        "/queue tree add name=q parent=global max-limit=2M",
        "/ip ipsec peer print",
        "/system reset-configuration no-defaults=yes",
        ":parse \":frob\"",
        "/system script run nosuch",
        "/import nosuch.rsc",
    ],
)  # fmt: skip
def test_what_a_router_reads_fails_only_where_it_is_run(router: PracticeRouter, ask: Ask, command: str) -> None:
    ask(router, f"{SCRIPTS}/add", "=name=t", f"=source={FIRST}{command}")
    assert trap(ask(router, f"{SCRIPTS}/run", "=number=t"))
    assert ran(router) == ["ran"]
    caught = f":do {{ {command} }} on-error={{ /ip firewall address-list add list=caught address=6.6.6.7 }}"
    ask(router, f"{SCRIPTS}/set", "=numbers=t", f"=source={caught}")
    assert ask(router, f"{SCRIPTS}/run", "=number=t") == [DONE]
    assert ran(router) == ["ran", "caught"]


def test_a_command_in_the_background_tells_the_log(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    ask(router, "/execute", f"=script={guarded('/ip address frob')}")
    assert errors(rows, router) == ["bad command name frob (line 2 column 19)"]
    assert ran(router) == []


def test_one_that_is_waited_for_is_refused(a_router: Any, ask: Ask) -> None:
    router = a_router("7.20.8")
    words = (f"=script={guarded('/ip address frob')}", "=as-string=")
    assert trap(ask(router, "/execute", *words)) == "bad command name frob (line 2 column 19)"
    assert ran(router) == []


def test_schedulers_netwatch_and_leases_read_as_strictly(version: str, ask: Ask, rows: Rows) -> None:
    router, source = PracticeRouter(quiet(version)), guarded("/ip address frob")
    ask(router, "/system/scheduler/add", "=name=s", "=interval=1d", "=start-time=startup", f"=on-event={source}")
    ask(router, "/system/scheduler/add", "=name=t", "=interval=5s", f"=on-event={source}")
    ask(router, "/tool/netwatch/add", f"=host={MODEM}", "=interval=10s", f"=up-script={source}")
    client = rows(router, "/ip/dhcp-client/print")[0][".id"]
    ask(router, "/ip/dhcp-client/set", f"=.id={client}", f"=script={source}")
    ask(router, "/ip/dhcp-client/release", f"=.id={client}")
    router.tick(8)
    told = errors(rows, router)
    assert "dhcp-client script failed: bad command name frob (line 2 column 19)" in told
    assert told.count("bad command name frob (line 2 column 19)") >= 2, told
    assert ran(router) == []


def test_a_script_made_of_text_is_read_when_it_is_made(router: PracticeRouter, ask: Ask) -> None:
    caught = f'{FIRST}:do {{ :local f [:parse "/ip address frob"]; $f }} on-error={{ :global bad 1 }}'
    ask(router, f"{SCRIPTS}/add", "=name=t", f"=source={caught}")
    assert ask(router, f"{SCRIPTS}/run", "=number=t") == [DONE]
    assert ran(router) == ["ran"]
    assert [row["name"] for row in router.jobs.environment()] == ["bad"]


def test_an_import_reads_line_by_line(router: PracticeRouter, ask: Ask) -> None:
    router.files.write("a.rsc", "script", FIRST + "/ip address add adress=1.1.1.1/24\n" + FIRST)
    message = "expected end of command (line 2 column 17)"
    assert trap(ask(router, "/import", "=file-name=a.rsc")) == message
    assert ran(router) == ["ran"]


def test_an_unknown_argument_of_an_add_is_named(router: PracticeRouter, ask: Ask) -> None:
    assert trap(ask(router, "/ip/address/add", "=adress=1.1.1.1/24")) == "unknown parameter adress"


def test_a_script_that_cannot_be_read_is_shown_as_invalid(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    def invalid() -> str:
        return rows(router, f"{SCRIPTS}/print")[0]["invalid"]

    ask(router, f"{SCRIPTS}/add", "=name=t", "=source=:if (true) do={ :put 1")
    assert invalid() == "true"
    assert trap(ask(router, f"{SCRIPTS}/run", "=number=t")).startswith("syntax error (line 1 column ")
    ask(router, f"{SCRIPTS}/set", "=numbers=t", "=source=:if (true) do={ :put 1 }")
    assert invalid() == "false"
    assert ask(router, f"{SCRIPTS}/run", "=number=t") == [DONE]


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8", *wide("6.43", "7.1", "7.9", "7.16.2", "7.24")])
@pytest.mark.parametrize(
    "source",
    [
        '/log info "x"; :log warning message=x; /log print where topics~"script"; :put 1; put 2',
        "/tool fetch url=http://1.1.1.1/x keep-result=no mode=http; /tool e-mail send to=a@b.c subject=x body=y",
        "/system backup save name=x; /export file=x; /system reboot; /system ssh 1.1.1.1",
        "/queue simple add name=q target=1.1.1.1/32 max-limit=2M/2M; /queue tree print; /queue type print",
        "/ppp secret add name=a password=b service=pppoe profile=default; /ppp active remove [find name=a]",
        "/interface l2tp-client set [find] disabled=no; /interface eoip add name=e tunnel-id=1 remote-address=1.1.1.1",
        "/ip dhcp-client release [find interface=ether1]; /ip dhcp-client renew 0",
        "/ip hotspot user add name=a password=b; /ip proxy set enabled=no; /radius add service=hotspot address=1.1.1.1",
        "/system script environment print; /system script environment remove [find name=x]",
        "/tool sniffer quick; /tool traceroute 1.1.1.1 count=1; /tool sms send usb1 1 message=x; /ip ipsec peer print",
        "/tool netwatch add host=1.1.1.1 up-script={ :put 1 } down-script={ :frob }",
        "/interface ethernet monitor ether1 once do={ :put $status }; /interface monitor-traffic ether1 once as-value",
        "/ip firewall filter move [find comment=x] 0; /ip firewall filter print stats count-only where chain=input",
        "/ip firewall filter comment [find] comment=x; /ip route unset [find] check-gateway; /file print file=x",
        "/interface\nethernet\nset [find default-name=ether1] name=wan\n/ip\naddress\nprint\n/",
        "/user set admin password=x; /ip service set telnet disabled=yes; /system ntp client set enabled=yes",
        "/system routerboard settings set auto-upgrade=yes; /system watchdog set watchdog-timer=no; /tool romon print",
        "/interface wireless set [find] disabled=yes; /interface lte info lte1 once; /certificate print; /snmp print",
    ],
)
def test_what_every_router_has_can_be_read(version: str, source: str) -> None:
    read(source, Version.parse(version))


@cache
def tree(name: str) -> dict[str, Any]:
    path = SCHEMA / f"ros-{name}.json"
    if not path.exists():
        pytest.skip("the schema of real routers is not beside this clone")
    menus: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["menus"]
    return menus


@pytest.mark.parametrize("name", often(TREES, ["7.9.2", "7.24"]))
def test_every_menu_and_command_of_real_routers_can_be_named(name: str) -> None:
    version = Version.parse(name)
    unknown = [
        f"{path} {verb}"
        for path, menu in tree(name).items()
        if path != "/"
        for verb in ("", *menu.get("commands", {}))
        if not (is_menu(tuple(path.split("/")[1:]), version) and (not verb or knows(path, verb, "", version)))
    ]
    assert unknown == []


@pytest.mark.parametrize("name", often(TREES, ["7.9.2", "7.24"]))
def test_every_argument_of_real_routers_can_be_named_where_we_read_them_strictly(name: str) -> None:
    version = Version.parse(name)
    verbs = ("add", "set", "remove", "enable", "disable", "move", "unset", "comment", "export", "print", "get", "edit",
             "monitor", "ping", "fetch", "run", "monitor-traffic", "release", "renew", "reset-counters")  # fmt: skip
    unknown = [
        f"{path} {verb} {argument}"
        for path, menu in tree(name).items()
        for verb in verbs
        for argument in menu.get("commands", {}).get(verb, {})
        if argument != "where" and not knows(path, verb, argument, version)
    ]
    assert unknown == []


def test_nothing_is_read_that_no_router_has() -> None:
    for version in map(Version.parse, ("6.49.18", "7.20.8")):
        assert not is_menu(("ip", "frob"), version)
        assert not knows("/queue/tree", "frob", "", version)
        assert not readable("/queue tree frob", version)
        with pytest.raises(ScriptError, match="expected end of command"):
            read("/system script run x frob=1", version)


def test_every_menu_and_argument_of_exports_of_6_can_be_named() -> None:
    version = Version.parse("6.49.18")
    unknown = [
        f"{path} {argument}"
        for path, menu in tree("6").items()
        if menu.get("args") and path not in NEWER_THAN_6
        for argument in ("", *menu["args"])
        if (path, argument) not in NEWER_ARGUMENTS
        and NO_NAMES not in argument
        and not _exported(path, argument, version)
    ]
    assert unknown == []


def _exported(path: str, argument: str, version: Version) -> bool:
    there = is_menu(tuple(path.split("/")[1:]), version)
    return there and (knows(path, "set", argument, version) or knows(path, "add", argument, version))
