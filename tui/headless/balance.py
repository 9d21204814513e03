"""How the guests' connections spread over the lines now, judged for this classifier and this number of guests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from proof.results import Balance
from routerboard.link.session import Session
from routerboard.link.watching import Snapshot, Watcher
from tui.watch.feeds import FEEDS, HEADER, TAB_MENUS
from tui.watch.state import Watched


@dataclass(frozen=True)
class _Held:
    """One session, as a watcher asks for it."""

    held: Session

    async def session(self) -> Session:
        return self.held


async def balance_of(session: Session) -> Balance | None:
    """What one look at the connections tells; None where no rule spreads them, or they are not all here."""
    watched = Watched()

    def take(menu: str, snapshot: Snapshot) -> None:
        watched.take(menu, snapshot, "")

    watcher = Watcher(_Held(session), FEEDS, take)
    for menu in (*HEADER, *TAB_MENUS["Overview"]):
        watcher.want(menu)
        await watcher.poll_once()
    return watched.balance()


def unsettled(balance: Balance) -> Balance:
    """The same without a verdict: connections that were begun while a line was out are no fair draws."""
    return replace(balance, verdict="unknown", words="not judged: a drill has moved connections within half an hour")
