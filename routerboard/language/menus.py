"""The menus of RouterOS that we read, write or practise on: one table for the planner and the practice board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from routerboard.language.version import Version


@dataclass(frozen=True)
class Property:
    """One property of a menu. See the implementation for `kind`."""

    name: str
    kind: str
    default: str | None = None
    required: bool = False
    read_only: bool = False
    since: Version | None = None
    until: Version | None = None


@dataclass(frozen=True)
class Menu:
    """One menu as one version of RouterOS has it."""

    path: str
    properties: Mapping[str, Property] = field(default_factory=dict)
    commands: frozenset[str] = frozenset()
    singleton: bool = False
    ordered: bool = False
    follow: bool = False


def menu(path: str, version: Version) -> Menu | None:
    """The menu at an API path as that version has it; None where that version has no such menu."""
    raise NotImplementedError
