"""A certificate that was refused: what was expected, what is shown, and a key to accept it on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.actions import bindings
from tui.screens.base import Dialog
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from routerboard.link.tls import CertificateRefused


class CertificateScreen(Dialog[bool]):
    """Answers True where the technician trusts what the router shows, None where not."""

    SCOPE = "certificate"
    ABOUT = (
        "A router proves who it is by its certificate. The first one it shows is kept on this computer, and from then "
        "on it must show the same. Nothing was sent to whoever answers now. t trusts it, and keeps what it shows."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("certificate")

    def __init__(self, refused: CertificateRefused) -> None:
        super().__init__()
        self._refused = refused

    def compose(self) -> ComposeResult:
        """What is wrong, both fingerprints, what it can mean, and the keys."""
        refused = self._refused
        with Vertical(classes="dialog large"):
            title = refused.what.partition("\n")[0]
            yield Static(Content.styled(f"✗ {title}", "$error bold"))
            with VerticalScroll(classes="questions", can_focus=False):
                if refused.known:
                    yield Static(Content("\n").join((*_shown("known", refused.known), *_shown("shown", refused.seen))))
                yield Static(f"{refused.todo}\n{refused.unchanged}", markup=False)
            yield KeyBar(self.SCOPE, self.why_not)

    def do_accept(self) -> None:
        """Trust it."""
        self.dismiss(True)


def _shown(label: str, fingerprint: str) -> tuple[Content, ...]:
    """A fingerprint: what of it to read aloud, then all of it in two halves; that there is none."""
    from routerboard.link.tls import short

    if not fingerprint:
        return (Content.assemble((f"{label}  ", "$quiet"), ("no certificate at all", "bold")),)
    lead = Content.assemble((f"{label}  ", "$quiet"), (short(fingerprint), "bold"), ("  to read aloud", "$quiet"))
    return (lead, *(Content.styled(f"       {half}", "$secondary") for half in (fingerprint[:48], fingerprint[48:])))
