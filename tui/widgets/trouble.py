"""An error, told so that one knows what to do: what happened, what is unchanged, what to do next."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Trouble(Static):
    """Hidden until something goes wrong."""

    def on_mount(self) -> None:
        """Nothing is wrong yet."""
        self.clear()

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self.display = False

    def tell(self, error: BaseException) -> None:
        """Show an error of the link in its three sentences, any other by its own words."""
        self.update(Content("\n\n").join(told(error)))
        self.display = True


def told(error: BaseException) -> list[Content]:
    """What happened, what is unchanged, what to do: those of them that the error knows."""
    what = getattr(error, "what", "") or str(error) or type(error).__name__
    lines = [Content.assemble(("✗ ", "$error bold"), (what, "bold"))]
    for words, label in ((getattr(error, "unchanged", ""), "Unchanged: "), (getattr(error, "todo", ""), "Next: ")):
        if words:
            lines.append(Content.assemble((label, "$secondary"), words))
    return lines
