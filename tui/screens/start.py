"""The first screen: recent routers, practice boards, and a field for an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from routerboard.language.controls import plain
from tui import recents
from tui.actions import bindings
from tui.opening import PracticeBoard
from tui.recents import Recent
from tui.screens.base import FullScreen
from tui.widgets.picker import GAP, Picker, Row, heading

if TYPE_CHECKING:
    from routerboard.link.discovery import Neighbour

WELCOME = "Several Internet lines on one MikroTik: all at once, and no outage when one dies."

NOBODY = (
    "A firewall on this computer drops such answers (UDP 5678), and a router does not speak on its Internet side: plug "
    "into a LAN socket, or type its address."
)
WHY_NOT = (
    "Plug the laptop into a LAN socket of the router (ether2 to ether5), not into the one that goes to a modem, and "
    "type the address you would give to Winbox. The API service must be on: /ip service enable api."
)


class StartScreen(FullScreen[None]):
    """Where do we go? One list, one field."""

    SCOPE = "start"
    ABOUT = (
        "Open a router you opened before, practise on a built-in Routerboard, or type an address. A practice "
        "Routerboard speaks the real API on this machine only: whatever you do there, no router is touched.\n\n"
        "Why is my router not reached? " + WHY_NOT
    )
    AUTO_FOCUS = "Picker"
    BINDINGS: ClassVar[list[BindingType]] = bindings("start")

    def __init__(self) -> None:
        super().__init__()
        self._near: dict[str, Neighbour] = {}

    def titles(self) -> tuple[str, str]:
        """Nothing is connected yet."""
        return "simplifi", "no router connected"

    def body(self) -> ComposeResult:
        """The list, the address, and the help for the commonest trouble."""
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(WELCOME, classes="welcome")
            yield Picker(id="places")
            with Horizontal(classes="field", id="address-row"):
                yield Static("Address", classes="label")
                yield Input(placeholder="192.168.88.1 or router.example:8728", id="address", compact=True)
            yield Static(Content.assemble(("Why is my router not reached?  ", "bold"), WHY_NOT), classes="hint")

    def on_mount(self) -> None:
        """Fill the list, and look for practice boards that other programs serve on this computer."""
        self._fill()
        self._listen(wide=False)

    def on_screen_resume(self) -> None:
        """The list may have changed while we were away."""
        self._fill()

    def _fill(self) -> None:
        self._recents = {f"recent:{at}": one for at, one in enumerate(recents.read(self.simplifi.start.data_dir))}
        self._boards = {f"board:{at}": one for at, one in enumerate(self.simplifi.start.boards)}
        self.query_one(Picker).show(start_rows(self._recents, self._boards, self._near))
        self.refresh_keys()

    @work(exclusive=True, group="listen", exit_on_error=False)
    async def _listen(self, *, wide: bool) -> None:
        listen = self.simplifi.start.listen
        if listen is None:
            return
        await listen(self._heard, wide)
        if wide and not self._near:
            self.notify(NOBODY, title="Nobody answered", severity="warning")

    def _heard(self, neighbour: Neighbour) -> None:
        """A router said who it is; one that was heard before is shown once."""
        key = f"near:{neighbour.place} {neighbour.said.mac}"
        if key not in self._near and self.is_mounted:
            self._near[key] = neighbour
            self._fill()

    def why_not(self, name: str) -> str:
        """Forgetting needs a recent router, practising a board, leaving a field."""
        picked = self.query_one(Picker).key if self.is_mounted else ""
        if name == "forget" and not picked.startswith("recent:"):
            return "Only a recent router can be forgotten: put the cursor on one."
        if name == "discover" and self.simplifi.start.listen is None:
            return "This start of simplifi-tui cannot listen to the wire."
        if name == "practise" and not self.simplifi.start.boards:
            return "This start of simplifi-tui came without practice Routerboards."
        return ""

    def on_picker_moved(self) -> None:
        """What can be done depends on the row."""
        self.refresh_keys()

    def on_picker_picked(self) -> None:
        """A click on the marked row opens it."""
        self.do_open()

    def do_open(self) -> None:
        """Open what is under the cursor."""
        key = self.query_one(Picker).key
        if key in self._boards:
            self.simplifi.practise(self._boards[key])
        elif key in self._recents:
            self._open_recent(self._recents[key])
        elif key in self._near:
            self._open_near(self._near[key])
        else:
            self.do_address()

    def _open_recent(self, one: Recent) -> None:
        from routerboard.link.target import Target

        self.simplifi.reach(Target(one.host, one.port, one.user, one.tls))

    def _open_near(self, one: Neighbour) -> None:
        from routerboard.link.target import Target

        self.simplifi.reach(Target.parse(one.place))

    def do_discover(self) -> None:
        """Ask the whole wire."""
        self.notify("Listening for 5 seconds.", title="Discover")
        self._listen(wide=True)

    def do_practise(self) -> None:
        """Open the first practice board."""
        self.simplifi.practise(self.simplifi.start.boards[0])

    def do_address(self) -> None:
        """Go to the address field."""
        self.query_one("#address", Input).focus()

    def do_leave(self) -> None:
        """Back to the list."""
        self.query_one(Picker).focus()

    def do_forget(self) -> None:
        """Forget the recent router under the cursor."""
        recents.forget(self._recents[self.query_one(Picker).key], self.simplifi.start.data_dir)
        self._fill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the typed address."""
        from routerboard.link.target import Target

        try:
            target = Target.parse(event.value.strip())
        except ValueError as error:
            self.notify(str(error), title="That is no address", severity="warning")
            return
        self.simplifi.reach(target)


def start_rows(
    known: dict[str, Recent], boards: dict[str, PracticeBoard], near: dict[str, Neighbour] | None = None
) -> list[Row]:
    """The list of the start screen: recent routers first, then practice boards, then who was heard."""
    rows: list[Row] = []
    if known:
        rows += [heading("RECENT"), *(_recent_row(key, one) for key, one in known.items()), GAP]
    if boards:
        rows += [heading("PRACTISE", "a Routerboard inside this program: nothing can break")]
        rows += [_board_row(key, one) for key, one in boards.items()]
    if near:
        rows += [*([GAP] if rows else []), heading("NEAR", "routers that have said who they are")]
        rows += [_near_row(key, one) for key, one in near.items()]
    return rows


def _recent_row(key: str, one: Recent) -> Row:
    port = f":{one.port}" if one.port else ""
    return Row(
        key, Content.assemble(f"{one.name:<26.26}  ", (f"{one.host + port:<24}{one.user:<10}{one.seen}", "$quiet"))
    )


def _near_row(key: str, one: Neighbour) -> Row:
    said = one.said
    words = f"{one.place:<24}{plain(said.version).partition(' ')[0]:<10}{plain(said.board)}"
    return Row(key, Content.assemble(f"{plain(said.identity):<26.26}  ", (words, "$quiet")))


def _board_row(key: str, board: PracticeBoard) -> Row:
    words = f"{board.title}. {board.note}" if board.note else board.title
    return Row(key, Content.assemble(f"RouterOS {board.version:<8}", (f"  {words}", "$quiet")))
