"""The table of menus against what real routers print of themselves."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from routerboard.language.menus import is_menu, menu, paths
from routerboard.language.version import Version

SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "schema"
TREES = ("7.9.2", "7.12.2", "7.16.2", "7.18.2", "7.21.5", "7.22.3", "7.24")
NOT_PROPERTIES = frozenset({"copy-from", "place-before", "numbers", ".id", "from", "once"})
NOT_IN_CHR = frozenset({"suppress-hw-offload", "hw-offload"})
"""Only real boards have these, and the trees are of virtual ones."""
NEVER_EXPORTED = {"/ip/firewall/address-list": {"timeout"}}
"""Writable on 6, but exports leave out every row that has it."""
NEED_ONE_OF_SEVERAL = frozenset({"/ip/dns/static", "/ip/dhcp-server/lease"})
"""Routers name all properties of which one is needed."""
WHOLE = (
    *(
        "/ip/firewall/mangle",
        "/ip/firewall/nat",
        "/ip/firewall/filter",
        "/ip/firewall/raw",
        "/ip/firewall/address-list",
    ),
    *(
        "/ip/route",
        "/ip/address",
        "/ip/dhcp-client",
        "/interface/pppoe-client",
        "/interface/bridge/port",
        "/routing/table",
    ),
    *("/routing/rule", "/interface/list/member", "/ip/dns", "/ip/settings"),
)


@cache
def tree(name: str) -> dict[str, Any]:
    path = SCHEMA / f"ros-{name}.json"
    if not path.exists():
        pytest.skip("the schema of real routers is not beside this clone")
    menus: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["menus"]
    return menus


def writable(path: str, version: Version) -> set[str]:
    found = menu(path, version)
    return {one.name for one in found.properties.values() if not one.read_only} if found is not None else set()


def arguments(menus: dict[str, Any], path: str) -> set[str]:
    commands = menus[path]["commands"]
    return {name for verb in ("add", "set") for name in commands.get(verb, {})} - NOT_PROPERTIES


@pytest.mark.parametrize("name", TREES)
def test_nothing_that_we_call_writable_is_unknown_to_routers_of_7(name: str) -> None:
    menus, version = tree(name), Version.parse(name)
    wrong = {
        path: extra
        for path in paths(version)
        if path in menus
        and arguments(menus, path)
        and (extra := writable(path, version) - arguments(menus, path) - NOT_IN_CHR)
    }
    assert wrong == {}


@pytest.mark.parametrize("name", TREES)
def test_every_argument_that_routers_of_7_take_is_known_where_it_matters(name: str) -> None:
    menus, version = tree(name), Version.parse(name)
    missing = {path: lost for path in WHOLE if (lost := arguments(menus, path) - writable(path, version))}
    assert missing == {}


def test_nothing_that_we_call_writable_on_6_is_unknown_to_its_exports() -> None:
    menus, version = tree("6"), Version.parse("6.49.18")
    wrong = {
        path: extra
        for path in paths(version)
        if path in menus
        and menus[path].get("args")
        and (extra := writable(path, version) - set(menus[path]["args"]) - NEVER_EXPORTED.get(path, set()))
    }
    assert wrong == {}


def test_what_an_add_needs_is_what_routers_say_it_needs() -> None:
    said = SCHEMA / "required-args-7.22.1.json"
    if not said.exists():
        pytest.skip("the schema of real routers is not beside this clone")
    needed = {one["path"]: set(one["required"]) for one in json.loads(said.read_text(encoding="utf-8"))}
    version = Version.parse("7.22.1")
    ours = {path: found.properties for path in paths(version) if path in needed and (found := menu(path, version))}
    wrong = {
        path: (known, needed[path])
        for path, properties in ours.items()
        if properties and (known := {name for name, one in properties.items() if one.required}) != needed[path]
    }
    assert wrong.keys() == NEED_ONE_OF_SEVERAL


@pytest.mark.parametrize(
    ("path", "name", "first", "lacking"),
    [
        ("/ip/dhcp-client", "default-route-tables", "7.18", "7.17"),
        ("/ip/dhcp-client", "check-gateway", "7.19", "7.18.2"),
        ("/ip/route", "routing-table", "7.1", "6.49.18"),
        ("/ip/route", "routing-mark", "6.49.18", "7.20.8"),
        ("/ip/settings", "ipv4-multipath-hash-policy", "7.16", "7.15"),
        ("/tool/netwatch", "src-address", "7.12", "7.9"),
    ],
)
def test_break_points(path: str, name: str, first: str, lacking: str) -> None:
    assert name in writable(path, Version.parse(first))
    assert name not in writable(path, Version.parse(lacking))


@pytest.mark.parametrize(
    ("path", "there", "absent"),
    [
        ("/routing/table", "7.20.8", "6.49.18"),
        ("/ip/route/rule", "6.49.18", "7.20.8"),
        ("/safe-mode", "7.18", "7.17"),
        ("/system/device-mode", "7.20.8", "6.49.18"),
    ],
)
def test_menus_come_and_go(path: str, there: str, absent: str) -> None:
    assert menu(path, Version.parse(there)) is not None
    assert menu(path, Version.parse(absent)) is None


def test_forms_of_menus() -> None:
    version = Version.parse("7.20.8")
    mangle, settings, table = (
        menu(path, version) for path in ("/ip/firewall/mangle", "/ip/settings", "/routing/table")
    )
    assert mangle is not None
    assert mangle.ordered
    assert {"add", "move", "reset-counters", "print"} <= mangle.commands
    assert settings is not None
    assert settings.singleton
    assert "add" not in settings.commands
    assert table is not None
    assert table.properties["fib"].kind == "flag"


def test_the_way_to_a_menu_is_one_too() -> None:
    version = Version.parse("7.20.8")
    assert is_menu(("ip",), version)
    assert is_menu(("ip", "firewall", "mangle"), version)
    assert not is_menu(("ip", "mangle"), version)


def test_connections_cannot_be_followed_from_7_22_on() -> None:
    followed = [menu("/ip/firewall/connection", Version.parse(name)) for name in ("7.21.5", "7.22")]
    assert [found is not None and found.follow for found in followed] == [True, False]
