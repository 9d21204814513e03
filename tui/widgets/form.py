"""A form from fields: free text and choices, each with what is wrong with it beneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input, Static

from tui.widgets.choice import Choice
from wizards.steps.form import Field


class Answer(Input):
    """A field to type in. Out of hand it shows its beginning, and a list is never cut inside of a word."""

    def render_line(self, y: int) -> Strip:
        """The line; the end of what has no room is `…`."""
        room = self.scrollable_content_region.width
        if y or self.has_focus or self.password or cell_len(self.value) <= room:
            return super().render_line(y)
        return Strip([Segment(cut(self.value, room))]).extend_cell_length(room + 1).apply_style(self.rich_style)


def cut(text: str, room: int) -> str:
    """A text that is too long for `room` cells, as far as it fits; a list ends after one of its commas."""
    head = set_cell_size(text, room - 1)
    at = head.rfind(", ")
    return (head[: at + 2] if at > 0 else head) + "…"


class FieldRow(Vertical):
    """One field: label and answer on one line, its fault on the next where it has one."""

    def __init__(self, field: Field) -> None:
        super().__init__(classes="field-row")
        self.field = field

    def compose(self) -> ComposeResult:
        """Label, answer, fault."""
        with Horizontal(classes="field"):
            yield Static(self.field.label, classes="label", markup=False)
            yield self._control()
        yield Static("", classes="problem", markup=False)

    def _control(self) -> Choice | Input:
        field = self.field
        if field.options:
            return Choice(field.options, field.value)
        value = "" if field.secret else field.value
        sample = "typed before" if field.secret and field.value else field.sample
        return Answer(value, placeholder=sample, password=field.secret, compact=True, select_on_focus=False)

    def problem(self, text: str) -> None:
        """Show what is wrong, or nothing."""
        shown = self.query_one(".problem", Static)
        shown.update(f"✗ {text}")
        shown.display = bool(text)

    def on_mount(self) -> None:
        """Nothing is wrong yet."""
        self.problem("")


class Form(Vertical):
    """Fields one below the other; the help of the field in hand stands at the foot."""

    class Answered(Message):
        """A field has another answer."""

        def __init__(self, key: str, text: str) -> None:
            super().__init__()
            self.key, self.text = key, text

    def __init__(self, fields: Sequence[Field]) -> None:
        super().__init__()
        self.fields = tuple(fields)

    def on_mount(self) -> None:
        """No field is in hand yet."""
        self._help()

    def compose(self) -> ComposeResult:
        """The rows and the help."""
        for field in self.fields:
            yield FieldRow(field)
        yield Static("", classes="hint", markup=False)

    async def show(self, fields: Sequence[Field], problems: Mapping[str, str]) -> None:
        """Show these fields; what is being typed and where one stands are kept where the questions are the same."""
        same = [_question(one) for one in fields] == [_question(one) for one in self.fields]
        self.fields = tuple(fields)
        if not same:
            await self._rebuild()
        for row, field in zip(self.query(FieldRow), self.fields, strict=True):
            row.field = field
            row.problem(problems.get(field.key, ""))
        self._help()

    async def _rebuild(self) -> None:
        held = self._held()
        place = [row.field.label for row in self.query(FieldRow)].index(held.field.label) if held else -1
        await self.recompose()
        rows = list(self.query(FieldRow))
        if held is not None and rows:
            self.focus_row(min(place, len(rows) - 1))

    def _held(self) -> FieldRow | None:
        return next((row for row in self.query(FieldRow) if row.has_focus_within), None)

    def focus_row(self, place: int) -> None:
        """Go to a field by its place."""
        self.query(FieldRow)[place].query("Choice, Input").first().focus()

    def focus_first_problem(self, problems: Mapping[str, str]) -> None:
        """Go to the first field with a fault."""
        for place, field in enumerate(self.fields):
            if field.key in problems:
                self.focus_row(place)
                return

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The help follows."""
        self._help()

    def _help(self) -> None:
        held = self._held()
        hint, text = self.query_one(".hint", Static), held.field.help if held else ""
        hint.update(text)
        hint.display = bool(text)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._answer(event.input, event.value)

    @on(Choice.Changed)
    def _chosen(self, event: Choice.Changed) -> None:
        event.stop()
        self._answer(event.choice, event.value)

    def _answer(self, control: Input | Choice, text: str) -> None:
        row = next(one for one in control.ancestors if isinstance(one, FieldRow))
        if text != row.field.value:
            self.post_message(self.Answered(row.field.key, text))


def _question(field: Field) -> tuple[object, ...]:
    return (field.key, field.label, field.options, field.secret)
