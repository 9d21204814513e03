"""The survey: one picture of a router, read with few requests, some of them side by side. Nothing is written.

A menu that this router lacks or this user may not read is no failure: the survey says which and why. Passwords and keys
are taken out on arrival. A table that is far longer than a plan needs (a route table of a provider, a list of blocked
addresses) is read in part, and the survey says so.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from routerboard.language import ledger, stale
from routerboard.language.items import Row, role_of
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.entry import interface_of, our_login
from routerboard.link.errors import NotRouterOS, RouterRefused
from routerboard.link.session import NO_VALUES, Session
from routerboard.link.undo_script import AT_BOOT, IN_TIME, SCRIPT

SIDE_BY_SIDE = 24
"""Requests under way at once: hides the way there and back; the router takes them one by one all the same."""

OF_A_VERSION = 3
"""How many of them are for menus that not every version has: these are known a moment later."""

MOST_ROWS = 3000
"""Rows of one menu that are read; what decides a plan comes far earlier."""

SURVEY_MENUS: tuple[str, ...] = (
    "/system/resource",
    "/safe-mode",
    "/system/identity",
    "/system/routerboard",
    "/system/clock",
    "/system/device-mode",
    "/system/scheduler",
    "/system/script",
    "/user",
    "/user/active",
    "/user/group",
    "/interface",
    "/interface/bridge",
    "/interface/bridge/host",
    "/interface/bridge/port",
    "/interface/bridge/settings",
    "/interface/ethernet",
    "/interface/ethernet/switch",
    "/interface/list",
    "/interface/list/member",
    "/interface/lte",
    "/interface/lte/apn",
    "/interface/pppoe-client",
    "/interface/vlan",
    "/ip/address",
    "/ip/arp",
    "/ip/dhcp-client",
    "/ip/dhcp-server",
    "/ip/dhcp-server/lease",
    "/ip/dhcp-server/network",
    "/ip/dhcp-server/option",
    "/ip/dns",
    "/ip/dns/static",
    "/ip/firewall/address-list",
    "/ip/firewall/connection/tracking",
    "/ip/firewall/filter",
    "/ip/firewall/mangle",
    "/ip/firewall/nat",
    "/ip/firewall/raw",
    "/ip/hotspot",
    "/ip/hotspot/ip-binding",
    "/ip/ipsec/mode-config",
    "/ip/ipsec/policy",
    "/ip/pool",
    "/ip/route",
    "/ip/route/rule",
    "/ip/service",
    "/ip/settings",
    "/ip/upnp",
    "/ip/upnp/interfaces",
    "/ipv6/address",
    "/ipv6/nd",
    "/ppp/profile",
    "/ppp/secret",
    "/routing/rule",
    "/routing/table",
    "/tool/netwatch",
    "/file",
)
"""The menus of a survey; those of another version are left out."""

_RESOURCE = "/system/resource"
_NEEDS_READ = (
    "The group of this user needs the policy `read`: System > Users > Groups. Add it there, or log in as another user."
)
_SINCE: Mapping[str, str] = {
    "/safe-mode": "safe-mode",
    "/interface/list": "interface-lists",
    "/interface/list/member": "interface-lists",
    "/routing/rule": "routing-tables",
    "/routing/table": "routing-tables",
    "/system/device-mode": "device-mode",
}
_UNTIL: Mapping[str, str] = {"/ip/route/rule": "routing-tables"}


def _named(*names: str) -> tuple[str, ...]:
    """Query words for the rows that have one of these names."""
    return (*(f"?name={name}" for name in names), *("?#|",) * (len(names) - 1))


_WORDS: Mapping[str, tuple[str, ...]] = {
    "/system/script": ("=.proplist=.id,name,comment,owner,policy,source", *_named(ledger.NAME, SCRIPT, stale.NAME)),
    "/system/scheduler": (
        "=.proplist=.id,name,comment,owner,policy,disabled,interval,start-date,start-time,next-run",
        *_named(IN_TIME, AT_BOOT),
    ),
    "/file": ("=.proplist=name,type", "?name=flash"),
    "/ip/dhcp-server/option": ("=.proplist=.id,code,value,raw-value", "?code=6"),
    "/ip/ipsec/mode-config": ("=.proplist=.id,static-dns",),
    "/ip/dns/static": ("=.proplist=.id,forward-to,disabled", "?type=FWD"),
    "/ppp/profile": ("=.proplist=.id,name,remote-address,dns-server",),
    "/ppp/secret": ("=.proplist=.id,name,remote-address,disabled",),
    "/tool/netwatch": (
        "=.proplist=.id,host,interval,timeout,startup-delay,ignore-initial-up,up-script,down-script,comment,disabled,status",
    ),
}
"""What is asked beyond `print`. Of scripts and their like only ours: others' are long, and may hold passwords.
Of names only those that another server is asked for."""

_BY_COMMENT = frozenset({"/tool/netwatch"})
"""Menus of which only rows with a comment of ours are kept; others' scripts are forgotten on arrival."""

_NARROWER: Mapping[str, tuple[str, ...]] = {
    "/ip/route": ("?dynamic=true", "?#!", "?connect=true", "?#|", "?dst-address=0.0.0.0/0", "?#|"),
    "/ip/firewall/address-list": ("?dynamic=true", "?#!"),
}
"""What is asked again where a menu is too long: the rows that somebody configured, own subnets and default routes."""

