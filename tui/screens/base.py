"""What every screen shares: title line, key line, actions by name, and errors told in three sentences."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.worker import Worker, WorkerState

from tui.actions import Action
from tui.widgets.keybar import KeyBar
from tui.widgets.titlebar import TitleBar

if TYPE_CHECKING:
    from tui.app import SimplifiApp
    from tui.opening import Plug

Result = TypeVar("Result")

ISP_OUT = "The Internet behind the first modem is dead; the modem lives. I brings it back."
PLUG_OUT = "The plug is out: this laptop reaches the board no more. P puts it in again."
"""What is said while the plug of a practice board is out."""


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
            self.refuse(reason)
            return
        done = getattr(self, f"do_{name}")()
        if inspect.isawaitable(done):
            await done

    def refuse(self, reason: str) -> None:
        """Say why something cannot be done now."""
        self.notify(reason, title="Not now", severity="warning")

    def do_plug(self) -> None:
        """Pull the laptop's plug on the practice board, or put it in again."""
        plug = self.plug
        if plug is not None:
            plug.turn()
            said = PLUG_OUT if plug.out else "The plug is in again."
            self.notify(said, title="Practice", severity="warning" if plug.out else "information")

    @property
    def plug(self) -> Plug | None:
        """The laptop's plug; None where no practice board runs."""
        plug = self.simplifi.start.plug
        return plug if plug is not None and plug.there else None

    def unpluggable(self) -> str:
        """Why the plug cannot be pulled; "" on a practice board."""
        return "" if self.plug is not None else "Only a practice board has such a plug."

    def offers(self, action: Action) -> bool:
        """Whether the key line shows this action, in brackets or not."""
        return action.footer and (not action.practice or self.plug is not None)

    def do_isp(self) -> None:
        """Kill the Internet behind the first modem of the practice board, or bring it back."""
        isp = self.simplifi.start.isp
        if isp is not None:
            isp.turn()
            said = ISP_OUT if isp.out else "It is back."
            self.notify(said, title="Practice", severity="warning" if isp.out else "information")

    def unkillable(self) -> str:
        """Why the ISP cannot be killed; "" on a practice board."""
        isp = self.simplifi.start.isp
        return "" if isp is not None and isp.there else "Only a practice board has such an ISP."

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
        yield KeyBar(self.SCOPE, self.why_not, self.offers)

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
