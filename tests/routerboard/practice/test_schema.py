"""What the board takes, judged by what real routers print of themselves: 0 disagreements, or each one is printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from routerboard.language.menus import Menu, paths
from routerboard.language.version import Version
from routerboard.practice import commands
from routerboard.practice.errors import TrapError
from routerboard.practice.kinds import read
from routerboard.practice.print_words import print_words
from routerboard.practice.router import PracticeRouter
from routerboard.practice.schema import menu_of
from tests.schema import DISAGREEMENTS
from tests.wide import often

SHARED = Path(__file__).parents[4] / "shared" / "schema"
TREES = ("7.9.2", "7.12.2", "7.16.2", "7.18.2", "7.21.5", "7.22.3", "7.24")
OF_COMMANDS = frozenset({"numbers", ".id", "place-before", "copy-from", "from", "once", "_"})
CONSOLE = frozenset({"edit", "reset", "recursive-print"})
"""Commands of every menu that are for people at a console."""
NOT_STORED = frozenset({
    "/interface/ethernet/switch", "/interface/ethernet/switch/unicast-fdb", "/interface/wireless",
    "/ip/ipsec/mode-config", "/ip/ipsec/policy", "/ipv6/address", "/ipv6/nd", "/ipv6/neighbor", "/ppp/active",
    "/routing/bgp/connection", "/routing/bgp/session", "/snmp/community",
    "/system/routerboard",
})  # fmt: skip
"""Menus of ours that no stored tree has: hardware that a CHR lacks, or left out of the selection."""
WITHOUT_SENSORS = ("/system/health", "find")
"""A CHR has none to find."""
HARDWARE = frozenset({
    ("/ip/firewall/filter", "hw-offload"), ("/ip/route", "suppress-hw-offload"),
    *(("/system/license", name) for name in ("features", "nlevel", "software-id")),
})  # fmt: skip
"""Arguments that real boards take and a CHR does not, and what only they print."""
SIGNED_WORD_BY_WORD = ("/user/group", "policy")
"""Each word of the list may have its own `!`."""
CLOSED = frozenset({"enum", "enums"})
Agreed = Callable[[list[str]], None]


@cache
def stored(name: str) -> Any:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the schema of real routers is not beside this clone")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def agreed(record_property: Callable[[str, object], None]) -> Agreed:
    """Print each disagreement, and want none; how many there were is said at the end of the run."""

    def judge(disagreements: list[str]) -> None:
        record_property(DISAGREEMENTS, len(disagreements))
        assert not disagreements, "\n".join([f"{len(disagreements)} disagreements:", *disagreements])

    return judge


def releases() -> list[str]:
    path = SHARED / "ros7-availability.json"
    return json.loads(path.read_text(encoding="utf-8"))["_versions"] if path.exists() else ["7.20.8"]


def there(spans: Any, version: Version) -> bool:
    """Whether a version lies in `1`, which is always, or in one of `[first, last or null]`."""
    return spans == 1 or any(
        Version.parse(first) <= version and (last is None or version <= Version.parse(last)) for first, last in spans
    )


def writable(menu: Menu) -> set[str]:
    return {one.name for one in menu.properties.values() if not one.read_only}


def availability(version: Version, menus: Mapping[str, Any]) -> Iterator[str]:
    """Menus, commands and arguments that one side has and the other lacks."""
    for path in set(paths(version)) - NOT_STORED:
        menu, tree = menu_of(path, version), menus.get(path, {})
        verbs = {verb: given for verb, given in tree.items() if there(given["_"], version)}
        assert menu is not None
        if not verbs:
            yield f"{path}: routers have no such menu"
            continue
        ours = set(menu.commands) - {"getall"}
        yield from (f"{path} {verb}: routers lack it" for verb in ours - set(verbs) if (path, verb) != WITHOUT_SENSORS)
        yield from (f"{path} {verb}: the board lacks it" for verb in set(verbs) - ours - CONSOLE)
        theirs = {
            name
            for verb in ("add", "set")
            for name, spans in verbs.get(verb, {}).items()
            if name not in OF_COMMANDS and there(spans, version)
        }
        yield from (
            f"{path} {name}=: routers lack it" for name in writable(menu) - theirs if (path, name) not in HARDWARE
        )
        yield from (f"{path} {name}=: the board lacks it" for name in theirs - writable(menu))


@pytest.mark.parametrize("release", often(releases(), ("7.20.8",)))
def test_print_takes_the_words_of_every_release(release: str, agreed: Agreed) -> None:
    version, menus, wrong = Version.parse(release), stored("ros7-availability.json")["menus"], []
    for path in set(paths(version)) & set(menus) - {WITHOUT_SENSORS[0]}:
        menu, given = menu_of(path, version), menus[path].get("print")
        if menu is None or given is None or not there(given["_"], version):
            continue
        theirs = {name for name, spans in given.items() if name != "_" and there(spans, version)}
        ours = print_words(menu, version)
        wrong += [f"{path} print {name}: routers lack it" for name in ours - theirs]
        wrong += [f"{path} print {name}: the board lacks it" for name in theirs - ours]
    agreed(sorted(wrong))


@pytest.mark.parametrize("release", often(releases(), ("7.20.8",)))
def test_menus_commands_and_arguments_are_those_of_every_release(release: str, agreed: Agreed) -> None:
    menus = stored("ros7-availability.json")["menus"]
    agreed(sorted(availability(Version.parse(release), menus)))


# values


def values(version: Version, menus: Mapping[str, Any]) -> Iterator[str]:
    """Values that one side knows and the other does not, and who may be negated."""
    for path in set(paths(version)) & set(menus):
        menu = menu_of(path, version)
        assert menu is not None
        for verb in ("add", "set"):
            for name, given in menus[path]["commands"].get(verb, {}).items():
                one = menu.properties.get(name)
                if one is None or one.read_only:
                    continue
                where = f"{path} {verb} {name}={one.kind}"
                negated = one.kind.startswith("!")
                if one.kind != "text" and bool(given.get("neg")) != negated and (path, name) != SIGNED_WORD_BY_WORD:
                    yield f"{where}: routers {'' if given.get('neg') else 'do not '}take a !"
                yield from (
                    f"{where}: {text}" for text in enumerated(one.kind.removeprefix("!"), given.get("enum"), one)
                )


def enumerated(kind: str, known: list[str] | None, one: Any) -> Iterator[str]:
    name, _, choices = kind.partition(":")
    if known is None:
        if name in CLOSED or name == "bool":
            yield "routers list no values"
    elif name == "bool":
        if set(known) != {"yes", "no"}:
            yield f"routers take {known}"
    elif name in CLOSED:
        if different := set(choices.split("|")) ^ set(known):
            yield f"differ in {sorted(different)}"
    elif set(known) == {"yes", "no"}:
        yield "routers take yes and no"
    else:
        yield from (f"the board refuses {value}" for value in known if value and not taken(one, value))


def taken(one: Any, value: str) -> bool:
    """Whether the board reads the value; those that begin others (`both-addresses:2/0`) need the rest."""
    try:
        read(one, f"{value}:2/0" if one.kind.endswith("pcc") else value)
    except TrapError:
        return False
    return True


@pytest.mark.parametrize("release", ["7.21.5", "7.22.3"])
def test_values_are_those_that_routers_list(release: str, agreed: Agreed) -> None:
    tree = stored(f"ros-{release}.json")
    assert tree["_completions"], "only these two releases were asked for their values"
    agreed(sorted(values(Version.parse(release), tree["menus"])))


@pytest.mark.parametrize("release", ["7.21.5", "7.22.3"])
def test_what_print_shows_is_what_routers_show(release: str, agreed: Agreed) -> None:
    version, menus = Version.parse(release), stored(f"ros-{release}.json")["menus"]
    wrong = []
    for path in set(paths(version)) & set(menus):
        fields, menu = set(menus[path].get("fields") or ()) - {"about"}, menu_of(path, version)
        assert menu is not None
        printed = {name for name in menu.properties if (path, name) not in HARDWARE}
        wrong += [f"{path} {name}: not there" for name in printed - fields if fields]
        wrong += [f"{path} {name}: not known" for name in fields - set(menu.properties)]
    agreed(sorted(wrong))


NOT_ONLY_ADDRESSES = frozenset({
    ("/interface/ethernet", "orig-mac-address"), ("/ip/dhcp-server/lease", "address"),
})  # fmt: skip
"""A pool or a name may stand there as well; or nothing can be set there on the boards that we have."""
WITH_ADDRESSES = (
    "/interface/bridge", "/interface/ethernet", "/ip/arp", "/ip/dhcp-server/lease", "/ip/hotspot/ip-binding",
    "/ip/hotspot/user", "/ip/pool", "/ip/service", "/user",
)  # fmt: skip
FORMS = {"AB[:": "zz:11:22:33:44:55", "A.B.C.D/M": "10.0.0.0/33", "A.B.C.D[-": "10.0.0.1-nowhere"}
"""How the description of a value begins -> what is none."""


@pytest.mark.parametrize("release", ["7.21.5", "7.22.3"])
def test_what_is_no_address_is_refused(release: str, agreed: Agreed) -> None:
    version, menus, wrong = Version.parse(release), stored(f"ros-{release}.json")["menus"], []
    for path in WITH_ADDRESSES:
        menu = menu_of(path, version)
        assert menu is not None
        for name, given in menus[path]["commands"]["set"].items():
            nonsense = next((bad for begin, bad in FORMS.items() if given.get("desc", "").startswith(begin)), "")
            if nonsense and (path, name) not in NOT_ONLY_ADDRESSES and taken(menu.properties[name], nonsense):
                wrong.append(f"{path} {name}: takes {nonsense}")
    agreed(sorted(wrong))


# what an add needs


def test_an_add_without_anything_is_refused_in_the_router_s_words(
    a_router: Callable[..., PracticeRouter], ask: Callable[..., list[tuple[str, ...]]], agreed: Agreed
) -> None:
    router, wrong = a_router("7.22.1"), []
    for one in stored("required-args-7.22.1.json"):
        menu = menu_of(one["path"], router.version)
        if menu is None or "add" not in menu.commands or not menu.properties:
            continue
        said = one["rawError"].removeprefix("Script Error: ").partition(f" ({one['path']}/add")[0]
        trap = next(
            (word for word in ask(router, f"{one['path']}/add")[0] if word.startswith("=message=")), "=message="
        )
        if trap.removeprefix("=message=") != said:
            wrong.append(f"{one['path']}: routers say {said!r}, the board {trap.removeprefix('=message=')!r}")
    agreed(sorted(wrong))


# commands of their own

ENDS_IT = frozenset({"/system/reboot", "/system/shutdown", "/system/reset-configuration"})
OF_EVERY_MONITOR = frozenset({"append", "as-value", "do", "file", "freeze-frame-interval", "without-paging", "_"})
"""Words of the console for what it prints."""


def arguments_of(command: str, version: Version, tree: Mapping[str, Any]) -> set[str] | None:
    path, _, verb = command.rpartition("/")
    found = tree["commands"].get(command) if "/" in command else None
    if found is None:
        found = tree["menus"].get(path, {}).get("commands", {}).get(verb)
    return None if found is None else set(found)


@pytest.mark.parametrize("release", often(TREES, ("7.18.2",)))
def test_other_commands_know_their_arguments(
    release: str, a_router: Callable[..., PracticeRouter], ask: Callable[..., list[tuple[str, ...]]], agreed: Agreed
) -> None:
    tree, router, wrong = stored(f"ros-{release}.json"), a_router(release), []
    for command in sorted(commands.ALONE):
        theirs = arguments_of(command, router.version, tree)
        if theirs is None or command in ENDS_IT:
            continue
        for name in theirs - OF_EVERY_MONITOR - {"where"}:
            words = ask(router, command, f"={name}=no", "=no-such-word=")
            if f"=message=unknown parameter {name}" in words[0] or "=message=no such command" in words[0]:
                wrong.append(f"{command} {name}=: {words[0][-1]}")
        if "=message=unknown parameter no-such-word" not in ask(router, command, "=no-such-word=")[0]:
            wrong.append(f"{command}: takes a word that no router knows")
    agreed(sorted(wrong))


# RouterOS 6, of which no tree was ever published


def test_on_6_nothing_is_taken_that_no_board_of_6_has_shown(agreed: Agreed) -> None:
    menus, version, wrong = stored("ros-6.json")["menus"], Version.parse("6.49.18"), []
    for path in set(paths(version)) & set(menus):
        known, menu = set(menus[path].get("args") or ()), menu_of(path, version)
        assert menu is not None
        wrong += [f"{path} {name}=" for name in writable(menu) - known - {"timeout"} if known]
    agreed(sorted(wrong))
