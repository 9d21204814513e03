"""`doctor`: findings about a router, or about an export of one."""

from __future__ import annotations

import argparse
from pathlib import Path

from presets.loader import PresetError, load_presets
from proof import pin
from routerboard.language.change import Finding, Severity
from routerboard.language.export import ExportError, menus_of, read_export
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from tui.cli import DONE, FOUND
from tui.headless.talk import WrongInput, finding_lines, findings_data, print_json, running, say, surveyed
from wizards.checks import check, examine
from wizards.prefill import prefill


def run(options: argparse.Namespace) -> int:
    """Look, and say what is found; exit status 1 where there is a finding worse than a note."""
    return running(lambda: _run(options), options.json)


async def _run(options: argparse.Namespace) -> int:
    if bool(options.router) == bool(options.export):
        raise WrongInput("doctor looks at one thing: --router HOST or --export FILE.")
    seen = _exported(options.export) if options.export else (await surveyed(options))[0]
    found = examined(seen)
    if options.json:
        print_json(findings_data(found))
    else:
        say("\n".join(finding_lines(found)) or "Nothing found.")
    return FOUND if any(one.severity is not Severity.NOTE for one in found) else DONE


def examined(seen: Survey) -> tuple[Finding, ...]:
    """The findings about a router, for the site that it seems to be."""
    try:
        preset = next(iter(load_presets().values()))
    except PresetError as error:
        raise WrongInput(f"a preset cannot be read: {error}; mend the file, or move it out of its folder") from None
    site = prefill(seen, preset)
    return (*pin.told(seen), *(check(seen, site) if site.wans else examine(seen, site)))


def _exported(path: str) -> Survey:
    """What an export tells of its router."""
    try:
        export = read_export(_text(Path(path).read_bytes()))
    except ExportError as error:
        raise WrongInput(f"{path} is no export: {error}.") from None
    except OSError as error:
        raise WrongInput(f"{path} cannot be read: {error.strerror}.") from None
    menus = {menu: tuple(rows) for menu, rows in menus_of(export).items()}
    names = menus.get("/system/identity", ())
    return Survey(
        version=export.version or Version(6, 49),
        identity=names[0].get("name", "") if names else "",
        board=export.model,
        policies=frozenset({"read", "write", "policy", "test", "api"}),
        menus={**menus, "/interface": _interfaces(menus)},
    )


def _text(data: bytes) -> str:
    """The file's text: UTF-8, else the Windows code page that old Winbox wrote names and comments in."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _interfaces(menus: dict[str, tuple[dict[str, str], ...]]) -> tuple[dict[str, str], ...]:
    """The interfaces that an export names; which of them are plugged in it does not say."""
    kinds = {"/interface/ethernet": "ether", "/interface/bridge": "bridge", "/interface/vlan": "vlan"}
    kinds |= {"/interface/pppoe-client": "pppoe-out", "/interface/lte": "lte"}
    named = {
        row.get("name") or row.get("default-name", ""): kind
        for menu, kind in kinds.items()
        for row in menus.get(menu, ())
    }
    ports = {row.get("interface", ""): "ether" for row in menus.get("/interface/bridge/port", ())}
    used = {
        row.get("interface", ""): "ether" for menu in ("/ip/address", "/ip/dhcp-client") for row in menus.get(menu, ())
    }
    return tuple({"name": name, "type": kind} for name, kind in {**used, **ports, **named}.items() if name)
