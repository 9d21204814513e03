"""The script by which a router remembers its site and what was changed of others: read, and written as a change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from routerboard.language import ledger
from routerboard.language.change import Change
from routerboard.language.items import Row, comment_for, role_of
from routerboard.language.ledger import MENU, NAME, Record
from routerboard.language.survey import Survey
from wizards.compare import same
from wizards.rows import configuration
from wizards.site import Site
from wizards.sitefile import SiteErrors, dump_site, load_site

ROLE = "site"
NOTE = "how this router was built, for simplifi-tui"
WHY = "any computer can see the site here, change it, or take it off again"
ASKS = f"Write {NAME} anew? What cannot be read of it now is lost."
_INSTALL = re.compile(r"\binstall ([0-9a-f]{8})\b")
HOOKS = frozenset({"undo"})
"""The roles of what a change leaves on a router only while it is under way; the commit takes it away itself."""


@dataclass(frozen=True)
class Built:
    """The site that a router says it was built from; None where it cannot be used here, and `why`."""

    site: Site | None
    why: str = ""


def record_of(survey: Survey) -> Record | None:
    """What the router keeps about itself; None where it keeps nothing, or may not be asked."""
    row = survey.site_script
    found = ledger.read(row.get("source", "")) if row is not None else None
    return found if found is not None and row is not None and (found.form or role_of(row) == ROLE) else None


def stranger(survey: Survey) -> bool:
    """Whether the name of the script is taken by one that is not ours."""
    return survey.site_script is not None and record_of(survey) is None


def install_of(survey: Survey) -> str:
    """The id of this installation, eight hex digits, as the comment of the script has it and the hand-over sheet.

    Once written it stays, whatever becomes of the router's parts. Before that it follows from the router's own
    hardware, so that a plan is the same each time it is made; "" where the router shows no hardware.
    """
    row = survey.site_script
    written = _INSTALL.search(row.get("comment", "")) if row is not None and role_of(row) == ROLE else None
    if written is not None:
        return written[1]
    return sha256(f"simplifi {survey.hardware}".encode()).hexdigest()[:8] if survey.hardware else ""


def unkept(survey: Survey) -> str:
    """Why the router cannot keep it, as far as can be told before; "" where it can."""
    if MENU in survey.refused and MENU not in survey.menus:
        return f"its scripts cannot be read: {survey.refused[MENU]}"
    if survey.policies and "policy" not in survey.policies:
        return f"the user {survey.user} lacks the right `policy`, which writing scripts takes"
    return ""


def settled(survey: Survey) -> bool:
    """Whether rows of ours are there already, those aside that only stay while a change is under way."""
    roles = (role_of(row) for menu, rows in survey.menus.items() if menu != MENU for row in rows)
    return any(role and role not in HOOKS for role in roles)


def built_from(survey: Survey) -> Built | None:
    """The site that the router was built from; None where it does not say."""
    found = record_of(survey)
    if found is None:
        return None
    if found.newer or not found.site:
        return Built(None, "; ".join(found.faults))
    try:
        site = load_site(found.site)
    except SiteErrors as errors:
        return Built(None, str(errors.problems[0]))
    gone = [name for name in _named(site) if survey.interface(name) is None]
    return Built(None, f"the router has no {' and no '.join(gone)} any more") if gone else Built(site)


def _named(site: Site) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(wan.interface for wan in site.wans), site.lan.interface, *site.lan.also)))


def recorded(survey: Survey, site: Site, changes: Iterable[Change]) -> list[Change]:
    """What makes the router remember this site and these changes, as a list of one.

    [] where it does already, cannot, or what it keeps must not be written over.
    """
    found = record_of(survey)
    if unkept(survey) or stranger(survey) or (found is not None and found.newer):
        return []
    earlier = found or Record("", whole=not settled(survey))
    kept = Record(dump_site(site, ascii_only=True), ledger.extended(earlier.ledger, changes), earlier.whole)
    return _written(survey.site_script, ledger.written(kept), install_of(survey), bool(earlier.faults))


def _written(row: Row | None, source: str, install: str, spoilt: bool) -> list[Change]:
    note = f"install {install}, {NOTE}" if install else NOTE
    wanted = {"name": NAME, "policy": "read", "source": source, "comment": comment_for(ROLE, note)}
    if row is None:
        return [Change(MENU, "add", wanted, WHY, ROLE)]
    args = {name: value for name, value in wanted.items() if not _is_kept(name, value, row)}
    before = {name: row.get(name, "") for name in args}
    changed = Change(MENU, "set", args, WHY, ROLE, {"name": NAME}, before, consent=ASKS if spoilt else "")
    return [changed] if args else []


def _is_kept(name: str, value: str, row: Row) -> bool:
    if name == "comment":
        return role_of(row) == ROLE and (not _INSTALL.search(value) or bool(_INSTALL.search(row.get("comment", ""))))
    if name == "source":
        return ledger.alike(value, row.get(name, ""))
    return same(name, value, row.get(name))


def forgetting(survey: Survey) -> list[Change]:
    """What removes the script, as a list of one; [] where there is none of ours."""
    row = survey.site_script
    if row is None or stranger(survey):
        return []
    why = "nothing is left to remember"
    return [Change(MENU, "remove", {}, why, ROLE, {"name": NAME}, configuration(MENU, row))]
