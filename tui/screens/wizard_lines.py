"""Second step: the Internet lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from tui.actions import bindings
from tui.screens.wizard import WizardScreen
from tui.visit import Visit
from tui.widgets.form import Form
from tui.widgets.hanging import Hanging
from tui.widgets.picker import Picker, Row, heading
from wizards.site import Site, Wan
from wizards.steps import lines as step
from wizards.steps.form import AnswerError, Field
from wizards.validity import faults


class StepScreen(WizardScreen):
    """A row a line; below, the questions about the marked one."""

    SCOPE = "wizard_lines"
    STEP = "lines"
    QUESTION = step.QUESTION
    PREFIXES = step.PREFIXES
    AUTO_FOCUS = "Picker"
    BINDINGS: ClassVar[list[BindingType]] = bindings("wizard_lines")
    ABOUT = (
        "One row for each Internet line, the best first: their order is their priority when one dies. Tab goes into "
        "the fields of the marked line. A socket that is a LAN port now is taken out of its bridge by the plan, which "
        "asks first."
    )

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._index = 0

    def questions(self) -> ComposeResult:
        """The lines, the marked line's fields, its notes."""
        yield Picker(self._rows(), "0")
        yield Form(self.fields())
        yield Hanging(classes="notes")

    def _rows(self) -> list[Row]:
        wrong = {fault.path[1] for fault in faults(self.site) if fault.path[:1] == ("wans",) and len(fault.path) > 1}
        rows = [line_row(at, wan, at in wrong, self._address(wan)) for at, wan in enumerate(self.site.wans)]
        return [heading(f"{'LINE':<7}{'SOCKET':<9}{'KIND':<8}ADDRESS"), *rows]

    def _address(self, wan: Wan) -> str:
        if wan.kind == "lte":
            held = (one.address for one in self.survey.addresses if one.interface == wan.interface)
            return next(held, "") or "by its network"
        if wan.kind != "dhcp":
            return wan.address or wan.user
        return (
            next((one.address for one in self.survey.dhcp_clients if one.interface == wan.interface), "") or "by lease"
        )

    def fields(self) -> tuple[Field, ...]:
        """The questions about the marked line."""
        return step.fields(self.survey, self.site, self._index)

    def notes(self) -> tuple[str, ...]:
        """What is worth knowing about the marked line, and how all share."""
        return (*step.notes(self.survey, self.site, self._index), step.sharing(self.site))

    def take(self, key: str, text: str) -> Site:
        """One answer; a typed password stays in memory, the site keeps the name that stands for it."""
        wan = self.site.wans[self._index]
        if key == step.key(self._index, "password"):
            variable = step.password_variable(wan)
            self.visit.keep_secret(variable, text)
            return step.answer(self.site, key, variable if text else "")
        return step.answer(self.site, key, text)

    async def show(self) -> None:
        """The rows too."""
        self._index = max(0, min(self._index, len(self.site.wans) - 1))
        self.query_one(Picker).show(self._rows(), str(self._index))
        await super().show()

    async def on_picker_moved(self, event: Picker.Moved) -> None:
        """The form follows the mark."""
        if event.key.isdecimal() and int(event.key) != self._index:
            self._index = int(event.key)
            self._unreadable.clear()
            await self.show()

    def on_picker_picked(self) -> None:
        """A click on the marked line goes to its fields."""
        self.query_one(Form).focus_row(0)

    async def do_more(self) -> None:
        """Another line."""
        await self._change(lambda: step.add_line(self.survey, self.site), len(self.site.wans))

    async def do_fewer(self) -> None:
        """Without the marked line."""
        await self._change(lambda: step.remove_line(self.site, self._index), self._index)

    def why_not(self, name: str) -> str:
        """The last line stays."""
        return "One line must stay." if name == "fewer" and len(self.site.wans) <= 1 else ""

    async def _change(self, change: Callable[[], Site], index: int) -> None:
        try:
            self.visit.site = change()
        except AnswerError as why:
            self.notify(str(why), title="Not now", severity="warning")
            return
        self._index = index
        self._unreadable.clear()
        await self.show()


def line_row(at: int, wan: Wan, wrong: bool, address: str) -> Row:
    """One line: name, socket, kind, address; a mark where something is wrong with it."""
    mark = ("✗ ", "$error bold") if wrong else ""
    text = f"{wan.name:<7.7}{wan.interface:<9.8}{wan.kind:<8}"
    return Row(str(at), Content.assemble(text, mark, (address, "$quiet")))
