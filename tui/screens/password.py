"""Asks for user and password. What is typed is wrapped as a secret at once and shown nowhere."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from tui import passwords
from tui.actions import bindings
from tui.screens.base import Dialog
from tui.widgets.choice import Choice
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from routerboard.link.target import Secret, Target


Login: TypeAlias = "tuple[Target, Secret, bool | None]"
"""Where to log in and as whom, the password, and whether the keyring shall have it afterwards: None leaves it alone."""

KEYRING = (("no", "no"), ("yes", "yes, in the keyring of this computer"))


class PasswordScreen(Dialog[Login]):
    """The login for one router. Answers with the target (its user and TLS as chosen) and the secret."""

    SCOPE = "login"
    ABOUT = (
        "The user of the router, as for Winbox. An unboxed router has admin and no password, or the password on its "
        "sticker. It is kept in memory only while the router is open, unless the keyring of this computer is to "
        "remember it: once the router has taken it. Where the keyring has one already, leave the field empty to use "
        "it; say no to make the keyring forget it."
    )
    AUTO_FOCUS = "#password"
    BINDINGS: ClassVar[list[BindingType]] = bindings("login")

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target
        self._kept: Secret | None = None
        self._kept_for: Target | None = None
        self.looked = asyncio.Event()

    def compose(self) -> ComposeResult:
        """Four fields."""
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
            with Horizontal(classes="field"):
                yield Static("Remember it", classes="label")
                yield Choice(KEYRING, id="remember")
            yield KeyBar(self.SCOPE, self.why_not)

    def on_mount(self) -> None:
        """Ask the keyring."""
        self._look()

    def _tls(self) -> str:
        return "yes" if self._target.tls else "no"

    def _typed(self) -> Target:
        user = self.query_one("#user", Input).value.strip() or self._target.user
        return replace(self._target, user=user, tls=self.query_one("#tls", Choice).value == "yes")

    @on(Choice.Changed, "#tls")
    @on(Input.Blurred, "#user")
    def _another(self) -> None:
        """The keyring may have another password for this user, or by TLS."""
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        """See what the keyring has; that may take as long as somebody needs to unlock it."""
        self.looked.clear()
        before, wanted = self._kept, self._typed()
        self._kept, self._kept_for = await asyncio.to_thread(passwords.remembered, wanted), wanted
        self.query_one("#password", Input).placeholder = "in the keyring: enter takes it" if self._kept else ""
        if self._kept or before:
            self.query_one("#remember", Choice).value = "yes" if self._kept else "no"
        self.looked.set()

    @on(Choice.Changed, "#remember")
    @work(exclusive=True, group="ask")
    async def _asked(self, event: Choice.Changed) -> None:
        """Say at once where nothing can be remembered."""
        why = await asyncio.to_thread(passwords.why_not) if event.value == "yes" else ""
        if why:
            event.choice.value = "no"
            self.notify(why, title="Not now", severity="warning", timeout=15)

    def on_input_submitted(self) -> None:
        """Enter in any field logs in."""
        self.do_next()

    @work(exclusive=True, group="next")
    async def do_next(self) -> None:
        """Answer with what stands in the fields; with an empty one, by what the keyring has where it is to have it."""
        from routerboard.link.target import Secret

        await self.looked.wait()
        if self._kept_for != self._typed():
            await self._look().wait()
        typed, wanted = self.query_one("#password", Input).value, self.query_one("#remember", Choice).value == "yes"
        password = self._kept if self._kept and wanted and not typed else Secret(typed)
        self.dismiss((self._typed(), password, wanted if wanted or self._kept else None))
