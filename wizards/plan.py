"""What would change on a router so that it becomes the site: `plan(survey, site) -> Plan`."""

from __future__ import annotations

from collections.abc import Sequence

from routerboard.language.change import Change, Plan
from routerboard.language.items import Item, role_of
from routerboard.language.ledger import Record, extended
from routerboard.language.survey import Survey
from wizards import checks
from wizards.checks.record import too_long, unknown_past, unreadable
from wizards.clearing import SCRIPTS
from wizards.foreign import foreign_changes
from wizards.intended import intended
from wizards.ledger import put_back
from wizards.lines import Job
from wizards.order import MENUS, in_order, stage
from wizards.reconcile import Rows, additive, removals, unwanted
from wizards.record import HOOKS, ROLE, forgetting, record_of, recorded
from wizards.site import Site

LISTS = "/ip/firewall/address-list"


def plan(survey: Survey, site: Site) -> Plan:
    """The ordered changes from this router to this site, a sentence of why for each; empty where nothing differs.

    One of them writes down on the router itself what it was built from and what was changed of others: in front of all
    other scripts, since it is the last one that an uninstall removes, and what comes back must come in the same order.
    A site that is impossible, or asks for what cannot be done yet, gives a plan without changes and with the errors.
    """
    impossible = checks.impossible(survey, site)
    if impossible:
        return Plan(site.name, survey.version, (), impossible)
    changes = _changes(Job(survey, site))
    kept = recorded(survey, site, changes)
    at = next((at for at, change in enumerate(changes) if change.menu == SCRIPTS), len(changes))
    written = (*changes[:at], *kept, *changes[at:])
    return Plan(site.name, survey.version, written, (*too_long(kept), *checks.examine(survey, site)))


def _changes(job: Job) -> tuple[Change, ...]:
    items = intended(job)
    added = [change for menu in MENUS for change in additive(menu, _rows(job.survey, menu), _of(items, menu))]
    gone = [change for menu in MENUS for change in removals(menu, _rows(job.survey, menu), _of(items, menu))]
    first = [change for change in gone if _in_the_way(change, added)]
    return (*first, *in_order([*added, *foreign_changes(job)], [change for change in gone if change not in first]))


def _in_the_way(change: Change, added: Sequence[Change]) -> bool:
    """Whether a list has an address already that another row shall have: it takes none twice."""
    held = change.before.get("list"), change.before.get("address")
    wanted = ((one.args.get("list"), one.args.get("address")) for one in added if one.menu == LISTS)
    return change.menu == LISTS and held in wanted


def _of(items: Sequence[Item], menu: str) -> list[Item]:
    return [item for item in items if item.menu == menu]


def uninstall(survey: Survey, ledger: Sequence[Change] = ()) -> Plan:
    """What takes us off this router again, and puts back what was changed of others.

    That is in the router's own ledger; `ledger` is what this computer knows of it, for routers set up before they
    kept one. Everything goes in the reverse of the order of writing: marks first, tables last, then the ledger itself.
    A foreign row that has been changed or removed since is left alone, and a finding says so.
    """
    kept = record_of(survey)
    if kept is not None and kept.newer:
        return Plan("uninstall", survey.version, (), tuple(unreadable(survey)))
    back, left = put_back(survey, _known(kept, ledger))
    ours = [(stage(change), change) for menu in MENUS for change in _removals(survey, menu)]
    theirs = [(stage(change), undo) for change, undo in reversed(back)]
    backwards = [change for _, change in sorted([*theirs, *ours], key=lambda one: one[0], reverse=True)]
    findings = (*left, *unreadable(survey), *(() if ledger else unknown_past(survey)))
    return Plan("uninstall", survey.version, (*backwards, *forgetting(survey)), findings)


def _known(kept: Record | None, ledger: Sequence[Change]) -> tuple[Change, ...]:
    """The router's own ledger where it has all; else what either knows."""
    if kept is not None and kept.whole:
        return kept.ledger
    return extended(ledger, kept.ledger if kept is not None else ())


def _rows(survey: Survey, menu: str) -> Rows:
    """The rows of a menu but for what the record and a change under way keep for themselves."""
    return tuple(row for row in survey.rows(menu) if role_of(row) not in {ROLE, *HOOKS})


def _removals(survey: Survey, menu: str) -> list[Change]:
    rows = _rows(survey, menu)
    return unwanted(menu, rows, [row for row in rows if role_of(row)])
