"""The first line of every screen: what we look at on the left, how it stands on the right."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

GAP = 2


class TitleBar(Widget):
    """One line; where it is too narrow, the left side is cut first."""

    ALLOW_SELECT = False

    def __init__(self, left: str | Content = "", right: str | Content = "") -> None:
        super().__init__()
        self._left, self._right = _content(left), _content(right)

    def say(self, left: str | Content | None = None, right: str | Content | None = None) -> None:
        """Change one side or both."""
        self._left = self._left if left is None else _content(left)
        self._right = self._right if right is None else _content(right)
        self.refresh()

    def render(self) -> Content:
        """Both sides."""
        width = self.size.width
        right = self._right.truncate(width, ellipsis=True)
        room = max(0, width - right.cell_length - GAP)
        left = self._left.truncate(room, ellipsis=True, pad=True)
        return left.stylize("bold") + " " * GAP + right.stylize_before("$quiet")


def _content(text: str | Content) -> Content:
    return Content(text) if isinstance(text, str) else text
