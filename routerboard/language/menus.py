"""The menus of RouterOS that we read, write or practise on: one table for the planner and the practice board."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from routerboard.language.menu_table import TABLE
from routerboard.language.version import Version

_SPAN = re.compile(r"^(?:>=([\d.]+))?(?:<([\d.]+))?$")
_RANGED = re.compile(r"([\w-]+)(?:>=([\d.]+))?(?:<([\d.]+))?")
_ROW_RANGEDS = frozenset({"add", "remove", "enable", "disable", "move", "unset", "set"})
_READING = frozenset({"print", "getall", "get"})
_PRINTED = {"yes": "true", "no": "false"}


@dataclass(frozen=True)
class Property:
    """One property of a menu.

    `kind` says what its values are: text, bool, int:0-255, enum:a|b, enums:a|b (a comma list), address-range, prefix,
    time, ports, interface, interface-list, mark, table, gateway, flag (its presence counts), pcc, nth, script, list,
    password; a `!` in front: may be negated.
    `default` is what a row has where nothing is set, None where it then has nothing.
    """

    name: str
    kind: str = "text"
    default: str | None = None
    required: bool = False
    read_only: bool = False
    since: Version | None = None
    until: Version | None = None


@dataclass(frozen=True)
class Menu:
    """One menu as one version of RouterOS has it; `follow` is whether `print follow` and `listen` work there."""

    path: str
    properties: Mapping[str, Property] = field(default_factory=dict)
    commands: frozenset[str] = frozenset()
    singleton: bool = False
    ordered: bool = False
    follow: bool = False

    @cached_property
    def shown_defaults(self) -> Mapping[str, str]:
        """What print shows of a row where nothing is set."""
        return {
            one.name: _PRINTED.get(one.default, one.default) if one.kind == "bool" else one.default
            for one in self.properties.values()
            if one.default is not None and not one.read_only and one.name not in ("timeout", "password")
        }


_NO_FOLLOW = frozenset(
    {"/system/resource", "/system/clock", "/system/routerboard", "/system/license", "/system/health"}
)


def menu(path: str, version: Version) -> Menu | None:
    """The menu at an API path as that version has it; None where that version has no such menu."""
    return _menu(path, version)


def paths(version: Version) -> tuple[str, ...]:
    """The paths of all menus that a version has, of those we know."""
    return tuple(path for path in TABLE if menu(path, version) is not None)


def is_menu(words: tuple[str, ...], version: Version) -> bool:
    """Whether the words (`("ip", "firewall")`) name a menu of that version, or the way to one."""
    return "/" + "/".join(words) in _ways(version)


@cache
def _ways(version: Version) -> frozenset[str]:
    found = set()
    for path in paths(version):
        words = path.split("/")[1:]
        found |= {"/" + "/".join(words[: count + 1]) for count in range(len(words))}
    return frozenset(found)


@cache
def _menu(path: str, version: Version) -> Menu | None:
    source = TABLE.get(path)
    if source is None:
        return None
    head, writable, read_only = _parts(source)
    words, _, commands = head.partition("|")
    if not all(_within(word, version) for word in words.split() if word[0] in "<>"):
        return None
    single, ordered = "single" in words.split(), "ordered" in words.split()
    found = {one.name: _as_of(one, version) for one in _properties(writable, read_only) if _has(one, version)}
    follow = path not in _NO_FOLLOW and (path != "/ip/firewall/connection" or version.can("connection-follow"))
    verbs = frozenset(as_of(commands, version)) | (
        _verbs_of_6(found, single, ordered) if not version.can("routing-tables") else frozenset()
    )
    if any(name == "comment" and not one.read_only for name, one in found.items()) and not single:
        verbs |= {"comment"}
    reading = frozenset() if "unread" in words.split() else _READING if single else _READING | {"find"}
    return Menu(path, found, verbs | reading, single, ordered, follow)


def as_of(text: str, version: Version) -> Iterator[str]:
    """The words of a list that a version has: `add read>=7.13 clear<7.20`."""
    for name, since, until in _RANGED.findall(text):
        if _has(Property(name, since=_bound(since), until=_bound(until)), version):
            yield name


def _verbs_of_6(found: Mapping[str, Property], single: bool, ordered: bool) -> frozenset[str]:
    """No RouterOS 6 prints its commands of itself: a menu with writable properties has the usual ones."""
    if all(one.read_only for one in found.values()):
        return frozenset()
    if single:
        return frozenset({"set", "export"})
    return (_ROW_RANGEDS if ordered else _ROW_RANGEDS - {"move"}) | {"export"}


def _parts(source: str) -> tuple[str, str, str]:
    """The first line, the writable properties after `:`, the read-only ones after `--`."""
    found = {"": "", ":": "", "--": ""}
    part = ""
    for line in map(str.strip, source.splitlines()):
        part = line if line in found and line else part
        found[part] += "" if line == part else f" {line}"
    return found[""], found[":"], found["--"]


def _properties(writable: str, read_only: str) -> Iterator[Property]:
    for text in filter(str.strip, writable.split(";")):
        yield _property(text.split())
    for text in filter(str.strip, read_only.split(";")):
        yield replace(_property(text.split()), read_only=True)


def _property(words: list[str]) -> Property:
    name, kind, default, since, until = words[0], "text", None, None, None
    for word in words[1:]:
        span = _SPAN.match(word)
        if word.startswith("="):
            default = word[1:]
        elif span is not None:
            since, until = (Version.parse(bound) if bound else None for bound in span.groups())
        elif word != "*":
            kind = word
    return Property(name, kind, default, "*" in words, False, since, until)


def _has(one: Property, version: Version) -> bool:
    return (one.since is None or version >= one.since) and (one.until is None or version < one.until)


def _as_of(one: Property, version: Version) -> Property:
    """The property with the values that a version knows: of `enum:a|b>=7.22` older ones have only a."""
    if ">" not in one.kind and "<" not in one.kind:
        return one
    kind, _, choices = one.kind.partition(":")
    known = (match for match in map(_RANGED.fullmatch, choices.split("|")) if match is not None)
    kept = (
        name
        for name, since, until in (match.groups() for match in known)
        if _has(Property(name, since=_bound(since), until=_bound(until)), version)
    )
    return replace(one, kind=f"{kind}:{'|'.join(kept)}")


def _within(word: str, version: Version) -> bool:
    span = _SPAN.match(word)
    return span is not None and _has(Property("", since=_bound(span[1]), until=_bound(span[2])), version)


def _bound(text: str | None) -> Version | None:
    return Version.parse(text) if text else None