_SECRET = re.compile(r"(?:^|-)(?:password|passphrase|secret|pin|private-key|preshared-key|pre-shared-key)$")


@dataclass
class _Reading:
    """What has been read so far."""

    menus: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


async def survey(session: Session) -> Survey:
    """Read everything that a plan depends on. RouterTimedOut or RouterLost where the router stops answering."""
    before, reading = session.requests, _Reading()
    common = iter([menu for menu in SURVEY_MENUS if menu not in _SINCE and menu not in _UNTIL and menu != _RESOURCE])
    try:
        async with asyncio.TaskGroup() as group:
            known = group.create_task(_read_of_its_version(session, reading))
            for _ in range(SIDE_BY_SIDE - OF_A_VERSION):
                group.create_task(_read_all(session, common, reading))
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    version = known.result()
    menus = {menu: reading.menus[menu] for menu in SURVEY_MENUS if menu in reading.menus}
    return picture(
        version, menus, reading.refused, session.target.user, session.local_address, session.requests - before
    )


def picture(
    version: Version,
    menus: Mapping[str, tuple[Row, ...]],
    refused: Mapping[str, str],
    user: str,
    local: str,
    requests: int,
) -> Survey:
    """A survey from the rows that were read, `user` and `local` address being those of our session."""
    login = our_login(menus, user, local)
    address = login.get("address") or local
    resource, clock = _first(menus, "/system/resource"), _first(menus, "/system/clock")
    return Survey(
        version=version,
        identity=_first(menus, "/system/identity").get("name", ""),
        board=resource.get("board-name") or _first(menus, "/system/routerboard").get("model", ""),
        architecture=resource.get("architecture-name", ""),
        user=user,
        policies=policies_of(menus, user, login),
        via_interface=interface_of(menus, address),
        client_address=address,
        clock=f"{clock.get('date', '')} {clock.get('time', '')}".strip(),
        menus=menus,
        refused=dict(sorted(refused.items())),
        requests=requests,
    )


def menus_for(version: Version) -> tuple[str, ...]:
    """The survey's menus that a router of this version can have."""
    return tuple(
        menu
        for menu in SURVEY_MENUS
        if (menu not in _SINCE or version.can(_SINCE[menu])) and not (menu in _UNTIL and version.can(_UNTIL[menu]))
    )


def version_of(menus: Mapping[str, Sequence[Row]], refused: Mapping[str, str]) -> Version:
    """The router's version; NotRouterOS where it tells none, RouterRefused where our user may not read it."""
    said = _first(menus, _RESOURCE).get("version", "")
    try:
        return Version.parse(said)
    except ValueError:
        why = refused.get(_RESOURCE) or f"its version reads {said!r}"
        if RouterRefused(why).forbidden:
            raise RouterRefused(why, command=f"{_RESOURCE}/print", todo=_NEEDS_READ) from None
        raise NotRouterOS(f"This router does not tell which RouterOS it runs: {why}.") from None


def policies_of(menus: Mapping[str, Sequence[Row]], user: str, login: Row) -> frozenset[str]:
    """What the group of this user may do; empty where the router does not let us see."""
    account = next((row for row in menus.get("/user", ()) if row.get("name") == user), {})
    group = login.get("group") or account.get("group", "")
    row = next((row for row in menus.get("/user/group", ()) if row.get("name") == group), {})
    return frozenset(policy for policy in row.get("policy", "").split(",") if policy and not policy.startswith("!"))


def without_secrets(row: Row) -> Row:
    """The row without passwords and keys; without a script's source, which may hold some, unless it is ours to stay."""
    silent = "source" if row.get("name") not in (ledger.NAME, stale.NAME) else ""
    return {name: value for name, value in row.items() if name != silent and not _SECRET.search(name)}


async def _read_of_its_version(session: Session, reading: _Reading) -> Version:
    """The version, and then the menus that not every version has."""
    await _read(session, _RESOURCE, reading)
    version = version_of(reading.menus, reading.refused)
    own = iter([menu for menu in menus_for(version) if menu in _SINCE or menu in _UNTIL])
    await asyncio.gather(*(_read_all(session, own, reading) for _ in range(OF_A_VERSION)))
    return version


async def _read_all(session: Session, menus: Iterator[str], reading: _Reading) -> None:
    for menu in menus:
        await _read(session, menu, reading)


async def _read(session: Session, menu: str, reading: _Reading) -> None:
    words = _WORDS.get(menu, ())
    try:
        rows = await _rows(session, menu, words)
        if len(rows) > MOST_ROWS:
            reading.refused[menu] = f"more than {MOST_ROWS} rows; the survey has only a part of them"
            rows = await _rows(session, menu, (*words, *_NARROWER[menu])) if menu in _NARROWER else rows
        reading.menus[menu] = tuple(row for row in rows[:MOST_ROWS] if menu not in _BY_COMMENT or role_of(row))
    except RouterRefused as refusal:
        reading.refused[menu] = refusal.message


async def _rows(session: Session, menu: str, words: Sequence[str]) -> list[Row]:
    """The rows of a menu; one more than MOST_ROWS says that there are more."""
    rows: list[Row] = []
    async with aclosing(session.stream(f"{menu}/print", NO_VALUES, *words, silence=session.patience)) as stream:
        async for row in stream:
            rows.append(without_secrets(row))
            if len(rows) > MOST_ROWS:
                break
    return rows


def _first(menus: Mapping[str, Sequence[Row]], menu: str) -> Row:
    return next(iter(menus.get(menu, ())), {})
