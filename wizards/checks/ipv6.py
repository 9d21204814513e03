"""IPv6 goes its own way: no mark, no table and no HotSpot of version 4 touches it."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import Row
from routerboard.language.survey import Survey
from wizards.checks.say import note, warning
from wizards.lines import Job
from wizards.rows import enabled


def findings(job: Job) -> Iterator[Finding]:
    """Whether guests get addresses of it, else whether the router alone has one."""
    held = [row for row in job.survey.rows("/ipv6/address") if _is_global(row)]
    guests = [row for row in held if row.get("interface") in (job.site.lan.interface, *job.site.lan.also)]
    if guests or (held and not _named(held)):
        yield from _of_guests(job, guests or held)
    elif held:
        what = f"the router has an IPv6 address on {', '.join(_named(held))}"
        why = "guests have none, so all they do is balanced; the router itself may prefer it"
        yield note("ipv6-router", what, why, "nothing to do, as long as no guest gets one")


def _is_global(row: Row) -> bool:
    off = row.get("disabled") in ("true", "yes")
    return not off and row.get("address", "").startswith(("2", "3"))


def _named(rows: list[Row]) -> list[str]:
    return sorted({row["interface"] for row in rows if row.get("interface")})


def _of_guests(job: Job, rows: list[Row]) -> Iterator[Finding]:
    where = ", ".join(_named(rows)) or job.site.lan.interface
    announced = f", announced by the router ({', '.join(found)})" if (found := _announced(job.survey)) else ""
    why = "it is not balanced and does not fail over, and devices try it first: when its line dies they wait for it"
    if job.site.lan.hotspot:
        why += "; and it passes by the HotSpot without a log-in"
    fix = f"/ipv6/nd set [find interface={where}] disabled=yes, or " if announced and "," not in where else ""
    fix += "/ipv6/settings set disable-ipv6=yes" if job.version.can("routing-tables") else "disable the package ipv6"
    yield warning("ipv6", f"guests on {where} also get IPv6{announced}", why, f"{fix}; or know that it keeps to a line")


def _announced(survey: Survey) -> list[str]:
    """The interfaces by which the router tells guests of it."""
    return sorted({row.get("interface", "") for row in enabled(survey.rows("/ipv6/nd"))})
