"""The way through the wizard: which step follows which, and what all steps share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from routerboard.language.change import Plan
from routerboard.language.survey import Survey
from tui.actions import bindings
from tui.screens.base import FullScreen
from tui.visit import Visit
from tui.widgets.choice import Choice
from tui.widgets.form import Form
from tui.widgets.hanging import Hanging, Paragraph
from tui.widgets.picture import Picture
from tui.words.seen import guests
from tui.words.site import picture
from wizards.site import Site
from wizards.steps.form import AnswerError, Field, blocking, faults_of, said

if TYPE_CHECKING:
    from textual.screen import Screen

STEPS = ("preset", "lines", "lan", "method", "health", "review")
TITLES = ("Preset", "Lines", "LAN", "Method", "Health", "Review")


def screen(visit: Visit, step: str) -> Screen[None]:
    """The screen of a step; its module is imported now."""
    module = import_module(f"tui.screens.wizard_{step}")
    made: Screen[None] = module.StepScreen(visit)
    return made


def crumbs(step: str) -> Content:
    """Where we are: the steps, this one marked."""
    place = STEPS.index(step)
    names = [
        Content.styled(f"▸{title}", "$accent bold") if at == place else Content.styled(title, "$quiet")
        for at, title in enumerate(TITLES)
    ]
    return Content("  ").join(names)


class WizardScreen(FullScreen[None]):
    """One step: a question and its fields on the left, the picture of the site on the right."""

    SCOPE = "wizard"
    STEP: ClassVar[str]
    QUESTION: ClassVar[str]
    PREFIXES: ClassVar[Sequence[str]] = ()
    BINDINGS: ClassVar[list[BindingType]] = bindings("wizard")

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self.visit = visit
        self._unreadable: dict[str, str] = {}

    @property
    def survey(self) -> Survey:
        """The router as it is."""
        return self.visit.survey

    @property
    def site(self) -> Site:
        """The answers so far."""
        assert self.visit.site is not None
        return self.visit.site

    def titles(self) -> tuple[str | Content, str | Content]:
        """The router and where we are."""
        return self.survey.identity or self.visit.target.host, crumbs(self.STEP)

    def body(self) -> ComposeResult:
        """Question and fields; the picture."""
        with Horizontal(classes="wizard"):
            with VerticalScroll(classes="body answers", can_focus=False):
                yield Static(self.QUESTION, classes="question", markup=False)
                yield from self.questions()
            yield Picture(*self.picture())

    def picture(self) -> tuple[Content, Plan]:
        """The site as it grows, and what it would write so far."""
        return picture(self.site, self.guests), self.visit.plan()

    @property
    def guests(self) -> str:
        """How many guests the router knows; "" where it does not say."""
        number = guests(self.survey)
        return f"{number} guests" if number else ""

    def questions(self) -> ComposeResult:
        """The widgets of this step; by default a form of its fields and the notes."""
        yield Form(self.fields())
        yield Hanging(classes="notes")

    def fields(self) -> tuple[Field, ...]:
        """The fields of this step, as the answers are now."""
        raise NotImplementedError

    def take(self, key: str, text: str) -> Site:
        """The site with this answer; AnswerError where the text is no answer."""
        raise NotImplementedError

    def notes(self) -> tuple[str, ...]:
        """What is worth knowing on this step."""
        return ()

    async def on_mount(self) -> None:
        """Show faults and notes from the start."""
        await self.show()

    async def on_screen_resume(self) -> None:
        """Answers may have changed on another step; what was said there is over."""
        self.app.clear_notifications()
        await self.show()

    def problems(self) -> Mapping[str, str]:
        """What is wrong, by field."""
        return {**faults_of(self.site, self.fields()), **self._unreadable}

    async def show(self) -> None:
        """Draw faults, notes and picture anew; once nothing is wrong, what was said of it goes."""
        if not self.blocking():
            self.app.clear_notifications()
        for form in self.query(Form):
            await form.show(self.fields(), self.problems())
        for notes in self.query(".notes").results(Hanging):
            notes.show([Paragraph(Content("· "), Content(text)) for text in self.notes()])
        self.query_one(Picture).show(*self.picture())
        self.refresh_keys()

    async def on_form_answered(self, event: Form.Answered) -> None:
        """Take an answer, or say why it is none."""
        self._unreadable.pop(event.key, None)
        try:
            self.visit.site = self.take(event.key, event.text)
        except AnswerError as wrong:
            self._unreadable[event.key] = str(wrong)
        await self.show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field goes on."""
        self.do_next()

    def blocking(self) -> str:
        """The first thing that must be put right before going on; "" where there is none."""
        wrong = next(iter(self._unreadable.values()), "")
        found = blocking(self.site, self.PREFIXES)
        return wrong or (said(found[0]) if found else "")

    def do_next(self) -> None:
        """Go on, where nothing is wrong."""
        if wrong := self.blocking():
            self.notify(wrong, title="Put this right first", severity="warning")
            for form in self.query(Form):
                form.focus_first_problem(self.problems())
            return
        self.go_on()

    def go_on(self) -> None:
        """Show the next step."""
        self.simplifi.wizard(self.visit, STEPS[STEPS.index(self.STEP) + 1])

    def do_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def do_before(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def do_choose(self) -> None:
        """Change the choice in hand."""
        if isinstance(self.focused, Choice):
            self.focused.action_turn(1)
