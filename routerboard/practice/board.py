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
from routerboard.language.values import parse_size
from routerboard.language.version import Version
from routerboard.practice.scenery import Scenery, SceneryError, read_scenery

VERSIONS = ("7.20.8", "6.49.18")
"""The releases that a board is offered with where its file names none."""

_MAJORS = (6, 7)
_KEYS = (
    "title", "description", "teaches", "find", "versions", "model", "architecture", "memory", "free-memory", "hdd",
    "free-hdd", "flash", "identity", "device-mode", "interfaces", "users", "laptop", "config", "modems", "guests",
    "capacity", "like",
)  # fmt: skip
_SCENERY = ("modems", "guests", "capacity")
_OWN = frozenset({"teaches", "find"})
_WORDS = {True: "yes", False: "no", None: ""}
_MODES = ("advanced", "basic", "home")
_MIB = 1024 * 1024


class BoardError(ValueError):
    """A board file makes no sense; the message names the file, the place in it, and what would be right."""


@dataclass(frozen=True)
class Laptop:
    """The technician's computer: every session on the loopback port seems to come from there."""

    address: str = "192.168.88.240"
    mac: str = "3C:97:0E:44:55:66"
    port: str = "ether5"


@dataclass(frozen=True)
class Clue:
    """What a trainee should find on a board: the code of the finding that `doctor` has about it, and what it is."""

    code: str
    what: str


@dataclass(frozen=True)
class Board:
    """One board of one RouterOS version.

    memory, free_memory   bytes of RAM; model, architecture   as /system/resource says them
    hdd, free_hdd         bytes of its disk; what is written from now on takes from the free ones
    flash        whether files outlive a restart only in the folder `flash`, as on boards with 16 MiB of disk
    interfaces   its Ethernet sockets
    teaches      what one learns from it; `find` the findings to be made on it, the most telling first
    config       API path -> rows in order, as they are written in commands
    device_mode  `home`, `basic` or `advanced`, where the version has such modes
    """

    name: str
    title: str
    description: str
    teaches: str
    find: tuple[Clue, ...]
    version: Version
    versions: tuple[str, ...]
    model: str
    architecture: str
    memory: int
    free_memory: int
    hdd: int
    free_hdd: int
    flash: bool
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
    """The names of the built-in boards: the factory one first, the others by their names."""
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
    """Read the text of a board file; BoardError where it makes no sense.

    What it does not say is taken from the built-in board that it is `like`, but for what there is to be found.
    Sizes are numbers of MiB, or as `120KiB`.
    """
    data = _inherited(name, _parse(name, text))
    versions = _releases(name, data.get("versions") or list(VERSIONS))
    release = _version(name, version or versions[0])
    memory = _size(name, "memory", data.get("memory", 64))
    return Board(
        name=name,
        title=str(data.get("title", name)),
        description=" ".join(str(data.get("description", "")).split()),
        teaches=" ".join(str(data.get("teaches", "")).split()),
        find=_clues(name, data.get("find") or [], release),
        version=release,
        versions=versions,
        model=str(data.get("model", "RB952Ui-5ac2nD")),
        architecture=str(data.get("architecture", "mipsbe")),
        memory=memory,
        free_memory=_size(name, "free-memory", data.get("free-memory", f"{memory * 5 // 8}"), least=0),
        hdd=_size(name, "hdd", data.get("hdd", 16)),
        free_hdd=_size(name, "free-hdd", data.get("free-hdd", "3896KiB"), least=0),
        flash=_yes(name, "flash", data.get("flash", False)),
        identity=str(data.get("identity", "MikroTik")),
        device_mode=_mode(name, data.get("device-mode", "advanced")),
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
        found = version if isinstance(version, Version) else Version.parse(version)
    except ValueError as error:
        raise BoardError(f"{name}: versions: {error}; one is written as 7.20.8") from None
    if found.major not in _MAJORS:
        raise BoardError(f"{name}: no board runs RouterOS {found}: take 6.x or 7.x, such as {' or '.join(VERSIONS)}")
    return found


def _inherited(name: str, data: dict[str, Any]) -> dict[str, Any]:
    if "like" not in data:
        return data
    built_in = {path.name.removesuffix(".yaml"): path for path in _files()}
    if str(data["like"]) not in built_in:
        raise BoardError(f"{name}: like: no board is called {data['like']!r}: there are {', '.join(boards())}")
    parent = _parse(str(data["like"]), built_in[str(data["like"])].read_text(encoding="utf-8"))
    return {**{key: value for key, value in parent.items() if key not in _OWN}, **data}


def _releases(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BoardError(f"{name}: versions: a list of releases is expected, such as [{', '.join(VERSIONS)}]")
    return tuple(map(str, value))


def _size(name: str, key: str, value: Any, least: int = 1) -> int:
    """Bytes of a number of MiB, or of a text with a unit."""
    try:
        size = value * _MIB if type(value) is int else parse_size(value)
    except (AttributeError, ValueError):
        size = -1
    if size < least:
        raise BoardError(f"{name}: {key}: {value!r} is no number above 0 of MiB, and no size such as 120KiB")
    return size


def _clues(name: str, value: Any, version: Version) -> tuple[Clue, ...]:
    """The clues of this version; a row says under `v6` or `v7` what only that one has."""
    rows = tuple(_rows(name, "find", value, version))
    if any(set(row) != {"code", "what"} for row in rows):
        raise BoardError(f"{name}: find: each needs a code and a what, such as {{code: fasttrack, what: …}}")
    return tuple(Clue(row["code"], row["what"]) for row in rows)


def _yes(name: str, key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise BoardError(f"{name}: {key}: {value!r} is neither yes nor no")
    return value


def _mode(name: str, value: Any) -> str:
    if value not in _MODES:
        raise BoardError(f"{name}: device-mode: {value!r} is none of {', '.join(_MODES)}")
    return str(value)


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
        if not isinstance(row, dict) or not isinstance(row.get(ours) or {}, dict):
            raise BoardError(f"{name}: {place}: a list of rows is expected, such as [{{name: …}}]")
        common = {key: value for key, value in row.items() if key not in (ours, other)}
        if common or ours in row:
            yield {str(key): _word(value) for key, value in {**common, **(row.get(ours) or {})}.items()}


def _word(value: Any) -> str:
    return _WORDS[value] if isinstance(value, bool) or value is None else str(value)
