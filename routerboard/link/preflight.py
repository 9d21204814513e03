"""Before the first write: whether a plan may be written, and by which means the router can undo it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from routerboard.language.change import Plan
from routerboard.language.items import is_true
from routerboard.language.survey import Survey
from routerboard.language.values import parse_duration, parse_size
from routerboard.language.version import Version
from routerboard.link.guard import objections
from routerboard.link.lockout import lockout, way_of
from routerboard.link.means import Means
from routerboard.link.target import API_PORT
from routerboard.link.undo_script import RIGHTS
from routerboard.link.writer import Secrets

MOST_WRITES = 80
"""Changes that safe mode is trusted with: its history holds a hundred actions, and with more it undoes nothing."""

LEAST_MEMORY = 4 * 1024 * 1024
LEAST_FLASH = 128 * 1024
"""Bytes that must be free: for the script, a backup and an export, and what RouterOS itself needs to go on."""

SETTLED = 120.0
"""Seconds after a start from which on a later start can be told from this one by the uptime."""

_LAST_DAY = datetime(2024, 1, 1).astimezone()
_EXECUTES = Version.parse("6.43")


@dataclass(frozen=True)
class Preflight:
    """What was found: why the plan must not be written, what should be known, and how it can be undone."""

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    means: Means


def preflight(
    survey: Survey, plan: Plan, host: str, secrets: Secrets, *, now: datetime, port: int = API_PORT
) -> Preflight:
    """Look at all that can be known beforehand; `host` and `port` are where our session goes to, `now` is aware."""
    cut, unsure = _cut(survey, plan, host, port)
    refusals = (
        *objections(survey, plan, host, secrets),
        *_held(survey),
        *_room(survey),
        *_locked(survey, plan),
        *cut,
    )
    return Preflight(refusals, (*unsure, *_clock(survey, now), *_offload(survey)), means_of(survey, plan))


def means_of(survey: Survey, plan: Plan) -> Means:
    """What this router, this user and this plan allow."""
    script = _rights(survey)
    locked = script or _device_mode(survey, "scheduler", "the scheduler")
    old = f"RouterOS {survey.version} runs no scripts for the API" if survey.version < _EXECUTES else ""
    return Means(
        safe_mode=script or _safe_mode(survey, plan),
        job=script or old,
        in_time=locked,
        at_boot=locked,
        netwatch=script or _young(survey),
    )


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


def _young(survey: Survey) -> str:
    rows = survey.rows("/system/resource")
    try:
        up = parse_duration(rows[0]["uptime"])
    except (LookupError, ValueError):
        return "the router does not tell its uptime"
    return f"the router has only been up for {up:.0f} s" if up < SETTLED else ""


def _device_mode(survey: Survey, feature: str, what: str) -> str:
    row = next(iter(survey.rows("/system/device-mode")), {})
    if is_true(row.get("flagged")):
        return "the router is flagged in its device-mode"
    off = feature in row and not is_true(row[feature])
    return f"device-mode {row.get('mode', '')} forbids {what}" if off else ""


def _held(survey: Survey) -> Iterator[str]:
    for row in survey.rows("/safe-mode"):
        if is_true(row.get("enabled")):
            who = row.get("user") or row.get("owner") or "somebody"
            yield f"{who} holds safe mode on this router: what we write would be undone with it. Let {who} release it."


def _room(survey: Survey) -> Iterator[str]:
    row = next(iter(survey.rows("/system/resource")), {})
    for name, least, what in (("free-memory", LEAST_MEMORY, "memory"), ("free-hdd-space", LEAST_FLASH, "flash")):
        try:
            free = parse_size(row[name])
        except (KeyError, ValueError):
            continue
        if free < least:
            have, need = f"{free / 1024:.0f} KiB", f"{least / 1024:.0f} KiB"
            yield f"The router has {have} of {what} left; {need} are needed. Remove old files, or restart it."


def _locked(survey: Survey, plan: Plan) -> Iterator[str]:
    """What device-mode would refuse in the middle of the plan."""
    why = _device_mode(survey, "hotspot", "HotSpot")
    if why and any(change.menu.startswith("/ip/hotspot") for change in plan.changes):
        yield f"{why[0].upper()}{why[1:]}: /system device-mode update hotspot=yes, then press its button."


def _cut(survey: Survey, plan: Plan, host: str, port: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    way = way_of(survey, host, port)
    if way is None:
        return (), ("Whether this laptop would still reach the router cannot be told: it comes by no known address.",)
    try:
        why = lockout(survey, plan, way)
    except LookupError:
        return (), ()
    return ((f"{why} This laptop would lose the router.",) if why else ()), ()


def _clock(survey: Survey, now: datetime) -> Iterator[str]:
    year = next((part for part in survey.clock.replace("/", "-").split(" ")[0].split("-") if len(part) == 4), "")
    if year.isdigit() and (int(year) < _LAST_DAY.year or abs(int(year) - now.year) > 1):
        yield f"The router's clock says {survey.clock}: times in its log will be wrong. The undo does not depend on it."


def _offload(survey: Survey) -> Iterator[str]:
    for row in survey.rows("/interface/ethernet/switch"):
        if is_true(row.get("l3-hw-offloading")):
            name = row.get("name", "The switch")
            yield f"{name} routes in hardware: those packets pass no mangle rule and are not shared among the lines."
