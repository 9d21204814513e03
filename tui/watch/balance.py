"""How the guests' connections spread over the lines now, judged for this classifier and this number of guests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from proof.results import Balance, Drill
from proof.stamp import stamp
from routerboard.link.session import Session
from routerboard.link.watching import Snapshot, Watcher
from tui.watch.feeds import FEEDS, HEADER, TAB_MENUS
from tui.watch.state import SETTLED, Watched
from tui.watch.tally import Spread


@dataclass(frozen=True)
class _Held:
    """One session, as a watcher asks for it."""

    held: Session

    async def session(self) -> Session:
        return self.held


async def balance_of(session: Session, laptop: str, drills: Iterable[Drill] = ()) -> Balance | None:
    """What one look at the connections tells; None where no rule spreads them.

    laptop   our own address, whose connections count for nothing: a measurement pins them
    drills   earlier ones: what was begun while a line was out is no fair draw, and has no verdict
    """
    watched = Watched(spread=Spread(laptop))

    def take(menu: str, snapshot: Snapshot) -> None:
        watched.take(menu, snapshot, "")

    watcher = Watcher(_Held(session), FEEDS, take)
    for menu in (*HEADER, *TAB_MENUS["Overview"]):
        watcher.want(menu)
        await watcher.poll_once()
    found = watched.balance()
    if found is None:
        return None
    found = replace(found, ended=stamp())
    if not lately(drills, datetime.now().astimezone()):
        return found
    return replace(found, verdict="unknown", words="not judged: a drill has moved connections within half an hour")


def lately(drills: Iterable[Drill], now: datetime) -> bool:
    """Whether one of them ended less than half an hour ago."""
    return any(one.ended and (now - datetime.fromisoformat(one.ended)).total_seconds() < SETTLED for one in drills)
