"""Board files: what a practice Routerboard is, how it is configured, and what is plugged into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import yaml

from routerboard.language.items import Row
from routerboard.language.version import Version
from routerboard.practice.scenery import Scenery, SceneryError, read_scenery

VERSIONS = ("7.20.8", "6.49.18")
"""The releases that a board is offered with where its file names none."""

_KEYS = (
    "title", "description", "versions", "model", "architecture", "memory", "identity", "device-mode", "interfaces",
    "users", "laptop", "config", "modems", "guests", "capacity",
)  # fmt: skip
_SCENERY = ("modems", "guests", "capacity")
_WORDS = {True: "yes", False: "no", None: ""}


class BoardError(ValueError):
    """A board file makes no sense; the message names the file, the place in it, and what would be right."""


@dataclass(frozen=True)
class Laptop:
    """The technician's computer: every session on the loopback port seems to come from there."""

    address: str = "192.168.88.240"
    mac: str = "3C:97:0E:44:55:66"
    port: str = "ether5"


@dataclass(frozen=True)
class Board:
    """One board of one RouterOS version.

    memory       bytes of RAM; model, architecture   as /system/resource says them
    interfaces   its Ethernet sockets
    config       API path -> rows in order, as they are written in commands
    device_mode  `home`, `basic` or `advanced`, where the version has such modes
    """

    name: str
    title: str
    description: str
    version: Version
    versions: tuple[str, ...]
    model: str
    architecture: str
    memory: int
    identity: str
    device_mode: str
    interfaces: tuple[str, ...]
    users: tuple[Row, ...]
    laptop: Laptop
    config: Mapping[str, tuple[Row, ...]]
    scenery: Scenery

    @property
    def admin(self) -> str:
        """The address that sessions come from."""
        return self.laptop.address


def boards() -> tuple[str, ...]:
    """The names of the built-in boards, the factory one first."""
    names = sorted(path.name.removesuffix(".yaml") for path in _files())
    return tuple(sorted(names, key=lambda name: name != "factory"))


def load_board(name: str | Path, version: str | Version | None = None) -> Board:
    """A built-in board by name, or a board file by its path, as the version wanted or its first; BoardError."""
    built_in = {path.name.removesuffix(".yaml"): path for path in _files()}
    if str(name) in built_in:
        return read_board(str(name), built_in[str(name)].read_text(encoding="utf-8"), version)
    path = Path(name)
    if not path.is_file():
        raise BoardError(f"no board is called {str(name)!r}: there are {', '.join(boards())}, or give a file's path")
    try:
        return read_board(path.stem, path.read_text(encoding="utf-8"), version)
    except (OSError, UnicodeDecodeError) as error:
        raise BoardError(f"{name}: it cannot be read: {error}") from None


def read_board(name: str, text: str, version: str | Version | None = None) -> Board:
    """Read the text of a board file; BoardError where it makes no sense."""
    data = _parse(name, text)
    versions = tuple(str(one) for one in data.get("versions") or VERSIONS)
    release = _version(name, version or versions[0])
    return Board(
        name=name,
        title=str(data.get("title", name)),
        description=" ".join(str(data.get("description", "")).split()),
        version=release,
        versions=versions,
        model=str(data.get("model", "RB952Ui-5ac2nD")),
        architecture=str(data.get("architecture", "mipsbe")),
        memory=_number(name, "memory", data.get("memory", 64)) * 1024 * 1024,
        identity=str(data.get("identity", "MikroTik")),
        device_mode=str(data.get("device-mode", "advanced")),
        interfaces=_names(name, data.get("interfaces", [f"ether{number}" for number in range(1, 6)])),
        users=tuple(_rows(name, "users", data.get("users", [{"name": "admin", "group": "full"}]), release)),
        laptop=_laptop(name, data.get("laptop") or {}),
        config=_config(name, data.get("config") or {}, release),
        scenery=_scenery(name, data),
    )


def _files() -> Iterator[Traversable]:
    folder = files("routerboard.practice") / "boards"
    return (path for path in folder.iterdir() if path.name.endswith(".yaml"))


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BoardError(f"{name}: this is not YAML: {error}") from None
    if not isinstance(data, dict):
        raise BoardError(f"{name}: a board file has keys and values, such as `title: …`")
    if unknown := [str(key) for key in data if key not in _KEYS]:
        raise BoardError(f"{name}: unknown {', '.join(unknown)}; a board has {', '.join(_KEYS)}")
    return data


def _version(name: str, version: str | Version) -> Version:
    try:
        return version if isinstance(version, Version) else Version.parse(version)
    except ValueError as error:
        raise BoardError(f"{name}: versions: {error}; one is written as 7.20.8") from None


def _number(name: str, key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise BoardError(f"{name}: {key}: {value!r} is no number above 0")
    return value


def _names(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or len(set(map(str, value))) != len(value):
        raise BoardError(f"{name}: interfaces: a list of different names is expected, such as [ether1, ether2]")
    return tuple(map(str, value))


def _laptop(name: str, value: Any) -> Laptop:
    if not isinstance(value, dict) or set(value) - {"address", "mac", "port"}:
        raise BoardError(f"{name}: laptop: address, mac and port are expected")
    laptop = Laptop(**{key: str(word) for key, word in value.items()})
    try:
        IPv4Address(laptop.address)
    except ValueError:
        raise BoardError(f"{name}: laptop: {laptop.address!r} is no IPv4 address") from None
    return laptop


def _scenery(name: str, data: Mapping[str, Any]) -> Scenery:
    try:
        return read_scenery({key: data[key] for key in _SCENERY if key in data})
    except SceneryError as error:
        raise BoardError(f"{name}: {error}") from None


def _config(name: str, menus: Any, version: Version) -> dict[str, tuple[Row, ...]]:
    """The rows of each menu that this version gets; a menu of one row may be written without the list."""
    if not isinstance(menus, dict) or not all(str(menu).startswith("/") for menu in menus):
        raise BoardError(f"{name}: config: menus are expected, such as `/ip/address: [{{address: …}}]`")
    found = {}
    for menu, rows in menus.items():
        written = rows if isinstance(rows, list) else [rows]
        if kept := tuple(_rows(name, f"config: {menu}", written, version)):
            found[str(menu)] = kept
    return found


def _rows(name: str, place: str, rows: Any, version: Version) -> Iterator[Row]:
    """Rows with what they say under `v6` or `v7` for the one version; a row that has only the other is left out."""
    ours, other = (f"v{version.major}", f"v{13 - version.major}")
    for row in rows if isinstance(rows, list) else [None]:
        if not isinstance(row, dict):
            raise BoardError(f"{name}: {place}: a list of rows is expected, such as [{{name: …}}]")
        common = {key: value for key, value in row.items() if key not in (ours, other)}
        if common or ours in row:
            yield {str(key): _word(value) for key, value in {**common, **(row.get(ours) or {})}.items()}


def _word(value: Any) -> str:
    return _WORDS[value] if isinstance(value, bool) or value is None else str(value)
