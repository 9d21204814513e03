"""Reads presets: the ones that come with us, then the user's own folder, which may replace them by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import platformdirs
import yaml

from presets.schema import faults


@dataclass(frozen=True)
class Preset:
    """The usual answers for one kind of site. `name` is the file's name without `.yaml`."""

    name: str
    title: str
    summary: str
    method: str = "pcc"
    classifier: str = "both-addresses"
    check: str = "gateway"
    hotspot: bool = False
    lan_interface: str = "bridge"
    lan_address: str = "192.168.88.1/24"
    dns: tuple[str, ...] = field(default=())
    own: bool = False


class PresetError(Exception):
    """A preset that cannot be read: the file, and one line a fault."""

    def __init__(self, source: str, found: list[str]) -> None:
        super().__init__("\n".join(f"{source}: {fault}" for fault in found))
        self.source = source
        self.found = tuple(found)


def user_folder() -> Path:
    """Where a user keeps presets of their own; it need not exist."""
    return platformdirs.user_config_path("simplifi-tui") / "presets"


def load_presets(extra_dir: Path | None = None) -> dict[str, Preset]:
    """All presets by name, ours first; PresetError names the file and what is wrong in it.

    `extra_dir` is the user's own folder, by default `user_folder()`; a preset there replaces ours of the same name.
    """
    ours = [
        (path.name, path.read_text(encoding="utf-8")) for path in files("presets").iterdir() if _is_preset(path.name)
    ]
    folder = extra_dir or user_folder()
    theirs = [(str(path), _text(path)) for path in sorted(folder.glob("*.yaml"))] if folder.is_dir() else []
    shipped = [parse_preset(text, source) for source, text in sorted(ours)]
    added = [parse_preset(text, source, own=True) for source, text in theirs]
    return {preset.name: preset for preset in sorted(shipped, key=lambda one: ORDER.index(one.name)) + added}


ORDER = ("hotel", "hotel-hotspot", "office", "flats", "failover")
"""In which order our own presets are offered."""


def parse_preset(text: str, source: str, *, own: bool = False) -> Preset:
    """One preset from the text of its file; PresetError lists everything that is wrong with it."""
    data = _mapping(text, source)
    found = faults(data)
    if found:
        raise PresetError(source, found)
    return _preset(data, Path(source).stem, own)


def _preset(data: dict[str, Any], name: str, own: bool) -> Preset:
    lan = data.get("lan", {})
    return Preset(
        name=name,
        title=data["title"],
        summary=" ".join(data["summary"].split()),
        method=data["method"],
        classifier=data.get("classifier", "both-addresses"),
        check=data["health"]["check"],
        hotspot=lan.get("hotspot", False),
        lan_interface=lan.get("interface", "bridge"),
        lan_address=lan.get("address", "192.168.88.1/24"),
        dns=tuple(data.get("dns", {}).get("servers", ())),
        own=own,
    )


def _mapping(text: str, source: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise PresetError(source, [f"not YAML: {' '.join(str(error).split())}"]) from error
    if not isinstance(data, dict):
        raise PresetError(source, ["a preset is a mapping of keys to values"])
    return data


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PresetError(str(path), [f"cannot be read: {error}"]) from error


def _is_preset(name: str) -> bool:
    return name.endswith(".yaml")
