"""Asks for user and password. What is typed is wrapped as a secret at once and shown nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from tui.actions import bindings
from tui.screens.base import Dialog
from tui.widgets.choice import Choice
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from routerboard.link.target import Secret, Target


Login: TypeAlias = "tuple[Target, Secret]"
"""Where to log in and as whom, and the password."""


class PasswordScreen(Dialog[Login]):
    """The login for one router. Answers with the target (its user and TLS as chosen) and the secret."""

    SCOPE = "login"
    ABOUT = (
        "The user of the router, as for Winbox. An unboxed router has admin and no password, or the password on its "
        "sticker. It is kept in memory only while the router is open."
    )
    AUTO_FOCUS = "#password"
    BINDINGS: ClassVar[list[BindingType]] = bindings("login")

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target

    def compose(self) -> ComposeResult:
        """Three fields."""
        with Vertical(classes="dialog"):
            yield Static(f"Log in to {self._target.place}", classes="dialog-title", markup=False)
            with Horizontal(classes="field"):
                yield Static("User", classes="label")
                yield Input(self._target.user, id="user", compact=True)
            with Horizontal(classes="field"):
                yield Static("Password", classes="label")
                yield Input(password=True, id="password", compact=True)
            with Horizontal(classes="field"):
                yield Static("Encrypt (TLS)", classes="label")
                yield Choice((("no", "no: port 8728"), ("yes", "yes: port 8729")), self._tls(), id="tls")
            yield KeyBar(self.SCOPE, self.why_not)

    def _tls(self) -> str:
        return "yes" if self._target.tls else "no"

    def on_input_submitted(self) -> None:
        """Enter in any field logs in."""
        self.do_next()

    def do_next(self) -> None:
        """Answer with what stands in the fields."""
        from routerboard.link.target import Secret

        user = self.query_one("#user", Input).value.strip() or self._target.user
        target = replace(self._target, user=user, tls=self.query_one("#tls", Choice).value == "yes")
        self.dismiss((target, Secret(self.query_one("#password", Input).value)))
