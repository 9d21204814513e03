"""The site as it grows, beside the questions: its picture, and below what it would write so far."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from routerboard.language.change import Plan
from tui.words.plan import outline


class Picture(Widget):
    """Picture and outline; the outline ends in a count where the screen does."""

    def __init__(self, site: Content, plan: Plan) -> None:
        super().__init__(classes="picture")
        self._site, self._plan = site, plan

    def show(self, site: Content, plan: Plan) -> None:
        """Another site."""
        self._site, self._plan = site, plan
        self.refresh()

    def render(self) -> Content:
        """As many rows as there is room for."""
        above = self._site + "\n\n"
        return above + outline(self._plan, self.content_size.height - above.plain.count("\n"))
