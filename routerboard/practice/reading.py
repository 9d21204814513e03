"""Reads scripts as strictly as a router does: whole, before anything runs.

A menu, a command or an argument that this version lacks makes the whole script unreadable, and no `on-error` helps.
What a real router of this version has and the board does not is read, and refused where it is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from routerboard.language import menus
from routerboard.language.console import Block, ScriptError, global_commands, parse
from routerboard.language.elsewhere import ALSO, USUAL, elsewhere
from routerboard.language.menus import Menu
from routerboard.language.version import Version
from routerboard.practice.print_words import print_words
from routerboard.practice.schema import menu_of

_V7 = Version.parse("7.0")
_DRY_RUN = Version.parse("7.16")
_PERMISSIONS_CHOSEN = Version.parse("7.15")
_EVERYWHERE = frozenset({"edit", "export"})
_EVERYWHERE_ON_7 = _EVERYWHERE | {"recursive-print", "reset"}
_EXPORT = frozenset({"compact", "file", "hide-sensitive", "path", "show-sensitive", "terse", "verbose"})
_WATCHING = frozenset({
    "append", "as-value", "do", "duration", "file", "freeze-frame-interval", "interval", "once", "proplist",
    "without-paging",
})  # fmt: skip
_PING = frozenset({
    "address", "arp-ping", "as-value", "count", "do-not-fragment", "dscp", "interface", "interval", "size",
    "src-address", "ttl", "without-paging",
})  # fmt: skip
_FETCH = frozenset({
    "address", "as-value", "ascii", "certificate", "check-certificate", "dst-path", "duration", "host", "http-data",
    "http-header-field", "http-method", "keep-result", "mode", "password", "port", "src-address", "src-path",
    "upload", "url", "user", "without-paging",
})  # fmt: skip
_FETCH_7 = frozenset({
    "http-auth-scheme", "http-content-encoding", "http-max-redirect-count", "http-percent-encoding", "http-version",
    "idle-timeout", "ip-type", "once", "output", "proplist",
})  # fmt: skip
_NUMBERS = frozenset({"numbers"})
_BY_VERB: Mapping[str, frozenset[str]] = {
    "comment": frozenset({"numbers", "comment"}),
    "disable": _NUMBERS,
    "edit": frozenset({"number", "value-name"}),
    "enable": _NUMBERS,
    "export": _EXPORT,
    "find": frozenset(),
    "get": frozenset({"number", "value-name", "values", "as-string", "as-string-value"}),
    "move": frozenset({"numbers", "destination"}),
    "remove": _NUMBERS,
    "reset-counters": _NUMBERS,
    "unset": frozenset({"numbers", "value-name"}),
}
_ROOT: Mapping[str, frozenset[str]] = {
    "export": _EXPORT,
    "import": frozenset({"file-name", "from-line", "verbose"}),
    "quit": frozenset(),
    "redo": frozenset(),
    "undo": frozenset(),
}


def read(source: str, version: Version) -> Block:
    """A script as a tree; ScriptError where a router of this version cannot read it."""
    return parse(
        source,
        lambda words: is_menu(words, version),
        global_commands(version),
        lambda menu, verb, argument: knows(menu, verb, argument, version),
    )


@lru_cache(maxsize=256)
def readable(source: str, version: Version) -> bool:
    """Whether a router of this version can read a script."""
    try:
        read(source, version)
    except ScriptError:
        return False
    return True


def is_menu(words: tuple[str, ...], version: Version) -> bool:
    """Whether the words name a menu that routers of this version have, or the way to one."""
    return menus.is_menu(words, version) or "/" + "/".join(words) in _ways(version)


def is_modelled(path: str, version: Version) -> bool:
    """Whether the board has the menu itself, and does not only know its name."""
    return menu_of(path, version) is not None


def knows(path: str, verb: str, argument: str, version: Version) -> bool:
    """Whether a menu (`/ip/route`, `/`) has a command and that an argument; "" asks for the command alone."""
    if verb not in _verbs(path, version):
        return False
    known = _arguments(path, verb, version)
    return argument == "" or known is None or argument in known


@cache
def _ways(version: Version) -> frozenset[str]:
    paths = (path.split("/")[1:] for path in elsewhere(version))
    return frozenset("/" + "/".join(words[:count]) for words in paths for count in range(1, len(words) + 1))


@cache
def _verbs(path: str, version: Version) -> frozenset[str]:
    if path == "/":
        return frozenset(_ROOT) | (frozenset({"ping"}) if version.can("root-ping") else frozenset())
    menu, more = menu_of(path, version), elsewhere(version).get(path)
    found = (_EVERYWHERE_ON_7 if version >= _V7 else _EVERYWHERE) | (more or frozenset())
    if menu is not None and (menu.properties or more is None):
        return found | menu.commands
    return found if more is None else found | USUAL


@cache
def _arguments(path: str, verb: str, version: Version) -> frozenset[str] | None:
    """What a command takes; None where only a router knows."""
    seven = version >= _V7
    if path == "/":
        more = frozenset({"dry-run"}) if verb == "import" and version >= _DRY_RUN else frozenset()
        return _ping(seven) if verb == "ping" else _ROOT[verb] | more
    match path, verb:
        case "/tool", "ping":
            return _ping(seven)
        case "/tool", "fetch":
            return _FETCH | (_FETCH_7 if seven else frozenset())
        case "/system/script", "run":
            chosen = frozenset({"use-script-permissions"}) if version >= _PERMISSIONS_CHOSEN else frozenset()
            return frozenset({"number"}) | chosen
        case "/interface", "monitor-traffic":
            return _WATCHING | {"interface"}
        case _, "monitor":
            return _WATCHING | {"numbers"}
        case "/ip/dhcp-client", "release" | "renew":
            return _NUMBERS
    menu = menu_of(path, version)
    return None if menu is None else _of_menu(menu, verb, version)


def _ping(seven: bool) -> frozenset[str]:
    return _PING | ({"vrf", "proplist"} if seven else {"routing-table"})


def _of_menu(menu: Menu, verb: str, version: Version) -> frozenset[str] | None:
    if verb in ("print", "getall"):
        return print_words(menu, version)
    if verb not in ("add", "set"):
        return _BY_VERB.get(verb)
    found = {one.name for one in menu.properties.values() if not one.read_only}
    if not found:
        return None
    found |= ALSO.get(menu.path, frozenset())
    if verb == "set":
        return frozenset(found if menu.singleton else found | {"numbers", ".id"})
    return frozenset(found | {"copy-from"} | ({"place-before"} if menu.ordered else set()))
