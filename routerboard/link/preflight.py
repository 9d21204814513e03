"""Before the first write: whether a plan may be written, and by which means the router can undo it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from routerboard.language.change import Plan
from routerboard.language.items import is_true
from routerboard.language.survey import Survey
from routerboard.language.values import parse_duration, parse_size
from routerboard.language.version import Version
from routerboard.link.guard import objections
from routerboard.link.lockout import lockout
from routerboard.link.means import Means
from routerboard.link.target import API_PORT
from routerboard.link.undo_script import RIGHTS
from routerboard.link.writer import Secrets

MOST_WRITES = 80
"""Changes that safe mode is trusted with: its history holds a hundred actions, and with more it undoes nothing."""

LEAST_MEMORY = 4 * 1024 * 1024
LEAST_FLASH = 32 * 1024
"""Bytes that must be free for RouterOS itself to go on; the plan and its undo come on top of the flash."""

BACKUPS = 256 * 1024
"""Bytes of flash that a backup and an export take on a router of some size."""

SETTLED = 120.0
"""Seconds after a start from which on a later start can be told from this one by the uptime."""

ASTRAY = timedelta(days=1)
"""By how much two clocks may differ, wherever on Earth they believe to be."""

_EXECUTES = Version.parse("6.43")
_OFF_WHEN_FLAGGED = frozenset({"scheduler"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Preflight:
    """What was found: why the plan must not be written, what should be known, and how it can be undone."""

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    means: Means


def preflight(
    survey: Survey,
    plan: Plan,
    host: str,
    secrets: Secrets,
    *,
    now: datetime,
    port: int = API_PORT,
    waited: float = 0.0,
) -> Preflight:
    """Look at all that can be known beforehand.

    host, port   where our session goes to; now   aware; waited   seconds that have passed since the survey
    """
    seen, means = lockout(survey, plan, host, port), means_of(survey, plan, waited)
    refusals = (
        *objections(survey, plan, host, secrets, port=port),
        *_held(survey),
        *_room(survey, plan),
        *_locked(survey, plan),
        *((f"{seen.cut} {_STRANDED}",) if seen.cut else ()),
    )
    small = _backups(survey, plan) if not refusals else ()
    boot = _no_restart(means) if not refusals else ()
    warnings = (*seen.unsure, *boot, *_flagged(survey), *_clock(survey, now), *small, *_offload(survey))
    return Preflight(refusals, warnings, means)


_STRANDED = "This laptop would lose the router: change that, or log in from where it is not in the way."


def unsettled(survey: Survey, plan: Plan) -> float:
    """Seconds to wait until the router could undo at a restart, too; 0 where it can already, or never will."""
    means = means_of(survey, plan)
    if not (means.at_boot and means.netwatch and means.any) or means_of(survey, plan, SETTLED).netwatch:
        return 0.0
    return max(0.0, SETTLED - (_uptime(survey) or 0.0))


def means_of(survey: Survey, plan: Plan, waited: float = 0.0) -> Means:
    """What this router, this user and this plan allow, so many seconds after the survey."""
    script = _rights(survey) or _unread(survey, "/system/script")
    locked = script or _device_mode(survey, "scheduler", "the scheduler") or _unread(survey, "/system/scheduler")
    old = f"RouterOS {survey.version} runs no scripts for the API" if survey.version < _EXECUTES else ""
    return Means(
        safe_mode=script or _safe_mode(survey, plan),
        job=script or old,
        in_time=locked,
        at_boot=locked,
        netwatch=script or _unread(survey, "/tool/netwatch") or _young(survey, waited),
    )


def _unread(survey: Survey, menu: str) -> str:
    """Why a menu cannot be used that could not even be read: a package is missing, or a right."""
    return f"{menu} cannot be read: {survey.refused[menu]}" if menu in survey.refused else ""


def _rights(survey: Survey) -> str:
    lacking = [right for right in RIGHTS.split(",") if survey.policies and right not in survey.policies]
    return (
        f"the user {survey.user} lacks the right to {', '.join(lacking)}, which an undo script takes" if lacking else ""
    )


def _safe_mode(survey: Survey, plan: Plan) -> str:
    if not survey.version.can("safe-mode"):
        return f"RouterOS {survey.version} lets no program take safe mode"
    many = len(plan.changes)
    return f"safe mode forgets after 100 actions, and the plan has {many}" if many > MOST_WRITES else ""


def _young(survey: Survey, waited: float) -> str:
    up = _uptime(survey)
    if up is None:
        return "the router does not tell its uptime"
    return f"the router has only been up for {up + waited:.0f} s" if up + waited < SETTLED else ""


def _uptime(survey: Survey) -> float | None:
    """In seconds; None where the router does not tell."""
    try:
        return parse_duration(survey.rows("/system/resource")[0]["uptime"])
    except (LookupError, ValueError):
        return None


def _device_mode(survey: Survey, feature: str, what: str) -> str:
    mode = survey.device_mode
    if mode.flagged and feature in _OFF_WHEN_FLAGGED:
        return f"the router is flagged in its device-mode, which forbids {what}"
    return "" if mode.allows(feature) else f"device-mode {mode.mode} forbids {what}"


def _no_restart(means: Means) -> Iterator[str]:
    """What cannot be undone where nothing on the router outlives a restart."""
    if means.any and means.at_boot and means.netwatch:
        why = f"{means.at_boot}, and {means.netwatch}"
        yield f"Should the router restart before all is confirmed, nothing there undoes the change: {why}."


def _flagged(survey: Survey) -> Iterator[str]:
    if survey.device_mode.flagged:
        yield "The router is flagged: it suspects that somebody has tampered with it. Look through what is configured."


def _held(survey: Survey) -> Iterator[str]:
    for row in survey.rows("/safe-mode"):
        if is_true(row.get("enabled")) and not is_true(row.get("current")):
            who = row.get("user") or row.get("owner") or "somebody"
            yield f"{who} holds safe mode on this router: what we write would be undone with it. Let {who} release it."


def _room(survey: Survey, plan: Plan) -> Iterator[str]:
    needs = (("free-memory", LEAST_MEMORY, "memory"), ("free-hdd-space", LEAST_FLASH + _weight(plan), "flash"))
    for name, least, what in needs:
        free = _free(survey, name)
        if free is not None and free < least:
            have, need = f"{free / 1024:.0f} KiB", f"{least / 1024:.0f} KiB"
            yield f"The router has {have} of {what} left; {need} are needed. Remove old files, or restart it."


def _backups(survey: Survey, plan: Plan) -> Iterator[str]:
    free = _free(survey, "free-hdd-space")
    if free is not None and free < LEAST_FLASH + _weight(plan) + BACKUPS:
        yield f"The router has {free / 1024:.0f} KiB of flash left: backup and export may not fit on it."


def _free(survey: Survey, name: str) -> int | None:
    """Bytes; None where the router does not tell."""
    try:
        return parse_size(survey.rows("/system/resource")[0][name])
    except (LookupError, ValueError):
        return None


def _weight(plan: Plan) -> int:
    """Bytes of a plan: its rows, the script that writes them, and the one that takes them back."""
    texts = (text for change in plan.changes for row in (change.args, change.before) for text in row.items())
    return 3 * sum(len(name) + len(value) for name, value in texts)


def _locked(survey: Survey, plan: Plan) -> Iterator[str]:
    """What device-mode would refuse in the middle of the plan."""
    why = _device_mode(survey, "hotspot", "HotSpot")
    if why and any(change.menu.startswith("/ip/hotspot") and change.verb != "remove" for change in plan.changes):
        todo = "/system device-mode update hotspot=yes, then press its button within 5 minutes"
        yield f"{why[0].upper()}{why[1:]}: {todo}."


def _clock(survey: Survey, now: datetime) -> Iterator[str]:
    """The router's clock is its local time without a zone, and so is compared with ours."""
    shown = _moment(survey.clock)
    if shown is not None and abs(shown - now.replace(tzinfo=None)) > ASTRAY:
        yield (
            f"The router's clock says {survey.clock}, this computer's another day: times in the log and the dates of "
            "certificates will be wrong. The undo does not depend on it."
        )


def _moment(clock: str) -> datetime | None:
    """`nov/12/2026 20:40:03` of RouterOS 6 or `2026-11-12 20:40:03`; None for anything else."""
    date, _, time = clock.partition(" ")
    month, *rest = date.lower().split("/")
    try:
        if rest:
            date = f"{rest[1]}-{_MONTHS.index(month) + 1:02d}-{rest[0]}"
        return datetime.fromisoformat(f"{date} {time}".strip()).replace(tzinfo=None)
    except (ValueError, IndexError):
        return None


def _offload(survey: Survey) -> Iterator[str]:
    for row in survey.rows("/interface/ethernet/switch"):
        if is_true(row.get("l3-hw-offloading")):
            name = row.get("name", "The switch")
            yield f"{name} routes in hardware: those packets pass no mangle rule and are not shared among the lines."
