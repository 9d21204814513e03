"""The last line of every screen: its keys, clickable. What cannot be done now stands in brackets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from tui.actions import ACTIONS, Action

GAP = "   "


class KeyBar(Widget):
    """The actions of a scope, as many as fit; `? Help` and `^p All` always do."""

    ALLOW_SELECT = False
    auto_links = False

    def __init__(
        self,
        scope: str,
        why_not: Callable[[str], str],
        offers: Callable[[Action], bool] = lambda action: action.footer,
    ) -> None:
        super().__init__()
        self._scope, self._why_not, self._offers = scope, why_not, offers

    def render(self) -> Content:
        """The line itself, made anew each time, since what can be done changes."""
        always = [self._cell(action, "app") for action in ACTIONS["app"] if action.footer]
        room = self.size.width - 2 - sum(len(GAP) + cell.cell_length for cell in always)
        own = [self._cell(action, "screen") for action in ACTIONS[self._scope] if self._offers(action)]
        return Content(" ") + Content(GAP).join([*fitting(own, room), *always])

    def _cell(self, action: Action, target: str) -> Content:
        blocked = target == "screen" and bool(self._why_not(action.name))
        click = Style.from_meta({"@click": f"{target}.act('{action.name}')"})
        words = Content.assemble((action.shown_key, "$primary bold"), f" {action.label}")
        shown = Content.assemble("(", words.plain, ")").stylize("$quiet") if blocked else words
        return shown.stylize(click)


def fitting(cells: Sequence[Content], room: int) -> list[Content]:
    """The first cells that fit into so many columns, the gaps counted."""
    kept: list[Content] = []
    for cell in cells:
        room -= cell.cell_length + len(GAP)
        if room < 0:
            break
        kept.append(cell)
    return kept
