from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import pytest

from routerboard.language.version import Version
from routerboard.link.entry import interface_of, our_login
from routerboard.link.errors import NotRouterOS, RouterLost, RouterRefused, RouterTimedOut
from routerboard.link.survey import (
    MOST_ROWS,
    SIDE_BY_SIDE,
    SURVEY_MENUS,
    menus_for,
    policies_of,
    survey,
    without_secrets,
)

Rows = Iterable[Mapping[str, str]]

V6 = Version.parse("6.49.18")
V7 = Version.parse("7.20.8")

ROUTER: dict[str, Rows | str] = {
    "/system/resource": [{"version": "7.20.8 (stable)", "board-name": "hAP ac lite", "architecture-name": "mipsbe"}],
    "/system/identity": [{"name": "hotel-acacia"}],
    "/system/clock": [{"date": "2026-01-02", "time": "10:00:00", "time-zone-name": "Africa/Kampala"}],
    "/user": [{".id": "*1", "name": "admin", "group": "full"}, {".id": "*2", "name": "guest", "group": "read"}],
    "/user/group": [
        {"name": "read", "policy": "local,read,!write,!policy,api"},
        {"name": "full", "policy": "local,read,write,policy,api,!dude"},
    ],
    "/user/active": [
        {"name": "admin", "address": "192.168.88.77", "via": "winbox", "group": "full"},
        {"name": "admin", "address": "192.168.88.10", "via": "api", "group": "full"},
        {"name": "guest", "address": "192.168.88.12", "via": "api", "group": "read"},
        {"name": "admin", "address": "192.168.88.11", "via": "api", "group": "full"},
    ],
    "/interface": [
        {".id": "*1", "name": "ether1", "type": "ether", "running": "true", "disabled": "false"},
        {".id": "*2", "name": "ether2", "type": "ether", "running": "true", "disabled": "false"},
        {".id": "*3", "name": "bridge", "type": "bridge", "running": "true", "disabled": "false"},
    ],
    "/interface/bridge/port": [{".id": "*1", "interface": "ether2", "bridge": "bridge"}],
    "/interface/pppoe-client": [{".id": "*4", "name": "p", "user": "hotel", "password": "hunter2"}],
    "/ip/address": [
        {"address": "192.168.88.1/24", "interface": "bridge"},
        {"address": "192.168.30.2/24", "interface": "ether1", "dynamic": "true"},
    ],
    "/ip/route": [{"dst-address": "0.0.0.0/0", "gateway": "192.168.30.1", "distance": "1", "active": "true"}],
    "/interface/lte": "no such command prefix",
    "/system/script": "not enough permissions (9)",
}


def served(replies: Mapping[str, Any]) -> Any:
    return partial(_serve, replies)


async def _serve(replies: Mapping[str, Any], caller: Any) -> None:
    await caller.serve({**dict.fromkeys(SURVEY_MENUS, ()), **replies})


@pytest.mark.asyncio
async def test_a_survey_is_one_picture_of_the_router(opened: Any) -> None:
    async with opened(served(ROUTER)) as session:
        seen = await survey(session)
    assert seen.version == V7
    assert (seen.identity, seen.board, seen.architecture) == ("hotel-acacia", "hAP ac lite", "mipsbe")
    assert seen.clock == "2026-01-02 10:00:00"
    assert (seen.user, seen.policies) == ("admin", {"local", "read", "write", "policy", "api"})
    assert (seen.client_address, seen.via_interface) == ("192.168.88.11", "bridge")
    assert [one.bridge for one in seen.interfaces] == ["", "bridge", ""]
    assert seen.refused == {
        "/interface/lte": "no such command prefix",
        "/system/script": "not enough permissions (9)",
    }
    assert set(seen.menus) | set(seen.refused) == set(menus_for(V7))
    assert "hunter2" not in repr(seen)
    assert seen.requests == len(menus_for(V7)) <= 58


SCRIPTS = [
    {".id": "*1", "name": "simplifi-site", "comment": "simplifi:site", "source": "# simplifi-site 1"},
    {".id": "*2", "name": "simplifi-undo", "comment": "simplifi:undo - 5f", "source": "add password=hunter2"},
]
WATCHED = [
    {".id": "*1", "host": "240.0.0.1", "comment": "simplifi:undo - 5f", "status": "down"},
    {".id": "*2", "host": "8.8.8.8", "comment": "dyndns", "status": "up", "up-script": "fetch password=hunter2"},
]


