"""The command palette: every action of the screen beneath and of the app, from the one registry."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.actions import ACTIONS, Action
from tui.screens.base import Acting


class ActionCommands(Provider):
    """Offers the actions of the screen and of the app; what cannot be done now says why."""

    async def discover(self) -> Hits:
        """All of them, in the order of the footer."""
        for action, why_not in self._offers():
            yield DiscoveryHit(action.label, partial(self._do, action), action.label, why_not or action.help)

    async def search(self, query: str) -> Hits:
        """Those whose label or help matches."""
        matcher = self.matcher(query)
        for action, why_not in self._offers():
            score = matcher.match(f"{action.label} {action.help}")
            if score > 0:
                yield Hit(
                    score, matcher.highlight(action.label), partial(self._do, action), help=why_not or action.help
                )

    def _offers(self) -> list[tuple[Action, str]]:
        screen = self.screen
        own = [(one, screen.why_not(one.name)) for one in ACTIONS[screen.SCOPE]] if isinstance(screen, Acting) else []
        return [*own, *((one, "") for one in ACTIONS["app"] if one.name != "palette")]

    async def _do(self, action: Action) -> None:
        on_screen = isinstance(self.screen, Acting) and action in ACTIONS[self.screen.SCOPE]
        await self.app.run_action(f"act('{action.name}')", self.screen if on_screen else self.app)
