"""The app: one visit to a router, screen by screen. Screens are imported when they are first shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.notifications import SeverityLevel

from tui import recents
from tui.actions import bindings
from tui.commands import ActionCommands
from tui.harmless import Harmless
from tui.opening import Opening, PracticeBoard
from tui.screens.base import Acting
from tui.theme import ANSI_THEMES, ANSI_VARIABLES, DARK, LIGHT
from tui.visit import Dealings, Visit, real_dealings

if TYPE_CHECKING:
    from pathlib import Path

    from routerboard.link.target import Secret, Target
    from tui.screens.password import Login


_HARMLESS = Harmless()


class SimplifiApp(App[int]):
    """simplifi-tui on a screen. `dealings` is how it deals with routers; tests may give their own."""

    TITLE = "simplifi"
    CSS_PATH = "theme.tcss"
    COMMANDS: ClassVar = {ActionCommands}
    BINDINGS: ClassVar[list[BindingType]] = bindings("app")
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, start: Opening, dealings: Dealings | None = None) -> None:
        super().__init__(ansi_color=True if start.theme in ANSI_THEMES else None)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
        self.start = start
        self._dealings = dealings
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = start.theme

    @property
    def dealings(self) -> Dealings:
        """How routers are dealt with; the link is imported when it is first needed."""
        self._dealings = self._dealings or real_dealings()
        return self._dealings

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every drawn line passes through: also what keeps a router's words from commanding the terminal."""
        return (*super().get_line_filters(), _HARMLESS)

    def _fatal_error(self) -> None:
        """Print where we broke; not, as Textual does, the values of all variables: some are secret."""
        from rich.traceback import Traceback

        self.panic(Traceback(width=None, show_locals=False))

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something in passing; a router's words may hold brackets, so they are never read as markup."""
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colour names, for themes that lack them."""
        return dict(ANSI_VARIABLES)

    def on_mount(self) -> None:
        """Show the start screen, and what the command line asked for on top of it."""
        from tui.screens.start import StartScreen

        self.push_screen(StartScreen())
        if self.start.replay is not None:
            self.replay(self.start.replay)
        elif self.start.practice is not None:
            self.practise(self.start.practice)
        elif self.start.target is not None:
            self.reach(self.start.target, self.start.password)

    def replay(self, path: Path) -> None:
        """Show a recording in the live views."""
        from routerboard.link.recording import RecordingError
        from tui.watch.replaying import ReplayScreen

        try:
            self.push_screen(ReplayScreen(path, self.start.speed))
        except RecordingError as error:
            self.notify(f"{error}.", title="Not replayed", severity="error", timeout=20)

    def reach(self, target: Target, password: Secret | None = None, *, practice: bool = False) -> None:
        """Open a router; without a password, ask for the login first."""
        from tui.screens.connecting import ConnectingScreen
        from tui.screens.password import PasswordScreen

        if password is not None:
            self.push_screen(ConnectingScreen(target, password, practice=practice))
            return

        def go(login: Login | None) -> None:
            if login is not None:
                self.push_screen(ConnectingScreen(*login))

        self.push_screen(PasswordScreen(target), go)

    def practise(self, board: PracticeBoard) -> None:
        """Start a practice Routerboard and open it like any other router."""
        from tui.screens.connecting import ConnectingScreen

        if self.start.practise is None:
            self.notify("This start of simplifi-tui came without practice Routerboards.", severity="warning")
            return
        self.push_screen(ConnectingScreen.practising(board, self.start.practise))

    def arrived(self, visit: Visit) -> None:
        """A router was read: remember it, and show it in place of the waiting screen."""
        from tui.screens.survey import SurveyScreen

        if not visit.practice:
            recents.remember(_recent(visit, self.start.today().isoformat()), self.start.data_dir)
        visit.keep_dir = recents.folder(self.start.data_dir) / "journal"
        self.switch_screen(SurveyScreen(visit))

    def wizard(self, visit: Visit, step: str) -> None:
        """Show one step of the wizard, or the plan after the last."""
        from tui.screens import wizard

        self.push_screen(wizard.screen(visit, step))

    def preview(self, visit: Visit) -> None:
        """Show what would change."""
        from tui.screens.preview import PreviewScreen

        self.push_screen(PreviewScreen(visit))

    def again(self, visit: Visit) -> None:
        """Leave everything about this visit and read the router anew."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.reach(visit.target, visit.password, practice=visit.practice)

    def prove(self, visit: Visit) -> None:
        """Show what the lines really do."""
        from tui.screens.proof import ProofScreen

        self.push_screen(ProofScreen(visit))

    def drill(self, visit: Visit) -> None:
        """Take lines out and time the fail-over."""
        from tui.screens.drill import DrillScreen

        self.push_screen(DrillScreen(visit))

    def show_live(self, visit: Visit) -> None:
        """Show the live graphs and tables, over a session of their own."""
        from routerboard.link.reconnect import Keeper
        from tui.screens.live import LiveScreen

        keeper = Keeper(partial(self.dealings.connect, visit.target, visit.password))
        self.push_screen(LiveScreen(keeper, visit.survey, visit.site))

    async def action_act(self, name: str) -> None:
        """Do an action that works on every screen."""
        getattr(self, f"do_{name}")()

    def do_help(self) -> None:
        """Say what the screen is for, and its keys."""
        from tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def do_palette(self) -> None:
        """Open the command palette."""
        self.action_command_palette()

    def do_light(self) -> None:
        """Change between dark and light; a terminal's own colours stay its own."""
        dark, light = ANSI_THEMES if self.theme in ANSI_THEMES else (DARK.name, LIGHT.name)
        self.theme = light if self.theme == dark else dark

    async def action_quit(self) -> None:
        """Leave, as Textual's own key asks for it."""
        self.do_quit()

    def do_quit(self) -> None:
        """Leave, unless the screen must not be left now."""
        reason = self.screen.staying() if isinstance(self.screen, Acting) else ""
        if reason and isinstance(self.screen, Acting):
            self.screen.refuse(reason)
        else:
            self.exit(0)


def _recent(visit: Visit, today: str) -> recents.Recent:
    target = visit.target
    name = visit.survey.identity or target.host
    return recents.Recent(name, target.host, target.port, target.user, target.tls, today)