@pytest.mark.asyncio
async def test_of_scripts_and_their_like_only_our_own_are_asked_for(opened: Any) -> None:
    heard: dict[str, list[str]] = {}
    rows = {"/system/resource": [{"version": "7.20.8"}], "/system/script": SCRIPTS, "/tool/netwatch": WATCHED}

    async def script(caller: Any) -> None:
        while asked := await caller.hear():
            menu = asked[0].removesuffix("/print")
            heard[menu] = [word for word in asked[1:] if word.startswith(("?", "=.proplist"))]
            for row in rows.get(menu, ()):
                caller.say("!re", *(f"={name}={value}" for name, value in row.items()), tag=asked)
            caller.say("!done", tag=asked)

    async with opened(script) as session:
        seen = await survey(session)
    scripts, entries = heard["/system/script"], heard["/system/scheduler"]
    assert scripts[1:] == ["?name=simplifi-site", "?name=simplifi-undo", "?name=simplifi-clear", "?#|", "?#|"]
    assert "source" in scripts[0]
    assert entries[1:] == ["?name=simplifi-undo-in-time", "?name=simplifi-undo-at-boot", "?#|"]
    assert "on-event" not in entries[0]
    assert seen.rows("/tool/netwatch") == (WATCHED[0],)
    assert seen.site_script == SCRIPTS[0]
    assert "hunter2" not in repr(seen), "what undoes a removal may hold a password"
    assert seen.rows("/system/script")[1]["comment"] == "simplifi:undo - 5f"


@pytest.mark.parametrize(
    ("version", "without"),
    [
        (V6, {"/routing/rule", "/routing/table", "/system/device-mode", "/safe-mode"}),
        (V7, {"/ip/route/rule"}),
        (Version.parse("7.17.2"), {"/ip/route/rule", "/safe-mode"}),
        (
            Version.parse("6.30"),
            {"/routing/rule", "/routing/table", "/system/device-mode", "/safe-mode"}
            | {"/interface/list", "/interface/list/member"},
        ),
    ],
)
def test_only_menus_of_the_version_are_asked_for(version: Version, without: set[str]) -> None:
    assert set(SURVEY_MENUS) - set(menus_for(version)) == without


@pytest.mark.asyncio
async def test_few_requests_are_under_way_at_once(opened: Any) -> None:
    most = 0

    async def script(caller: Any) -> None:
        nonlocal most
        waiting: list[list[str]] = []
        while True:
            try:
                async with asyncio.timeout(0.05 if waiting else 5.0):
                    asked = await caller.hear()
            except TimeoutError:
                most = max(most, len(waiting))
                for one in waiting:
                    caller.say("!done", tag=one)
                waiting = []
                continue
            if not asked:
                return
            if asked[0] == "/system/resource/print":
                caller.say("!re", "=version=6.49.18 (long-term)", tag=asked)
                caller.say("!done", tag=asked)
            else:
                waiting.append(asked)

    async with opened(script) as session:
        assert (await survey(session)).version == V6
    assert most == SIDE_BY_SIDE


@pytest.mark.asyncio
async def test_a_table_that_is_far_too_long_is_read_in_part(opened: Any) -> None:
    heard: Counter[str] = Counter()

    async def script(caller: Any) -> None:
        while asked := await caller.hear():
            heard[asked[0]] += 1
            long = asked[0] in ("/ip/route/print", "/ip/arp/print") and "?dynamic=true" not in asked
            if asked[0] == "/system/resource/print":
                caller.say("!re", "=version=7.20.8", tag=asked)
            if asked[0] in ("/ip/route/print", "/ip/arp/print"):
                for number in range(MOST_ROWS + 500 if long else 5):
                    caller.say("!re", f"=dst-address=10.0.0.{number}", tag=asked)
            if not long:
                caller.say("!done", tag=asked)

    async with opened(script) as session:
        seen = await survey(session)
    assert len(seen.rows("/ip/route")) == 5
    assert len(seen.rows("/ip/arp")) == MOST_ROWS
    assert set(seen.refused) == {"/ip/route", "/ip/arp"}
    assert "only a part" in seen.refused["/ip/route"]
    assert (heard["/ip/route/print"], heard["/ip/arp/print"], heard["/ip/dns/print"]) == (2, 1, 1)
    assert heard["/cancel"] == 2


