"""The live screen under the name by which the app opens it."""

from tui.watch.screen import LiveScreen

__all__ = ["LiveScreen"]
