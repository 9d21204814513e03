"""What every screen shares: title line, key line, actions by name, and errors told in three sentences."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.worker import Worker, WorkerState

from tui.widgets.keybar import KeyBar
from tui.widgets.titlebar import TitleBar

if TYPE_CHECKING:
    from tui.app import SimplifiApp

Result = TypeVar("Result")


class Acting(Screen[Result], Generic[Result]):
    """A screen whose actions come from the registry: `act(name)` runs `do_<name>`, or says why it cannot."""

    SCOPE: ClassVar[str]
    ABOUT: ClassVar[str] = ""
    """What the help says about this screen, in the technician's words."""

    def about(self) -> str:
        """What the help says about this screen."""
        return self.ABOUT

    @property
    def simplifi(self) -> SimplifiApp:
        """The app, with its own type."""
        return cast("SimplifiApp", self.app)

    def why_not(self, name: str) -> str:
        """Why the action cannot be done now; "" where it can."""
        return ""

    def staying(self) -> str:
        """Why the program must not be left now; "" where it may."""
        return ""

    async def action_act(self, name: str) -> None:
        """Do what a key, a click or the palette asks for."""
        if reason := self.why_not(name):
            self.notify(reason, title="Not now", severity="warning")
            return
        done = getattr(self, f"do_{name}")()
        if inspect.isawaitable(done):
            await done

    def do_plug(self) -> None:
        """Pull the laptop's plug on the practice board, or put it in again."""
        plug = self.simplifi.start.plug
        if plug is not None:
            out = plug()
            said = "The plug is out: this laptop reaches the board no more. P puts it in again." if out else "It is in."
            self.notify(said, title="Practice", severity="warning" if out else "information")

    def unpluggable(self) -> str:
        """Why the plug cannot be pulled; "" on a practice board."""
        return "" if self.simplifi.start.plug is not None else "Only a practice board has such a plug."

    def do_isp(self) -> None:
        """Kill the Internet behind the first modem of the practice board, or bring it back."""
        isp = self.simplifi.start.isp
        if isp is not None:
            dead = isp()
            said = "The Internet behind the first modem is dead; the modem lives. I brings it back."
            self.notify(
                said if dead else "It is back.", title="Practice", severity="warning" if dead else "information"
            )

    def unkillable(self) -> str:
        """Why the ISP cannot be killed; "" on a practice board."""
        return "" if self.simplifi.start.isp is not None else "Only a practice board has such an ISP."

    def refresh_keys(self) -> None:
        """Draw the key line anew after what can be done has changed."""
        for bar in self.query(KeyBar):
            bar.refresh()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what broke where no handler of the screen foresaw it; the app goes on."""
        if event.state is WorkerState.ERROR:
            self.notify(
                str(event.worker.error) or type(event.worker.error).__name__, title="That failed", severity="error"
            )


class FullScreen(Acting[Result], Generic[Result]):
    """A screen with a title line above and a key line below; `body` gives what stands between."""

    def compose(self) -> ComposeResult:
        """Title, body, keys."""
        left, right = self.titles()
        yield TitleBar(left, right)
        yield from self.body()
        yield KeyBar(self.SCOPE, self.why_not)

    def say(self, left: str | Content | None = None, right: str | Content | None = None) -> None:
        """Change the title line."""
        self.query_one(TitleBar).say(left, right)

    def titles(self) -> tuple[str | Content, str | Content]:
        """What the title line says on the left and on the right."""
        return "simplifi", ""

    def body(self) -> ComposeResult:
        """The widgets between title and keys."""
        raise NotImplementedError

    def do_back(self) -> None:
        """Go one screen back."""
        self.app.pop_screen()


class Dialog(ModalScreen[Result], Acting[Result], Generic[Result]):
    """A small window over another screen; `do_back` closes it without an answer."""

    def on_mount(self) -> None:
        """Take away what was said before: it would lie over the window and its keys."""
        self.app.clear_notifications()

    def do_back(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
