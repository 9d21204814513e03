"""Writes a plan, step by step; shows what was told by the commit, never what is hoped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from routerboard.language.change import Plan
from routerboard.link.steering import Armed, Steering
from tui.actions import bindings
from tui.screens.base import FullScreen
from tui.visit import Visit
from tui.widgets.hanging import Hanging, Paragraph
from tui.widgets.steps import ShownStep, StepList
from tui.widgets.trouble import Trouble
from tui.words.change import counts_text

if TYPE_CHECKING:
    from routerboard.link.steps import Outcome, OutcomeState, Step

ENDED = {
    "done": "done",
    "pending": "waits for your word",
    "undone": "undone: as before",
    "unknown": "not known: read the router",
    "refused": "nothing was written",
}
"""How a commit ended, in a few words for the title line."""

WAITING = ("pending", "unknown", "refused")
"""How it stands where something may wait for a word: this commit, or an earlier one for which this one was refused."""

MARKS = {
    "done": ("✓", "$success"),
    "pending": ("?", "$warning"),
    "undone": ("↺", "$warning"),
    "refused": ("·", "$warning"),
}


class ApplyScreen(FullScreen[None]):
    """Starts at once; while it writes, only waiting is possible. Proven, it waits for a word."""

    SCOPE = "apply"
    ABOUT = (
        "Before the first row is written, what is there is kept on this laptop and on the router, and the router is "
        "given an undo that it runs by itself: if the link dies, this laptop dies, or the router restarts, it takes "
        "everything back. Where a step fails, everything is taken back at once. At the end a fresh login looks at "
        "every row and every line; then it is kept, unless you hold it, and nothing of the undo is left."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("apply")

    def __init__(self, visit: Visit, plan: Plan, word: Literal["", "keep", "undo"] = "") -> None:
        """Write the plan; or, with a word, decide a change that waits since an earlier visit."""
        super().__init__()
        self._visit, self._plan, self._word = visit, plan, word
        self._state: OutcomeState | None = None
        self._busy = False
        self._armed: Armed | None = None
        self._steering = Steering(on_armed=self._armed_anew)

    def titles(self) -> tuple[str, str]:
        """The router, and what is written."""
        return f"{self._visit.survey.identity} · applying", counts_text(self._plan.counts())

    def body(self) -> ComposeResult:
        """The steps, the verdict, the trouble."""
        with VerticalScroll(classes="body", can_focus=False):
            yield StepList()
            yield Hanging(id="verdict", classes="gap-above")
            yield Hanging(id="armed", classes="gap-above")
            yield Trouble()

    def on_mount(self) -> None:
        """Start."""
        self.set_interval(1.0, self._count_down)
        if self._word == "keep":
            self._keep()
        elif self._word == "undo":
            self.do_undo()
        else:
            self._write()

    def _write(self) -> None:
        self._run(partial(self._visit.commit, self.simplifi.dealings, self._plan, self._step, self._steering))

    def _armed_anew(self, armed: Armed | None) -> None:
        """The undo on the router, as it was read back there."""
        self._armed = armed
        self._count_down()
        self.refresh_keys()

    def _count_down(self) -> None:
        """Title and foot: how long the router still waits."""
        foot = self.query_one("#armed", Hanging)
        if self._armed is None:
            foot.show([])
            return
        left = (self._armed.deadline - datetime.now().astimezone()).total_seconds()
        minutes, seconds = divmod(max(0, round(left)), 60)
        self.say(right=f"undo armed · {minutes:02}:{seconds:02} left" if left > 0 else "the router is undoing")
        unless = "unless it is kept" if self._waits_for_word else "unless this page turns green"
        foot.show(
            [
                Paragraph(
                    Content(""), Content(f"What was before comes back at {self._armed.deadline:%H:%M:%S} {unless}.")
                )
            ]
        )

    @property
    def _waits_for_word(self) -> bool:
        steps = self.query_one(StepList).steps
        return any(step.detail == HELD for step in steps.values())

    @work(exclusive=True, exit_on_error=False)
    async def _run(self, doing: Callable[[], Awaitable[Outcome]], then: Callable[[], None] | None = None) -> None:
        self._busy = True
        self.query_one(Trouble).clear()
        self.query_one(StepList).clear()
        self.query_one("#verdict", Hanging).show([])
        self.refresh_keys()
        try:
            outcome = await doing()
        except Exception as error:  # whatever it is, the technician reads it here
            self._broken(error)
        else:
            self._ended(outcome)
            if then is not None and outcome.state == "done":
                then()

    def _step(self, step: Step) -> None:
        """One step, as it is told."""
        self.query_one(StepList).put(ShownStep(step.name, step.name, step.state, step.detail))

    def _broken(self, error: Exception) -> None:
        self._busy, self._armed = False, None
        self._count_down()
        self.query_one(StepList).fail()
        self.query_one(Trouble).tell(error)
        self.say(right=ENDED.get(self._state or "", "stopped"))
        self.refresh_keys()

    def _ended(self, outcome: Outcome) -> None:
        self._busy, self._armed = False, None
        self._count_down()
        self._state = outcome.state
        self.query_one("#verdict", Hanging).show(verdict(outcome))
        self.say(right=ENDED[outcome.state])
        self.refresh_keys()

    @property
    def state(self) -> OutcomeState | None:
        """How it stands on the router; None while nothing is known."""
        return None if self._busy else self._state

    @property
    def done(self) -> bool:
        """Whether the whole plan is on the router, proven."""
        return self.state in ("pending", "done")

    def why_not(self, name: str) -> str:
        """While it writes it can be steered; afterwards, what fits the outcome."""
        if name == "plug":
            return self.unpluggable()
        if self._busy:
            return self._why_not_steered(name)
        if name in ("hold", "more"):
            return "It is over: nothing is armed any more."
        if name in ("confirm", "undo") and self._state not in WAITING:
            return "Nothing waits for a word."
        if name == "next" and not self.done:
            return "Nothing of this plan is on the router."
        return "Keep it or undo it first." if name == "back" and self._state == "pending" else ""

    def _why_not_steered(self, name: str) -> str:
        if name in ("next", "back") or self._word:
            return self.staying()
        if self._armed is None:
            return "Nothing is armed on the router yet."
        if name == "hold" and self._steering.held:
            return "It is held already."
        return ""

    def staying(self) -> str:
        """Half a plan on a router is worse than none, and a change that waits should not be forgotten."""
        if self._busy and self._waits_for_word:
            return "The change waits for your word: c keeps it, u takes it back."
        if self._busy:
            return "It is being written: wait for the last step, or take it back with u."
        return "The change waits for your word: c keeps it, u takes it back." if self._state == "pending" else ""

    def do_next(self) -> None:
        """Keep it, if that is not said yet, and watch it."""
        if self._state == "pending":
            self._keep(self._watch)
        else:
            self._watch()

    def _watch(self) -> None:
        self.simplifi.show_live(self._visit)

    def _keep(self, then: Callable[[], None] | None = None) -> None:
        self._run(partial(self._visit.confirm, self.simplifi.dealings, self._step), then)

    def do_confirm(self) -> None:
        """Keep it."""
        if self._busy:
            self._steering.confirm()
        else:
            self._keep()

    def do_hold(self) -> None:
        """Wait for a word once it is proven."""
        self._steering.hold()
        self.notify("Once it is proven it waits: c keeps it, u takes it back, + gives one more minute.")

    def do_more(self) -> None:
        """One more minute."""
        self._steering.extend(60)

    def do_undo(self) -> None:
        """Take it back."""
        if self._busy:
            self._steering.undo()
            return
        self._run(partial(self._visit.undo, self.simplifi.dealings, self._step))

    def do_back(self) -> None:
        """Back to the plan where nothing changed; else read the router anew."""
        if self._word or self._state in ("done", "unknown"):
            self.simplifi.again(self._visit)
        else:
            self.app.pop_screen()


HELD = "it waits for your word"
"""What a commit says while it holds."""

TODO = {"pending": "Enter keeps it and shows it live; u takes everything back."}
"""What to do next where these screens know it better than a command line."""


def verdict(outcome: Outcome) -> list[Paragraph]:
    """How it ended, and what to do next."""
    mark, colour = MARKS.get(outcome.state, ("✗", "$error"))
    told = [Paragraph(Content.styled(f"{mark} ", f"{colour} bold"), Content.styled(outcome.message, "bold"))]
    todo = TODO.get(outcome.state, outcome.todo)
    return [*told, Paragraph(Content("→ "), Content(todo))] if todo else told