@pytest.mark.asyncio
async def test_a_router_that_hangs_amid_the_survey_is_told(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.hear()
        caller.say("!re", "=version=7.20.8", tag=asked)
        caller.say("!done", tag=asked)
        while await caller.hear():
            pass

    async with opened(script, patience=0.2) as session:
        with pytest.raises(RouterTimedOut):
            await survey(session)


@pytest.mark.asyncio
async def test_a_router_that_vanishes_amid_the_survey_is_told(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.hear()
        caller.say("!re", "=version=7.20.8", tag=asked)
        caller.say("!done", tag=asked)
        await caller.hear()

    async with opened(script) as session:
        with pytest.raises(RouterLost):
            await survey(session)


@pytest.mark.asyncio
@pytest.mark.parametrize("resource", [[], [{"version": "unknown"}], "action timed out"])
async def test_a_router_that_hides_its_version_is_told(opened: Any, resource: Any) -> None:
    async with opened(served({"/system/resource": resource})) as session:
        with pytest.raises(NotRouterOS, match="which RouterOS it runs"):
            await survey(session)


@pytest.mark.asyncio
async def test_a_user_who_may_not_read_is_told_which_policy_is_missing(opened: Any) -> None:
    async with opened(served({"/system/resource": "not enough permissions (9)"})) as session:
        with pytest.raises(RouterRefused, match="/system/resource/print: not enough permissions") as caught:
            await survey(session)
    assert "the policy `read`" in caught.value.todo


@pytest.mark.parametrize(
    "name",
    [
        "password", "secret", "ipsec-secret", "passphrase", "wpa2-pre-shared-key", "pin", "private-key",
        "preshared-key", "supplicant-password",
    ],
)  # fmt: skip
def test_secrets_never_enter(name: str) -> None:
    assert without_secrets({"name": "x", name: "hunter2"}) == {"name": "x"}


@pytest.mark.parametrize("name", ["user", "comment", "public-key", "pinned", "key", "use-peer-dns", "secretary"])
def test_what_is_no_secret_stays(name: str) -> None:
    assert without_secrets({name: "x"}) == {name: "x"}


# who we are, and where we came in


def test_our_own_login_is_the_newest_of_our_user_over_the_api() -> None:
    menus: Any = ROUTER
    assert our_login(menus, "admin", "127.0.0.1")["address"] == "192.168.88.11"
    assert our_login(menus, "admin", "192.168.88.10")["address"] == "192.168.88.10"
    assert our_login(menus, "admin", "192.168.88.77")["address"] == "192.168.88.11"
    assert our_login(menus, "nobody", "127.0.0.1") == {}


def test_policies_are_those_of_the_group_without_the_denied() -> None:
    menus: Any = ROUTER
    assert policies_of(menus, "guest", {}) == {"local", "read", "api"}
    assert policies_of(menus, "radius-user", {"group": "full"}) == {"local", "read", "write", "policy", "api"}
    assert policies_of({}, "admin", {}) == frozenset()


ADDRESSES: dict[str, Any] = {
    "/ip/address": [
        {"address": "10.0.0.1/8", "interface": "vlan10"},
        {"address": "10.1.0.1/16", "interface": "ether5", "actual-interface": "bridge"},
        {"address": "10.1.2.1/24", "interface": "ether9", "disabled": "true"},
        {"address": "nonsense", "interface": "ether8"},
    ],
    "/ipv6/address": [
        {"address": "2001:db8::1/64", "interface": "bridge"},
        {"address": "fe80::1/64", "interface": "ether1"},
    ],
    "/ip/arp": [
        {"address": "10.1.3.3", "interface": "vpn"},
        {"address": "10.1.4.4", "interface": "x", "disabled": "yes"},
    ],
}


@pytest.mark.parametrize(
    ("address", "interface"),
    [
        ("10.1.2.3", "bridge"),
        ("10.9.9.9", "vlan10"),
        ("10.1.3.3", "vpn"),
        ("10.1.4.4", "bridge"),
        ("172.16.0.1", ""),
        ("2001:db8::5", "bridge"),
        ("fe80::5", ""),
        ("fe80::5%eth0", ""),
        ("", ""),
        ("48:8F:5A:12:34:56", ""),
    ],
)
def test_the_way_in_is_by_arp_and_else_by_the_narrowest_subnet(address: str, interface: str) -> None:
    assert interface_of(ADDRESSES, address) == interface
