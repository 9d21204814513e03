"""What would change on a router so that it becomes the site: `plan(survey, site) -> Plan`."""

from __future__ import annotations

from collections.abc import Sequence

from routerboard.language.change import Change, Finding, Plan, Severity
from routerboard.language.inverse import inverse_of
from routerboard.language.items import Item, role_of
from routerboard.language.survey import Survey
from wizards import checks
from wizards import ledger as ledgers
from wizards.foreign import foreign_changes
from wizards.intended import intended
from wizards.lines import Job
from wizards.order import MENUS, in_order, stage
from wizards.reconcile import additive, removals, unwanted
from wizards.site import Site


def plan(survey: Survey, site: Site) -> Plan:
    """The ordered changes from this router to this site, a sentence of why for each; empty where nothing differs.

    A site that is impossible, or asks for what cannot be done yet, gives a plan without changes and with the errors.
    """
    impossible = checks.impossible(survey, site)
    if impossible:
        return Plan(site.name, survey.version, (), impossible)
    job = Job(survey, site)
    return Plan(site.name, survey.version, _changes(job), checks.check(survey, site))


def _changes(job: Job) -> tuple[Change, ...]:
    items = intended(job)
    added = [change for menu in MENUS for change in additive(menu, job.survey.rows(menu), _of(items, menu))]
    gone = [change for menu in MENUS for change in removals(menu, job.survey.rows(menu), _of(items, menu))]
    return in_order([*added, *foreign_changes(job)], gone)


def _of(items: Sequence[Item], menu: str) -> list[Item]:
    return [item for item in items if item.menu == menu]


def uninstall(survey: Survey, ledger: Sequence[Change] = ()) -> Plan:
    """What takes us off this router again; `ledger` are the foreign changes once made, which are put back.

    Everything goes in the reverse of the order of writing: marks first, tables last. A foreign row that has been
    changed or removed since is left alone, and a finding says so.
    """
    kept, lost = ledgers.still_ours_to_undo(survey, ledger)
    ours = [(stage(change), change) for menu in MENUS for change in _removals(survey, menu)]
    theirs = [(stage(change), inverse_of(change)) for change in reversed(kept)]
    backwards = sorted([*theirs, *ours], key=lambda one: one[0], reverse=True)
    return Plan("uninstall", survey.version, tuple(change for _, change in backwards), tuple(map(_left_alone, lost)))


def _removals(survey: Survey, menu: str) -> list[Change]:
    rows = survey.rows(menu)
    return unwanted(menu, rows, [row for row in rows if role_of(row)])


def _left_alone(change: Change) -> Finding:
    return Finding(
        Severity.WARNING,
        f"{change.menu}: the row that we changed ({change.role.removeprefix('foreign:')}) is no longer as we left it",
        "somebody has changed or removed it since, so what it was before is not written back",
        f"look at it by hand; before us it had {dict(change.before)}",
        "ledger-row-changed",
    )
