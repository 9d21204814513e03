"""What a story needs of a router, read on demand beside what the live views read anyway, and put together. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from routerboard.language.survey import Survey
from routerboard.link.watching import Feed
from routerboard.packetflow.account import HOSTS, MANGLE, NAT, Router
from routerboard.packetflow.ruleset import MENUS
from tui.watch.feeds import FEEDS
from tui.watch.lines import addresses_of
from tui.watch.state import CONNECTIONS, Watched
from tui.words.story import ROUTE, Known
from wizards.intended import intended
from wizards.lines import Job
from wizards.record import built_from
from wizards.site import Site

RESTS = 30.0
"""Seconds between two readings of what seldom changes, while a story is shown."""
NEEDED = (*MENUS, HOSTS, "/tool/netwatch")
STORY_FEEDS: Mapping[str, Feed] = {
    menu: FEEDS.get(menu, Feed(menu, RESTS)) for menu in NEEDED
}  # fmt: skip
"""A feed for each menu that decides what happens to a packet."""
TOLD = (CONNECTIONS, ROUTE, MANGLE, NAT, "/ip/firewall/filter", "/ip/firewall/raw")
"""Menus whose rows have a story."""


def needed(menu: str, survey: Survey) -> tuple[str, ...]:
    """What the story of a row of this menu needs; the rules of routes are elsewhere in the other major version."""
    lacks = "/ip/route/rule" if survey.version.can("routing-tables") else "/routing/rule"
    more = () if menu == CONNECTIONS else (CONNECTIONS,)
    return (*(one for one in NEEDED if one != lacks), *more)


def reasons(survey: Survey, site: Site | None) -> dict[tuple[str, str], str]:
    """(menu, role) -> why our plan has that row: of the site at hand, else of the one that the router says."""
    built = built_from(survey) if site is None else None
    site = site if built is None else built.site
    if site is None:
        return {}
    return {(item.menu, item.role): item.why for item in intended(Job(survey, site))}


def known(watched: Watched, survey: Survey, why: Mapping[tuple[str, str], str]) -> Known:
    """What is known now, as a story is told from."""
    menus = watched.menus
    dead = [line.interface for line in watched.lines if line.name in watched.down]
    partial = {
        menu: snapshot.refused or f"only {len(snapshot.rows)} of {snapshot.total} rows are here"
        for menu, snapshot in watched.snapshots.items()
        if menu in (*NEEDED, CONNECTIONS) and (snapshot.refused or not snapshot.whole)
    }
    asked = [one for one in needed(CONNECTIONS, survey) if one != HOSTS or survey.hotspots]
    unread = dict.fromkeys((one for one in asked if one not in menus), "it was not read")
    return Known(
        Router.of({menu: menus.get(menu, ()) for menu in NEEDED}, survey.version, dead),
        watched.lines,
        why,
        addresses_of(watched.lines, menus),
        {**unread, **partial},
        menus.get(CONNECTIONS, ()),
    )
