"""Waits for a router: starts it where it is practice, logs in, reads it. What fails is told in three sentences."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui import passwords
from tui.actions import bindings
from tui.opening import PracticeBoard, Practise
from tui.screens.base import FullScreen
from tui.visit import Visit
from tui.widgets.steps import StepList
from tui.widgets.trouble import Trouble
from tui.words.trust import first_meeting

if TYPE_CHECKING:
    from routerboard.link.session import Session
    from routerboard.link.target import Secret, Target
    from routerboard.link.tls import CertificateRefused


class ConnectingScreen(FullScreen[None]):
    """Reaching, logging in and reading, one line each."""

    SCOPE = "connecting"
    ABOUT = "The router is reached over its API, and read. Nothing is written to it here."
    BINDINGS: ClassVar[list[BindingType]] = bindings("connecting")

    def __init__(
        self,
        target: Target | None,
        password: Secret | None,
        remember: bool | None = None,
        *,
        practice: bool = False,
    ) -> None:
        super().__init__()
        self._target, self._password, self._practice = target, password, practice
        self._remember = remember
        self._board: PracticeBoard | None = None
        self._practise: Practise | None = None
        self._failed = False

    @classmethod
    def practising(cls, board: PracticeBoard, practise: Practise) -> ConnectingScreen:
        """The same for a practice board, which is started first."""
        screen = cls(None, None, practice=True)
        screen._board, screen._practise = board, practise
        return screen

    def titles(self) -> tuple[str, str]:
        """Where we go."""
        return f"simplifi · {self._place()}", "not connected yet"

    def _place(self) -> str:
        if self._target is not None:
            return self._target.host
        return f"practice, RouterOS {self._board.version}" if self._board else ""

    def body(self) -> ComposeResult:
        """The steps, and room for trouble."""
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(f"Opening {self._place()}", classes="screen-title", markup=False)
            yield StepList()
            yield Trouble()

    def on_mount(self) -> None:
        """Start at once."""
        self._go()

    def why_not(self, name: str) -> str:
        """Nothing to try again while it is being tried."""
        if name in ("retry", "login") and not self._failed:
            return "It is still being tried."
        if name == "login" and self._practice:
            return "A practice Routerboard needs no login."
        return ""

    def do_retry(self) -> None:
        """Once more."""
        self._go()

    def do_login(self) -> None:
        """Ask for another login."""
        target = self._target
        self.app.pop_screen()
        if target is not None:
            self.simplifi.reach(target)

    def _ask(self, refused: CertificateRefused) -> None:
        """Whether the technician trusts what the router shows; then once more, else the refusal stands."""
        from tui.screens.certificate import CertificateScreen

        def decided(trusted: bool | None) -> None:
            if trusted and self._target is not None:
                self._target = replace(self._target, accept=refused.accept)
                self._go()

        self.app.push_screen(CertificateScreen(refused), decided)

    def _go(self) -> None:
        self._failed = False
        self.query_one(Trouble).clear()
        self.query_one(StepList).clear()
        self.refresh_keys()
        self._open()

    @work(exclusive=True, exit_on_error=False)
    async def _open(self) -> None:
        try:
            visit = await self._visit()
        except Exception as error:  # whatever it is, the technician reads it here and tries again
            self._fail(error)
        else:
            self.simplifi.arrived(visit)

    async def _visit(self) -> Visit:
        from presets.loader import load_presets
        from routerboard.link.target import Secret

        steps = self.query_one(StepList)
        if self._board is not None and self._practise is not None and self._target is None:
            steps.begin("start", f"start the practice Routerboard, RouterOS {self._board.version}")
            self._target, self._password = await self._practise(self._board.board, self._board.version), Secret("")
            steps.end("start", f"{self._target.host}:{self._target.port}")
        target, password = self._target, self._password
        assert target is not None
        assert password is not None
        steps.begin("login", f"reach {target.host} and log in as {target.user}")
        session = await self.simplifi.dealings.connect(target, password)
        try:
            steps.end("login")
            await self._welcome(session, target, password)
            steps.begin("read", "read what is there")
            survey = await self.simplifi.dealings.survey(session)
        finally:
            await session.close()
        steps.end("read", f"{survey.requests} requests")
        return Visit(target, password, survey, practice=self._practice, presets=load_presets())

    async def _welcome(self, session: Session, target: Target, password: Secret) -> None:
        """Tell how the router proved itself; let the keyring know a password that is right, or forget it."""
        lines = first_meeting(target.place, session.security)
        if lines:
            self.simplifi.notify("\n".join(lines), title="TLS", severity="warning", timeout=30)
        if self._remember is None:
            return
        remember, self._remember = self._remember, None
        try:
            if remember:
                await asyncio.to_thread(passwords.remember, target, password)
            else:
                await asyncio.to_thread(passwords.forget, target)
        except passwords.NoKeyring as why:
            self.simplifi.notify(str(why), title="Not remembered", severity="warning", timeout=15)

    def _fail(self, error: Exception) -> None:
        from routerboard.link.tls import CertificateRefused

        self._failed = True
        self.query_one(StepList).fail()
        self.query_one(Trouble).tell(error)
        self.refresh_keys()
        if isinstance(error, CertificateRefused):
            self._ask(error)
