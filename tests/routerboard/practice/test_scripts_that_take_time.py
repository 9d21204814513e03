"""Scripts that ping, monitor, fetch and ask names on the practice board."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from routerboard.practice.board import Board, read_board
from routerboard.practice.console import Console
from routerboard.practice.interpreter import Failure, run
from routerboard.practice.router import PracticeRouter
from tests.routerboard.practice.test_interpreter import output_of

Ask = Callable[..., list[tuple[str, ...]]]
QUIET = "like: factory\nguests: {hosts: 0, connections: 0, ports: [ether3], seed: 1}"
MODEM, FAR = "192.168.30.1", "198.51.100.7"


@cache
def quiet(version: str) -> Board:
    return read_board("quiet", QUIET, version)


@pytest.fixture
def router(version: str) -> PracticeRouter:
    found = PracticeRouter(quiet(version))
    found.tick(5)
    return found


def printed(router: PracticeRouter, source: str) -> list[str]:
    console = Console(router, None)
    output_of(run(source, console))
    return console.output


@pytest.mark.parametrize("ping", ["/ping", ":ping", "/tool ping", "/tool/ping"])
def test_a_ping_is_how_many_replied(router: PracticeRouter, ping: str) -> None:
    assert printed(router, f":put [{ping} {MODEM} count=3]")[-1] == "3"
    router.world.unplug("ether1")
    router.tick(2)
    assert printed(router, f":put [{ping} address={FAR} count=2]")[-1] == "0"


def test_a_ping_takes_its_time(router: PracticeRouter) -> None:
    _, waited = output_of(run(f"/tool ping {MODEM} count=3 interval=2s", Console(router, None)))
    assert waited == 4


def test_the_ping_of_the_root_went_with_7_23() -> None:
    router = PracticeRouter(quiet("7.24"))
    router.tick(5)
    with pytest.raises(Failure, match=r"bad command name ping \(line 1 column 8\)"):
        printed(router, f":put [/ping {MODEM} count=1]")
    assert printed(router, f":put [/tool/ping {MODEM} count=1]")[-1] == "1"


def test_replies_can_be_values(router: PracticeRouter) -> None:
    source = f':foreach r in=[/tool ping {MODEM} count=2 as-value] do={{ :put ($r->"host") }}'
    assert printed(router, source) == [MODEM, MODEM]


def test_a_monitor_shows_a_value_or_runs_code(router: PracticeRouter) -> None:
    assert printed(router, ':put ([/interface ethernet monitor ether1 once as-value]->"status")') == ["link-ok"]
    code = ':local x 7; /interface ethernet monitor [find name=ether1] once do={ :put "$x $status" }'
    assert printed(router, code) == ["7 link-ok"]
    traffic = '/interface monitor-traffic ether1 once do={ :put [:typeof [:tonum $"rx-bits-per-second"]] }'
    assert printed(router, traffic) == ["num"]
    assert len(printed(router, "/interface monitor-traffic ether1 duration=2s interval=1s")) == 3


def test_a_monitor_of_nothing_fails(router: PracticeRouter) -> None:
    with pytest.raises(Failure, match="no such item"):
        printed(router, "/interface ethernet monitor nosuch once")
    assert printed(router, ":do { /interface ethernet monitor nosuch once } on-error={ :put no }") == ["no"]


def test_names_that_the_router_has_are_resolved(router: PracticeRouter, ask: Ask) -> None:
    ask(router, "/ip/dns/static/add", "=name=printer.lan", "=address=192.168.88.9")
    assert printed(router, ":put [:resolve printer.lan]; :put [:typeof [:resolve 1.2.3.4]]") == ["192.168.88.9", "ip"]
    with pytest.raises(Failure, match="failure: dns server failure"):
        printed(router, ":put [:resolve nosuch.example]")


@pytest.mark.parametrize("url", ["http://198.51.100.7/x", "https://nosuch.example/y"])
def test_a_fetch_fails_as_without_internet(router: PracticeRouter, url: str) -> None:
    source = f'/tool fetch url="{url}" keep-result=no'
    with pytest.raises(Failure, match="failure: "):
        printed(router, source)
    assert printed(router, f":do {{ {source} }} on-error={{ :put no }}") == ["no"]


def test_a_lease_is_given_back_and_got_again(router: PracticeRouter, ask: Ask) -> None:
    (client,) = [row for row in router.store.rows("/ip/dhcp-client") if row.values["interface"] == "ether1"]
    script = '=script=:log info "bound=$bound"'
    ask(router, "/ip/dhcp-client/set", f"=.id={client.id}", script)
    printed(router, "/ip dhcp-client release [find interface=ether1]")
    assert client.state["status"] == "searching..."
    router.tick(5)
    assert client.state["status"] == "bound"
    told = [row.values.get("message") or row.state.get("message") for row in router.store.rows("/log")]
    assert [one for one in told if str(one).startswith("bound=")] == ["bound=0", "bound=1"]
    printed(router, "/ip dhcp-client renew [find interface=ether1]")
    assert client.state["status"] == "bound"


def test_global_variables_are_rows(router: PracticeRouter, ask: Ask) -> None:
    source = ":global a 5; :global f do={ :put 1 }; :global b x"
    ask(router, "/system/script/add", "=name=t", f"=source={source}")
    ask(router, "/system/script/run", "=number=t")
    menu = "/system script environment"
    assert printed(router, f":put [:len [{menu} find]]; :put [{menu} get [find name=a] value]") == ["3", "5"]
    assert printed(router, f"{menu} print where name=f") == [" 0 name=f value=(code) user=*sys"]
    printed(router, f"{menu} set [find name=b] value=y; {menu} remove [find name=a]")
    assert [(row["name"], row["value"]) for row in router.jobs.environment()] == [("f", "(code)"), ("b", "y")]
    with pytest.raises(Failure, match="no such item"):
        printed(router, f"{menu} remove a")


def test_print_makes_a_file(router: PracticeRouter) -> None:
    source = '/file print file=tst; /file set tst.txt contents="abc"; :put [/file get tst.txt contents]'
    assert printed(router, source) == ["abc"]


def test_the_log_is_written_in_every_form(router: PracticeRouter) -> None:
    printed(router, ':log info one; /log warning two; /log/error message=three; /log\ninfo "four"')
    told: list[Any] = [{**row.values, **row.state} for row in router.store.rows("/log")][-4:]
    assert [(row["topics"], row["message"]) for row in told] == [
        ("script,info", "one"),
        ("script,warning", "two"),
        ("script,error", "three"),
        ("script,info", "four"),
    ]
