"""Routes that are there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import is_true, role_of
from wizards import names
from wizards.checks.say import error, note, warning
from wizards.foreign import settings
from wizards.foreign.defaults import by_hand
from wizards.leasing import Leasing
from wizards.lines import Job, dhcp_client


def findings(job: Job) -> Iterator[Finding]:
    """Competing defaults, return-path filter, tables of ours that exist under a stranger's hand."""
    yield from _two_defaults(job)
    yield from _client_default(job)
    yield from _rp_filter(job)
    yield from _twice(job)


def _two_defaults(job: Job) -> Iterator[Finding]:
    rows = by_hand(job.survey)
    distances = Counter(row.get("distance", "1") for row in rows)
    if any(count > 1 for count in distances.values()):
        seven = job.version.can("routing-tables")
        why = "equal distances are silently ECMP in version 7" if seven else "only one of them is used, and not watched"
        yield warning("two-defaults", "two default routes have the same distance", why, "the plan replaces them")
    for row in rows:
        if not row.get("check-gateway") and len(rows) > 1:
            what = f"the default route by {row.get('gateway', '')} is not watched"
            yield note("unwatched", what, "it stays in use while its line is dead", "the plan's own routes are watched")


def _client_default(job: Job) -> Iterator[Finding]:
    leasing = Leasing(job)
    for line in (one for one in job.lines if not leasing.by_itself(one)):
        row = dhcp_client(job.survey, line.wan.interface) or {}
        if row and row.get("add-default-route", "yes") != "no" and not is_true(row.get("disabled")):
            what = f"the DHCP client on {line.wan.interface} adds a default route of its own"
            yield note(
                "client-default",
                what,
                "it would join the site's routes unasked",
                "consent to the change of that client",
            )


def _rp_filter(job: Job) -> Iterator[Finding]:
    if settings.strict(job.survey) and len(job.lines) > 1:
        why = "answers that come in by any line but the first would be dropped"
        yield warning("rp-filter", "the return-path filter is strict", why, "consent: the plan makes it loose")


def _twice(job: Job) -> Iterator[Finding]:
    for menu, rows in job.survey.menus.items():
        counted = Counter(role for row in rows if (role := role_of(row)))
        for role, count in counted.items():
            if count > 1:
                what = f"{menu}: {count} rows carry the comment simplifi:{role}"
                yield error(
                    "role-twice", what, "we could not tell which one is ours", "remove the copies, or their comments"
                )
    if job.version.can("routing-tables"):
        yield from _foreign_tables(job)


def _foreign_tables(job: Job) -> Iterator[Finding]:
    foreign = {table.name for table in job.survey.tables if not table.ours}
    for line in job.lines:
        if names.table(line.name) in foreign:
            what = f"the routing table {line.table} is there already"
            yield note("foreign-table", what, "the plan uses it, and leaves it when it goes", "nothing to do")
