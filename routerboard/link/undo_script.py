"""The console scripts by which a router takes a plan back by itself. Pure: text out of a plan.

    simplifi-undo            the inverse of the plan, row by row; ends by removing every trace of itself
    the hooks                what runs it: a background job, scheduler entries, netwatch; each looks for it first

Every row of the inverse is found by what it is, never by its place or id, and nothing is done where it is already as
before: so the script may run after any number of changes were written, and twice. A step that fails does not keep the
rest from being done, and is tried again; until all is done the script and its hooks stay, and the log says so. What a
router cannot read would spoil the whole script: only properties of its version are in it.

The token in the script and in its hooks tells whose they are; comments are for people, who may edit them.
"""

from __future__ import annotations

import re
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

ROUNDS = 3
"""How often a step that fails is tried."""

TRIES, AGAIN = 40, 15
"""How often the background job runs a script that stays, and the seconds between."""

_HOOKS = (("/system/scheduler", "on-event"), ("/tool/netwatch", "down-script"))
"""Where hooks can be, and which of their properties has the token."""

_KEYS: Mapping[str, tuple[str, ...]] = {
    "/interface/bridge/port": ("interface",),
    "/interface/list/member": ("list", "interface"),
    "/ip/dhcp-client": ("interface",),
    "/ip/address": ("address", "interface"),
}
"""What tells a row without a comment of ours from the others of its menu, where a name does not."""


def undo_script(plan: Plan, token: str) -> str:
    """The script that leads back to where the plan began; `token` is in its first line and in all its hooks."""
    steps = [step for change in reversed(plan.changes) if (step := _step(change, plan.version))]
    lines = (
        f"# undo of {_ascii(plan.site)}, {token}",
        "{",
        ":local left 1",
        ":local round 0",
        f":while ($left > 0 and $round < {ROUNDS}) do={{",
        ":set left 0",
        ":set round ($round + 1)",
        ":if ($round > 1) do={ :delay 2s }",
        *(f":do {{ {step} }} on-error={{ :set left ($left + 1) }}" for step in steps),
        "}",
        ":if ($left = 0) do={",
        *hooks_removed(token),
        *_scripts_removed(token),
        "} else={",
        ':log error "simplifi: $left steps of the undo failed; they are tried again"',
        "}",
        "}",
    )
    return "\n".join(lines) + "\n"


_TITLE = re.compile(r"# undo of .*, (?P<token>[0-9a-f]+)\s")


def token_of(source: str) -> str:
    """The token in the first line of an undo script; "" where it has none."""
    found = _TITLE.match(source)
    return found["token"] if found else ""


def hooks_removed(token: str) -> tuple[str, ...]:
    """The commands that remove every hook of this token."""
    return tuple(_guarded(f'{menu_line(path)} remove [find where {name}~"{token}"]') for path, name in _HOOKS)


def _scripts_removed(token: str) -> tuple[str, ...]:
    """The commands that remove the scripts of this token: the one that writes, and the one that takes back."""
    return tuple(
        _guarded(f'/system script remove [find where name="{name}" and {_has(token)}]')
        for name in (WRITE_SCRIPT, SCRIPT)
    )


def _has(token: str) -> str:
    return f'(comment~"{token}" or source~"{token}")'


def hook(token: str, *, release: bool = False) -> str:
    """What every hook does: run the script if it is there; once it is not, remove the hooks.

    release   let go of safe mode first, or it would later undo the undo
    """
    return f":if ({_there(token)} = 1) do={{ {_run(release)} }}; {_tidy(token)}"


def _there(token: str) -> str:
    return f'[:len [/system script find where name="{SCRIPT}" and {_has(token)}]]'


def _run(release: bool) -> str:
    let_go = _guarded("/safe-mode release") + "; " if release else ""
    return let_go + _guarded(f"/system script run {SCRIPT}")


def _tidy(token: str) -> str:
    gone = "; ".join(hooks_removed(token))
    return f":if ({_there(token)} = 0) do={{ {gone} }}"


def job(token: str, seconds: float, *, release: bool = False) -> str:
    """The background job: wait, then do what every hook does; again for as long as the script could not do all."""
    again = f":if ({_there(token)} = 1) do={{ {_run(release)}; :if ({_there(token)} = 1) do={{ :delay {AGAIN}s }} }}"
    return f":delay {round(seconds)}s; :for try from=1 to={TRIES} do={{ {again} }}; {_tidy(token)}"


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
