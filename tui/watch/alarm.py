"""A bell and a word when a line is lost, and a word when it is back, whatever tab is shown; `quiet` keeps them away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.watch.happened import Happened


class Alarm:
    """Tells of each loss once. A line that is down when the watching begins is no news: it stands on the screen."""

    def __init__(self, notify: Callable[..., Any], bell: Callable[[], Any]) -> None:
        self._notify, self._bell = notify, bell
        self._told = 0
        self.quiet = False

    def turn(self) -> None:
        """Quiet, or loud again."""
        self.quiet = not self.quiet

    def tell(self, happened: Happened) -> None:
        """Tell of the losses and returns that nobody was told of yet."""
        fresh = happened.since(self._told)
        self._told = happened.count
        if self.quiet:
            return
        lost = [one for one in fresh if one.kind == "lost"]
        for one in fresh:
            if one.kind == "lost":
                self._notify(one.words, title=f"{one.at} line lost", severity="error", timeout=15)
            elif one.kind == "back":
                self._notify(one.words, title=f"{one.at} line back", severity="information")
        if lost:
            self._bell()
