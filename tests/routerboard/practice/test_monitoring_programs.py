"""What programs that watch routers rely on, each with the program that does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from routerboard.practice.accounts import Session
from routerboard.practice.exporting import export
from routerboard.practice.policies import EVERYTHING
from routerboard.practice.router import PracticeRouter

Ask = Callable[..., list[tuple[str, ...]]]
Rows = Callable[..., list[dict[str, str]]]
LEASES = "/ip/dhcp-server/lease"


@pytest.fixture(params=["6.49.18", "7.20.8"])
def router(request: pytest.FixtureRequest, a_router: Callable[..., PracticeRouter]) -> PracticeRouter:
    found: PracticeRouter = a_router(request.param)
    return found


async def said(router: PracticeRouter, session: Session | None, command: str, *words: str) -> list[tuple[str, ...]]:
    return [sentence async for sentence in router.execute(command, words, session)]


def test_a_monitor_takes_the_places_of_the_last_print_of_its_session(router: PracticeRouter) -> None:
    """mktxp and check_routeros print the sockets, and then monitor 0, 1, 2 …"""
    session, other = (Session("admin", "", EVERYTHING, number) for number in ("*1", "*2"))
    monitor = ("/interface/ethernet/monitor", "=numbers=0,2", "=once=")

    async def watch() -> None:
        assert "=message=no such item" in (await said(router, session, *monitor))[0]
        await said(router, session, "/interface/ethernet/print", "=.proplist=name", "?>name=ether1")
        frames = await said(router, session, *monitor)
        assert [frame[1] for frame in frames[:-1]] == ["=name=ether2", "=name=ether4"]
        assert "=message=no such item" in (await said(router, other, *monitor))[0]

    asyncio.run(watch())


def test_numbers_are_numbers_and_what_is_not_set_is_empty(router: PracticeRouter, rows: Rows) -> None:
    """mktxp multiplies the sizes of the DNS cache; check_routeros reads the level of the licence."""
    (dns,) = rows(router, "/ip/dns/print")
    assert (dns["cache-size"], dns["servers"], dns["cache-used"].isdecimal()) == ("2048", "", True)
    (licence,) = rows(router, "/system/license/print")
    assert licence["nlevel"] == "4"
    lease = rows(router, f"{LEASES}/print")[0]
    assert (lease["address-lists"], lease["radius"], lease["blocked"]) == ("", "false", "false")
    assert lease["client-id"] == f"1:{lease['mac-address'].lower()}"
    assert {row["owner"] for row in rows(router, "/ip/pool/used/print")} == {"DHCP"}


def test_the_clock_of_version_6_knows_no_vrf(a_router: Callable[..., PracticeRouter], rows: Rows) -> None:
    (client,) = rows(a_router("6.49.18"), "/system/ntp/client/print")
    assert "vrf" not in client
    assert client["server-dns-names"] == ""
    (cloud,) = rows(a_router("6.49.18"), "/ip/cloud/print")
    assert cloud["ddns-enabled"] == "false"


def test_what_a_router_logs_from_the_factory_is_there_and_in_no_export(router: PracticeRouter, rows: Rows) -> None:
    logged = rows(router, "/system/logging/print")
    assert {(row["topics"], row["action"]) for row in logged} == {
        ("info", "memory"), ("error", "memory"), ("warning", "memory"), ("critical", "echo")
    }  # fmt: skip
    assert "/system logging" not in export(router)


def test_the_routing_process_of_version_7_shows_every_route(
    a_router: Callable[..., PracticeRouter], rows: Rows
) -> None:
    router = a_router("7.20.8")
    routes = rows(router, "/routing/route/print")
    assert [one["dst-address"] for one in routes] == [one["dst-address"] for one in rows(router, "/ip/route/print")]
    assert {one["belongs-to"] for one in routes} == {"connected", "DHCP route"}
    assert list(routes[0])[:5] == [".id", "afi", "contribution", "dst-address", "routing-table"]


def test_a_lease_made_static_is_one_row_and_stays_bound_over_a_restart(
    router: PracticeRouter, ask: Ask, rows: Rows
) -> None:
    before = rows(router, f"{LEASES}/print")
    assert ask(router, f"{LEASES}/make-static", f"=.id={before[1]['.id']}") == [("!done",)]
    for _ in range(2):
        leases = rows(router, f"{LEASES}/print")
        assert len(leases) == len(before)
        (static,) = [lease for lease in leases if lease["dynamic"] == "false"]
        assert (static["mac-address"], static["address"]) == (before[1]["mac-address"], before[1]["address"])
        assert static["status"] == "bound"
        router.reboot()


def test_a_comment_has_a_command_of_its_own(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    (address,) = rows(router, "/ip/address/print", "?interface=bridge")
    assert ask(router, "/ip/address/comment", f"=numbers={address['.id']}", "=comment=LAN") == [("!done",)]
    assert rows(router, "/ip/address/print", "?interface=bridge")[0]["comment"] == "LAN"


def test_programs_write_into_the_log(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    assert ask(router, "/log/warning", "=message=from outside") == [("!done",)]
    assert rows(router, "/log/print")[-1]["topics"] == "script,warning"
    assert rows(router, "/log/print")[-1]["message"] == "from outside"


def test_nobody_knows_the_latest_version(router: PracticeRouter, rows: Rows) -> None:
    frame = rows(router, "/system/package/update/check-for-updates", "=once=")[0]
    assert frame["status"].startswith("finding out")
    assert rows(router, "/system/resource/monitor", "=once=")[0]["cpu-used"].isdecimal()


def test_who_listens_is_told_of_a_new_row_once_and_whole(router: PracticeRouter) -> None:
    """As librouteros shows it: the row of an address has its network at once."""

    async def listen() -> list[tuple[str, ...]]:
        heard = router.execute("/ip/address/listen")
        first = asyncio.ensure_future(anext(heard))
        await asyncio.sleep(0)
        added = await said(router, None, "/ip/address/add", "=address=10.9.9.1/24", "=interface=bridge")
        news = [await first]
        await said(router, None, "/ip/address/remove", added[0][1].replace("=ret=", "=.id="))
        return [*news, await anext(heard)]

    new, gone = asyncio.run(listen())
    assert "=network=10.9.9.0" in new
    assert "=.dead=true" in gone
