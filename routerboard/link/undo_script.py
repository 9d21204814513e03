"""The console scripts by which a router takes a plan back by itself. Pure: text out of a plan.

    simplifi-undo            the inverse of the plan, row by row; ends by removing every trace of itself
    the hooks                what runs it: a background job, scheduler entries, netwatch; each looks for it first

Every row of the inverse is found by what it is, never by its place or id, and nothing is done where it is already as
before: so the script may run after any number of changes were written, and twice. A step that fails does not keep the
rest from being done. What a router cannot read would spoil the whole script: only properties of its version are in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from routerboard.language.change import Change, Plan
from routerboard.language.inverse import inverse_of
from routerboard.language.items import PREFIX, Row, role_of
from routerboard.language.menus import menu
from routerboard.language.script import command, found, menu_line
from routerboard.language.values import print_duration
from routerboard.language.version import Version
from routerboard.link.settings import configuration

SCRIPT = "simplifi-undo"
"""The name of the script; names are unique on a router, so adding it is the lock between two laptops."""

WRITE_SCRIPT = "simplifi-write"
"""The name of the script that writes; it carries the same mark, so that whoever undoes removes it too."""

RIGHTS = "read,write,policy,test,sensitive"
"""What our scripts and their entries may do; whoever adds them must be allowed as much."""

MARK = f"{PREFIX}undo"
"""How the comments of the script and of its hooks begin."""

IN_TIME = f"{SCRIPT}-in-time"
AT_BOOT = f"{SCRIPT}-at-boot"

_TRACES = ("/system/scheduler", "/tool/netwatch", "/system/script")
"""Where a trace can be; the script itself goes last."""

_KEYS: Mapping[str, tuple[str, ...]] = {
    "/interface/bridge/port": ("interface",),
    "/interface/list/member": ("list", "interface"),
    "/ip/dhcp-client": ("interface",),
    "/ip/address": ("address", "interface"),
}
"""What tells a row without a comment of ours from the others of its menu, where a name does not."""


def undo_script(plan: Plan, token: str) -> str:
    """The script that leads back to where the plan began; `token` is in the comments of its traces."""
    steps = [step for change in reversed(plan.changes) if (step := _step(change, plan.version))]
    return "\n".join((f"# undo of {_ascii(plan.site)}", *map(_guarded, steps), *traces_removed(token))) + "\n"


def traces_removed(token: str) -> tuple[str, ...]:
    """The commands that remove the script and every hook of this token."""
    return tuple(_guarded(f'{menu_line(path)} remove [find where comment~"{MARK} - {token}"]') for path in _TRACES)


def hook(token: str, *, release: bool = False) -> str:
    """What every hook does: run the script if it is still there, then remove all traces.

    release   let go of safe mode first, or it would later undo the undo
    """
    there = f'[:len [/system script find where name="{SCRIPT}" comment~"{MARK} - {token}"]] = 1'
    let_go = _guarded("/safe-mode release") + "; " if release else ""
    run = _guarded(f"/system script run {SCRIPT}")
    return f":if ({there}) do={{ {let_go}{run} }}; " + "; ".join(traces_removed(token))


def job(token: str, seconds: float, *, release: bool = False) -> str:
    """The background job: wait, then do what every hook does."""
    return f":delay {round(seconds)}s; {hook(token, release=release)}"


def in_time(token: str, uptime: float, *, release: bool = False) -> str:
    """The scheduler entry that runs every few seconds: it acts once the router is up for so many seconds.

    Uptime, not the clock: a line that comes up lets NTP move the clock by years.
    """
    return (
        f":if ([/system resource get uptime] >= {print_duration(int(uptime))}) do={{ {hook(token, release=release)} }}"
    )


def after_boot(token: str, uptime: float, *, release: bool = False) -> str:
    """The netwatch script: it acts where the router is up for less than when it was armed, so was restarted."""
    return (
        f":if ([/system resource get uptime] < {print_duration(int(uptime))}) do={{ {hook(token, release=release)} }}"
    )


def _guarded(command: str) -> str:
    return f":do {{ {command} }} on-error={{}}"


def _step(change: Change, version: Version) -> str:
    """The command that takes one change back; "" where there is nothing to write."""
    undo = inverse_of(change)
    if undo.verb == "add":
        return _added_again(undo, version)
    if undo.verb == "remove":
        undo = replace(undo, match=_identity(undo.menu, undo.before, undo.match))
    return "" if undo.verb == "set" and not undo.args else command(undo, version)


def _added_again(undo: Change, version: Version) -> str:
    """Add the row unless it is there, in its place where its neighbour is there."""
    known = menu(undo.menu, version)
    whole = replace(undo, args=configuration(undo.menu, version, undo.args))
    last = command(replace(whole, place_before=None), version)
    absent = f"[:len {found(undo.menu, _identity(undo.menu, whole.args, whole.args))}] = 0"
    if undo.place_before is None or known is None or not known.ordered:
        return f":if ({absent}) do={{ {last} }}"
    neighbour = f"[:len {found(undo.menu, undo.place_before)}] = 1"
    return f":if ({absent}) do={{ :if ({neighbour}) do={{ {command(whole, version)} }} else={{ {last} }} }}"


def _identity(path: str, row: Row, match: Row) -> Row:
    """What picks a row among those of its menu: its role's comment, its name, its key; else all that is known of it."""
    if role_of(row):
        return {"comment": row["comment"]}
    for names in (("name",), _KEYS.get(path, ())):
        if names and all(row.get(name) for name in names):
            return {name: row[name] for name in names}
    return match


def _ascii(text: str) -> str:
    return " ".join(text.encode("ascii", "replace").decode().split())
