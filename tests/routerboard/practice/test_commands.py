"""Commands as one session sees them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import pytest

from routerboard.language.export import menus_of, read_export
from routerboard.practice.accounts import Session
from routerboard.practice.router import PracticeRouter
from routerboard.practice.system import Rebooted

Sentences = list[tuple[str, ...]]
Ask = Callable[..., Sentences]
Rows = Callable[..., list[dict[str, str]]]
FILTER = "/ip/firewall/filter"
MANGLE = "/ip/firewall/mangle"
DONE = ("!done",)


def trap(sentences: Sentences) -> str:
    assert sentences[0][0] == "!trap"
    assert sentences[1:] == [DONE]
    return sentences[0][-1].removeprefix("=message=")


def ret(sentences: Sentences) -> str:
    (done,) = sentences
    return done[1].removeprefix("=ret=")


# print


def test_a_rule_is_printed_as_routers_print_it(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    made = ret(ask(router, f"{MANGLE}/add", "=chain=prerouting", "=action=mark-connection", "=new-connection-mark=a"))
    (row,) = rows(router, f"{MANGLE}/print", f"?.id={made}")
    assert row == {
        ".id": made, "chain": "prerouting", "action": "mark-connection", "new-connection-mark": "a",
        "passthrough": "true", "log": "false", "log-prefix": "", "bytes": "0", "packets": "0",
        "invalid": "false", "dynamic": "false", "disabled": "false",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("version", "shown", "absent"),
    [
        ("6.49.18", {"gateway-status": "192.168.30.1 reachable via  ether1", "static": "true"}, "routing-table"),
        ("7.20.8", {"immediate-gw": "192.168.30.1%ether1", "dhcp": "true", "routing-table": "main"}, "gateway-status"),
    ],
)
def test_a_route_shows_what_its_version_shows(
    a_router: Callable[..., PracticeRouter], rows: Rows, version: str, shown: dict[str, str], absent: str
) -> None:
    (route,) = rows(a_router(version), "/ip/route/print", "?dst-address=0.0.0.0/0")
    assert shown.items() <= route.items()
    assert {"active": "true", "dynamic": "true", "distance": "1", "disabled": "false"}.items() <= route.items()
    assert absent not in route
    assert not [name for name in ("ecmp", "blackhole", "connect") if name in route]
    assert route.get("inactive") == ("false" if version.startswith("7") else None)


def test_a_proplist_shows_what_it_names_and_nothing_else(router: PracticeRouter, rows: Rows) -> None:
    found = rows(router, "/interface/print", "=.proplist=name,type,nonsense", "?type=ether", "?name=bridge", "?#|")
    assert [row["name"] for row in found] == ["ether1", "ether2", "ether3", "ether4", "ether5", "bridge"]
    assert all(row.keys() == {"name", "type"} for row in found)
    assert rows(router, "/interface/getall", "=.proplist=.id", "?name=ether2") == [{".id": "*2"}]


def test_counting_answers_with_a_number_alone(router: PracticeRouter, ask: Ask) -> None:
    assert ask(router, "/interface/print", "=count-only=", "?type=ether") == [("!done", "=ret=5")]


@pytest.mark.parametrize(
    ("version", "reply"), [("7.17.2", [DONE]), ("7.18.2", [("!empty",), DONE]), ("6.49.18", [DONE])]
)
def test_nothing_is_said_as_that_version_says_it(
    a_router: Callable[..., PracticeRouter], ask: Ask, version: str, reply: Sentences
) -> None:
    assert ask(a_router(version), "/ip/firewall/raw/print") == reply


def test_singletons_have_no_ids(router: PracticeRouter, rows: Rows, ask: Ask) -> None:
    assert rows(router, "/system/identity/print") == [{"name": "MikroTik"}]
    assert ask(router, "/system/identity/set", "=name=Hôtel") == [DONE]
    assert rows(router, "/system/identity/print") == [{"name": "Hôtel"}]
    assert ret(ask(router, "/system/identity/get", "=value-name=name")) == "Hôtel"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("/interface/print", "=colour=red"), "unknown parameter colour"),
        (("/interface/fly",), "no such command"),
        (("/interface/add", "=name=x"), "no such command"),
        (("/ip/print",), "no such command"),
        (("/nonsense",), "no such command prefix"),
        (("/system/resource/listen",), "unknown parameter follow-only"),
        ((f"{MANGLE}/remove",), "missing value(s) of argument(s) numbers"),
        ((f"{MANGLE}/remove", "=.id=*FFF"), "no such item"),
        (("/ip/address/move", "=numbers=*1"), "no such command"),
        (("/ip/address/add", "=address=1.2.3.4/24", "=interface=ether1", "=place-before=*1"),
         "unknown parameter place-before"),
        (("/ping", "=count=1"), "missing value(s) of argument(s) address"),
        (("/ping", "=address=a.b", "=count=1"), "invalid value for argument address"),
        (("/interface/monitor-traffic", "=interface=ether9", "=once="), "input does not match any value of interface"),
        (("/ip/firewall/connection/remove", "=.id=*FFFFFF"), "no such item"),
        (("/system/scheduler/add", "=name=x", "=interval=" + "9" * 400), "invalid value for argument interval"),
        (("/ip/dhcp-client/set", "=.id=*1", "=default-route-distance=" + "9" * 5000),
         "invalid value for argument default-route-distance"),
        ((f"{MANGLE}/add", "=chain=x", "=action=accept", "=nth=" + "9" * 5000 + ",1"),
         "invalid value for argument nth"),
    ],
)  # fmt: skip
def test_nonsense_is_refused(router: PracticeRouter, ask: Ask, words: tuple[str, ...], message: str) -> None:
    assert trap(ask(router, *words)) == message


def test_of_a_menu_that_is_not_there_a_router_says_twice_so(router: PracticeRouter, ask: Ask) -> None:
    """As librouteros and Home Assistant have it from real routers."""
    assert ask(router, "/interface/wifiwave2/print") == [
        ("!trap", "=category=0", "=message=no such command or directory (wifiwave2)"),
        ("!trap", "=message=no such command prefix"),
        DONE,
    ]


def test_print_shows_those_that_its_words_ask_for(router: PracticeRouter, rows: Rows) -> None:
    """`print active` of leases is how mktxp reads them, `print dynamic` of rules how people look for dummies."""
    assert rows(router, "/ip/dhcp-server/lease/print", "=active=")
    assert {row["dynamic"] for row in rows(router, f"{FILTER}/print", "=dynamic=")} == {"true"}
    assert {row["dynamic"] for row in rows(router, f"{FILTER}/print", "=static=")} == {"false"}
    assert {row["chain"] for row in rows(router, f"{FILTER}/print", "=chain=input")} == {"input"}


def test_find_says_nothing(router: PracticeRouter, ask: Ask) -> None:
    assert ask(router, "/interface/find", "=name=ether1") == [DONE]


@pytest.mark.parametrize(
    ("version", "command", "known"),
    [("6.49.18", "/ping", True), ("7.22.3", "/ping", True), ("7.24", "/ping", False), ("7.24", "/tool/ping", True)],
)
def test_ping_is_where_that_version_has_it(
    a_router: Callable[..., PracticeRouter], ask: Ask, version: str, command: str, known: bool
) -> None:
    answer = ask(a_router(version), command, "=address=9.9.9.9", "=count=1")
    assert answer[0][0] == ("!re" if known else "!trap")
    assert known or trap(answer) == "no such command"


def test_connections_cannot_be_followed_since_7_22(a_router: Callable[..., PracticeRouter], ask: Ask) -> None:
    assert trap(ask(a_router("7.22.3"), "/ip/firewall/connection/listen")) == "unknown parameter follow-only"


# change


def test_several_rows_are_named_in_one_list_by_id_or_name(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    assert ask(router, "/interface/disable", "=numbers=*3,ether4") == [DONE]
    disabled = rows(router, "/interface/print", "=.proplist=name", "?disabled=yes")
    assert disabled == [{"name": "ether3"}, {"name": "ether4"}]
    assert ask(router, "/interface/enable", "=.id=ether3,ether4") == [DONE]


def test_a_connection_is_removed(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    router.tick(5)
    first = rows(router, "/ip/firewall/connection/print")[0][".id"]
    assert ask(router, "/ip/firewall/connection/remove", f"=.id={first}") == [DONE]
    assert first not in {row[".id"] for row in rows(router, "/ip/firewall/connection/print")}
    (totals,) = rows(router, "/ip/firewall/connection/tracking/print")
    assert int(totals["total-entries"]) == len(rows(router, "/ip/firewall/connection/print"))


def test_counters_are_set_back(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    router.tick(10)
    menu = "/ip/firewall/filter"
    first = rows(router, f"{menu}/print", "?chain=input", "?>packets=0")[0]
    assert ask(router, f"{menu}/reset-counters", f"=.id={first['.id']}") == [DONE]
    assert rows(router, f"{menu}/print", f"?.id={first['.id']}")[0]["packets"] == "0"
    assert ask(router, "/interface/reset-counters", "=numbers=ether1") == [DONE]
    assert rows(router, "/interface/print", "?name=ether1")[0]["rx-byte"] == "0"


# rights


def let_in(router: PracticeRouter, group: str) -> Session:
    router.store.add("/user", {"name": group, "group": group, "password": "p"})
    return router.accounts.log_in(group, "p")


@pytest.mark.parametrize(
    ("group", "words", "allowed"),
    [
        ("read", ("/ip/address/print",), True),
        ("read", ("/ip/address/add", "=address=1.2.3.4/24", "=interface=ether1"), False),
        ("read", ("/tool/ping", "=address=9.9.9.9", "=count=1"), True),
        ("write", ("/ip/address/add", "=address=1.2.3.4/24", "=interface=ether1"), True),
        ("write", ("/system/script/add", "=name=a", "=source=x"), False),
        ("write", ("/user/add", "=name=eve", "=group=full"), False),
        ("write", ("/system/backup/save", "=name=a"), False),
        ("full", ("/system/backup/save", "=name=a"), True),
    ],
)
def test_users_may_do_what_their_group_may(
    router: PracticeRouter, ask: Ask, group: str, words: tuple[str, ...], allowed: bool
) -> None:
    answer = ask(router, *words, session=let_in(router, group))
    assert (answer[0][0] != "!trap") is allowed
    assert allowed or trap(answer) == "not enough permissions (9)"


def test_passwords_are_shown_to_those_who_may_see_them(a_router: Callable[..., PracticeRouter], ask: Ask) -> None:
    router = a_router("7.20.8", "hotel")
    router.store.add("/user/group", {"name": "shy", "policy": "read,api,!sensitive"})
    router.store.add("/user", {"name": "shy", "group": "shy"})
    words = ("/interface/pppoe-client/print", "=.proplist=password")
    assert ask(router, *words)[0] == ("!re", "=password=tulip")
    assert ask(router, *words, session=router.accounts.log_in("shy", ""))[0] == ("!re", "=password=")
    assert "=password=" not in str(ask(router, "/user/print"))


# files, scripts, restart


def test_a_backup_brings_back_what_was(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    assert ask(router, "/system/backup/save", "=name=before") == [DONE]
    assert [row["name"] for row in rows(router, "/file/print")] == ["before.backup"]
    ask(router, "/system/identity/set", "=name=changed")
    with pytest.raises(Rebooted):
        ask(router, "/system/backup/load", "=name=before")
    router.reboot()
    assert rows(router, "/system/identity/print") == [{"name": "MikroTik"}]
    assert [row["name"] for row in rows(router, "/file/print")] == ["before.backup"]
    assert trap(ask(router, "/system/backup/load", "=name=never")) == "no such item"


def test_an_export_is_read_back_as_what_is_configured(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    assert ask(router, "/export", "=file=x") == [DONE]
    export = read_export(router.files.text("x.rsc"))
    assert export.version == router.version
    menus = menus_of(export)
    assert [row["interface"] for row in menus["/interface/bridge/port"]] == ["ether2", "ether3", "ether4", "ether5"]
    assert len(menus["/ip/firewall/filter"]) == 11
    assert menus["/ip/dns"] == [{"allow-remote-requests": "yes"}]
    assert "/ip/service" not in menus
    (file,) = rows(router, "/file/print", "?name=x.rsc")
    assert int(file["size"]) == len(router.files.text("x.rsc").encode())


@pytest.mark.parametrize(("version", "shown"), [("6.49.18", True), ("7.20.8", False)])
def test_an_export_of_7_keeps_secrets(
    a_router: Callable[..., PracticeRouter], ask: Ask, version: str, shown: bool
) -> None:
    router = a_router(version, "hotel")
    ask(router, "/export", "=file=x")
    assert ("tulip" in router.files.text("x.rsc")) is shown


def test_a_script_is_executed_at_once_and_prints(a_router: Callable[..., PracticeRouter], ask: Ask) -> None:
    router = a_router("7.20.8")
    assert ret(ask(router, "/execute", "=script=:put 1; :put 2", "=as-string=")) == "1\r\n2"
    assert "/ip address" in ret(ask(router, "/execute", "=script=/export", "=as-string="))
    assert "bad command name" in trap(ask(router, "/execute", "=script=:fly", "=as-string="))
    assert trap(ask(a_router("6.49.18"), "/execute", "=script=:put 1", "=as-string=")) == "unknown parameter as-string"


def test_a_job_runs_in_the_background_as_the_clock_goes(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    job = ret(ask(router, "/execute", "=script=:delay 5s; /system identity set name=later"))
    assert [row[".id"] for row in rows(router, "/system/script/job/print")] == [job]
    router.tick(4)
    assert rows(router, "/system/identity/print") == [{"name": "MikroTik"}]
    router.tick(2)
    assert rows(router, "/system/identity/print") == [{"name": "later"}]
    assert rows(router, "/system/script/job/print") == []


def test_a_job_that_is_removed_does_nothing_more(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    job = ret(ask(router, "/execute", "=script=:delay 5s; /system identity set name=later"))
    assert ask(router, "/system/script/job/remove", f"=.id={job}") == [DONE]
    router.tick(9)
    assert rows(router, "/system/identity/print") == [{"name": "MikroTik"}]


def test_a_script_may_do_what_its_user_may(a_router: Callable[..., PracticeRouter], ask: Ask, rows: Rows) -> None:
    router = a_router("7.20.8")
    words = ("/execute", "=script=/system identity set name=eve", "=as-string=")
    assert trap_of_script(ask(router, *words, session=let_in(router, "read"))) == "not enough permissions (9)"
    assert rows(router, "/system/identity/print") == [{"name": "MikroTik"}]


def trap_of_script(sentences: Sentences) -> str:
    assert sentences[0][1] == "=category=3"
    return trap(sentences)


def test_of_a_long_sleep_only_the_end_is_lived(router: PracticeRouter, rows: Rows) -> None:
    router.tick(86_400)
    assert rows(router, "/system/resource/print")[0]["uptime"] == "1d3s"


def test_a_lease_runs_its_clients_script(router: PracticeRouter, rows: Rows) -> None:
    source = ':if ($bound=1) do={ /system identity set name=$"gateway-address" }'
    router.store.add("/ip/dhcp-client", {"interface": "ether5", "script": source, "disabled": "no"})
    ports = router.store.rows("/interface/bridge/port")
    second = next(row.id for row in ports if row.values["interface"] == "ether2")
    router.store.remove("/interface/bridge/port", [second])
    router.store.add("/ip/dhcp-client", {"interface": "ether2", "script": source, "disabled": "no"})
    router.changed()
    router.tick(5)
    assert rows(router, "/system/identity/print") == [{"name": "192.168.42.1"}]


def test_a_restart_keeps_the_configuration_and_counts_anew(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    ask(router, f"{MANGLE}/add", "=chain=prerouting", "=comment=mine")
    ask(router, "/execute", "=script=:delay 1h")
    router.tick(60)
    wall = router.clock.wall
    router.reboot()
    router.tick(1)
    assert [row["comment"] for row in rows(router, f"{MANGLE}/print", "?dynamic=false")] == ["mine"]
    assert rows(router, "/system/script/job/print") == []
    assert rows(router, "/system/resource/print")[0]["uptime"] == "4s"
    assert router.clock.wall > wall
    assert rows(router, "/ip/dhcp-client/print")[0]["status"] == "bound"


def test_the_clock_is_set_and_goes_on(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    assert ask(router, "/system/clock/set", "=date=jan/02/2027", "=time=03:04:05") == [DONE]
    router.tick(10)
    (clock,) = rows(router, "/system/clock/print")
    assert clock["time"] == "03:04:15"
    assert clock["date"] == ("2027-01-02" if router.version.major == 7 else "jan/02/2027")
    assert trap(ask(router, "/system/clock/set", "=time=25:00:00")) == "invalid value for argument time"


# what takes time


async def following(router: PracticeRouter, *words: str) -> AsyncIterator[dict[str, str]]:
    async with aclosing(router.execute(words[0], words[1:])) as sentences:
        async for sentence in sentences:
            yield dict(word[1:].split("=", 1) for word in sentence[1:])


@pytest.mark.asyncio
async def test_traffic_is_told_each_second(router: PracticeRouter) -> None:
    async with aclosing(following(router, "/interface/monitor-traffic", "=interface=ether1,aggregate")) as told:
        for section in ("0", "1"):
            one, every = await anext(told), await anext(told)
            assert (one["name"], every["name"], one[".section"]) == ("ether1", "aggregate", section)
            assert int(every["rx-bits-per-second"]) > int(one["rx-bits-per-second"]) > 0
            asyncio.get_running_loop().call_soon(router.tick, 1)


@pytest.mark.asyncio
async def test_a_monitor_with_a_duration_ends(router: PracticeRouter) -> None:
    words = ("/interface/monitor-traffic", "=interface=ether1", "=duration=2s")
    task = asyncio.create_task(_collect(router, *words))
    while not task.done():
        await asyncio.sleep(0)
        router.tick(1)
    assert [row.get(".section") for row in task.result()] == ["0", "1", "2", None]


async def _collect(router: PracticeRouter, *words: str) -> list[dict[str, str]]:
    return [row async for row in following(router, *words)]


@pytest.mark.asyncio
async def test_who_listens_hears_of_changes_and_ends_but_not_of_counters(router: PracticeRouter) -> None:
    async with aclosing(following(router, "/interface/listen")) as heard:
        first = asyncio.ensure_future(anext(heard))
        await asyncio.sleep(0)
        router.tick(5)
        await asyncio.sleep(0)
        assert not first.done()
        made = router.store.add("/interface/vlan", {"interface": "bridge", "vlan-id": "7", "name": "v7"})
        router.changed()
        assert (await first)["name"] == "v7"
        while not (change := await anext(heard)).get("running"):
            pass
        router.store.remove("/interface/vlan", [made])
        assert await anext(heard) == {".id": change[".id"], ".dead": "true"}


@pytest.mark.asyncio
async def test_print_follow_begins_with_what_is_there(router: PracticeRouter) -> None:
    menu = "/ip/firewall/address-list"
    router.store.add(menu, {"list": "a", "address": "10.0.0.1"})
    words = (f"{menu}/print", "=follow=", "=.proplist=address", "?list=a")
    async with aclosing(following(router, *words)) as heard:
        assert await anext(heard) == {"address": "10.0.0.1"}
        router.store.add(menu, {"list": "b", "address": "10.0.0.2"})
        router.store.add(menu, {"list": "a", "address": "10.0.0.3"})
        assert await anext(heard) == {"address": "10.0.0.3"}


@pytest.mark.asyncio
async def test_print_with_an_interval_repeats(router: PracticeRouter) -> None:
    words = ("/system/resource/print", "=interval=1s", "=.proplist=uptime")
    async with aclosing(following(router, *words)) as told:
        assert await anext(told) == {"uptime": "3s"}
        asyncio.get_running_loop().call_soon(router.tick, 1)
        assert await anext(told) == {"uptime": "4s"}


@pytest.mark.asyncio
async def test_pings_keep_their_times_where_the_clock_moves_in_longer_steps(router: PracticeRouter) -> None:
    task = asyncio.create_task(_collect(router, "/tool/ping", "=address=9.9.9.9", "=count=21", "=interval=180ms"))
    began = router.clock.now
    while not task.done():
        for _ in range(5):
            await asyncio.sleep(0)
        router.tick(0.25)
    assert 20 / (router.clock.now - began) >= 5, "pings a second"


@pytest.mark.asyncio
async def test_ping_counts_what_came_back(router: PracticeRouter) -> None:
    router.world.isp_dead("ether1")
    task = asyncio.create_task(_collect(router, "/tool/ping", "=address=9.9.9.9", "=count=2"))
    while not task.done():
        await asyncio.sleep(0)
        router.world.restore("ether1")
        router.tick(1)
    lost, came, _ = task.result()
    assert (lost["status"], lost["packet-loss"]) == ("timeout", "100")
    assert (came["received"], came["packet-loss"], came["time"]) == ("1", "50", "31ms")
