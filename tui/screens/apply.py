"""Writes a plan, step by step; shows what was told by the commit, never what is hoped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from routerboard.language.change import Plan
from routerboard.link.restore import REACH, UNDO
from routerboard.link.steering import Armed, Steering
from routerboard.link.underway import CONFIRM, PROVE
from tui.actions import Action, bindings
from tui.screens.base import FullScreen
from tui.visit import Visit
from tui.widgets.hanging import Hanging, Paragraph
from tui.widgets.steps import ShownStep, StepList
from tui.widgets.trouble import Trouble
from tui.words import waiting
from tui.words.change import counts_text

if TYPE_CHECKING:
    from routerboard.link.session import Session
    from routerboard.link.steps import Outcome, OutcomeState, Step
    from tui.opening import Plug

ENDED = {
    "done": "done",
    "pending": "waits for your word",
    "undone": "undone",
    "unknown": "not known: read the router",
    "refused": "nothing was written",
}
"""How a commit ended, in a few words for the title line."""

FOR_THE_PLUG = 10.0
"""Practice: seconds between the last write and the fresh login, so that there is time to pull the plug."""

IN_AGAIN = 5.0
"""Practice: seconds after the router's undo was due at which the plug goes in by itself."""

REASON = 5.0
"""Seconds for which is shown why something cannot be done."""

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
        self._go_on = asyncio.Event()
        self._window: float | None = None
        self._refused = ""

    def titles(self) -> tuple[str, str]:
        """The router, and what is written."""
        return f"{self._visit.survey.identity} · applying", counts_text(self._plan.counts())

    def body(self) -> ComposeResult:
        """The steps, the verdict, the trouble."""
        with VerticalScroll(classes="body", can_focus=False):
            yield StepList()
            yield Hanging(id="verdict", classes="gap-above")
            yield Trouble()
        yield Hanging(id="foot")

    def on_mount(self) -> None:
        """Start."""
        self.set_interval(1.0, self._tick)
        if self._word == "keep":
            self._keep()
        elif self._word == "undo":
            self.do_undo()
        else:
            self._write()

    def _write(self) -> None:
        opener = self._open if self.plug is not None else None
        self._run(partial(self._visit.commit, self.simplifi.dealings, self._plan, self._step, self._steering, opener))

    @property
    def plug(self) -> Plug | None:
        """The laptop's plug, where this router is a practice board."""
        return super().plug if self._visit.practice else None

    @property
    def _plug_out(self) -> bool:
        return self.plug is not None and self.plug.out

    async def _open(self) -> Session:
        """A session with a practice board; before the fresh login there is time for the plug."""
        if self._runs(PROVE) and not self._go_on.is_set():
            loop = asyncio.get_running_loop()
            self._window = loop.time() + FOR_THE_PLUG
            self._count_down()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._go_on.wait(), FOR_THE_PLUG)
            self._window = None
            self._count_down()
        return await self.simplifi.dealings.connect(self._visit.target, self._visit.password)

    def _runs(self, name: str) -> bool:
        step = self.query_one(StepList).steps.get(name)
        return step is not None and step.state == "running"

    def _armed_anew(self, armed: Armed | None) -> None:
        """The undo on the router, as it was read back there."""
        self._armed = armed
        self._count_down()
        self.refresh_keys()

    def _tick(self) -> None:
        """Every second: the time goes on, and a plug that is out for long goes in."""
        if self._plug_out and self._armed is not None and self._left < -IN_AGAIN:
            self._plug_in()
        self._count_down()

    @property
    def _left(self) -> float:
        """Seconds until the router undoes, by the clock of this laptop; 0 where nothing is armed."""
        return 0.0 if self._armed is None else (self._armed.deadline - datetime.now().astimezone()).total_seconds()

    @property
    def _standing(self) -> waiting.Standing:
        if self._plug_out or self._runs(REACH):
            return "away"
        if self._goes_back:
            return "returning"
        return "held" if self._waits_for_word else "writing"

    @property
    def _goes_back(self) -> bool:
        """Whether it is being taken back; a router that is looked for only to confirm is not."""
        steps = self.query_one(StepList).steps
        return UNDO in steps or (REACH in steps and not self._runs(CONFIRM))

    def _count_down(self) -> None:
        """Title and foot: how long the router still waits; on a practice board, what the plug is for."""
        told = []
        if self._armed is not None:
            self.say(right=waiting.title(self._standing, self._left))
            told.append(waiting.foot(self._standing, self._armed.deadline, self._left))
            told.append(HOLDS if self._steering.held and self._standing in ("writing", "held") else "")
        told += [self._of_the_plug(), self._refused]
        self.query_one("#foot", Hanging).show([Paragraph(Content(""), Content(one)) for one in told if one])

    def refuse(self, reason: str) -> None:
        """Say at the foot why something cannot be done now: nothing may stand over the verdict."""
        self._refused = reason
        self._count_down()
        self.set_timer(REASON, self._forget_reason)

    def _forget_reason(self) -> None:
        self._refused = ""
        self._count_down()

    def _of_the_plug(self) -> str:
        if self.plug is None or not self._busy:
            return ""
        if self.plug.out:
            later = "; else it goes in after the undo" if self._armed else ""
            return f"Practice: the plug is out. P puts it in{later}."
        if self._goes_back or self._word:
            return ""
        if self._window is not None:
            left = max(0, round(self._window - asyncio.get_running_loop().time()))
            return f"Practice: {left} s to pull this laptop's plug with P; c goes on at once."
        return "Practice: P pulls this laptop's plug."

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
        """One step, as it is told; once it goes back, nobody works any more at what ran before."""
        steps = self.query_one(StepList)
        if step.name in (REACH, UNDO) and step.state == "running":
            confirms = step.name == REACH and self._runs(CONFIRM) and not self._waits_for_word
            steps.stop(spared=CONFIRM if confirms else "")
        steps.put(ShownStep(step.name, step.name, step.state, step.detail))
        self._show_last()
        if step.name in (REACH, UNDO):
            self._count_down()
            self.refresh_keys()

    def _show_last(self) -> None:
        self.call_after_refresh(self.query_one(".body").scroll_end, animate=False)

    def _over(self) -> None:
        """Nothing runs any more: the plug is in, and nothing stands over the verdict."""
        self._busy, self._armed, self._refused = False, None, ""
        if self._plug_out:
            self._plug_in()
        self._count_down()
        self.app.clear_notifications()
        self._show_last()

    def _broken(self, error: Exception) -> None:
        self._over()
        self.query_one(StepList).fail()
        self.query_one(Trouble).tell(error)
        self.say(right=ENDED.get(self._state or "", "stopped"))
        self.refresh_keys()

    def _ended(self, outcome: Outcome) -> None:
        self._over()
        self._state = outcome.state
        self.query_one(StepList).stop()
        self.query_one("#verdict", Hanging).show(verdict(outcome))
        self.say(right=ENDED[outcome.state] + (": as before" if compared(outcome) else ""))
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
            return self.unpluggable() or (
                "" if self._busy or self._plug_out else "It is over: there is nothing to pull it for."
            )
        if name == "again":
            return self.staying()
        if self._busy:
            return self._why_not_steered(name)
        if name in ("hold", "more"):
            return "It is over: nothing is armed any more."
        if name in ("confirm", "undo") and self._state not in WAITING:
            return "Nothing waits for a word."
        if name in ("next", "prove") and not self.done:
            return "Nothing of this plan is on the router."
        return "Keep it or undo it first." if name == "back" and self._state == "pending" else ""

    def _why_not_steered(self, name: str) -> str:
        if name in ("next", "back", "prove") or self._word:
            return self.staying()
        if self._armed is None:
            return "Nothing is armed on the router yet."
        if self._standing == "away":
            return "The router does not answer: nothing can be said to it now."
        if self._goes_back:
            return "It is being taken back already."
        if name == "hold" and self._steering.held:
            return "It is held already."
        return ""

    def offers(self, action: Action) -> bool:
        """Steering while it runs, reading again once it was taken back."""
        over = not self._busy and self._state != "pending"
        again = over and self._state != "done"
        fits = {
            "hold": not over,
            "more": not over,
            "plug": not over or self._plug_out,
            "again": again,
            "prove": self._state == "done",
        }
        return super().offers(action) and fits.get(action.name, True)

    def staying(self) -> str:
        """Half a plan on a router is worse than none, and a change that waits should not be forgotten."""
        if self._busy and self._waits_for_word:
            return "The change waits for your word: c keeps it, u takes it back."
        if self._busy and (self._standing == "away" or self._goes_back):
            return "It is not known yet how it ends: wait until the router was read."
        if self._busy:
            return "It is being written: wait for the last step, or take it back with u."
        return "The change waits for your word: c keeps it, u takes it back." if self._state == "pending" else ""

    def do_next(self) -> None:
        """Keep it, if that is not said yet, and watch it."""
        if self._state == "pending":
            self._keep(self._watch)
        else:
            self._watch()

    def do_prove(self) -> None:
        """Keep it, if that is not said yet, and measure what it does."""
        if self._state == "pending":
            self._keep(self._prove)
        else:
            self._prove()

    def _prove(self) -> None:
        self.simplifi.prove(self._visit)

    def _watch(self) -> None:
        self.simplifi.show_live(self._visit)

    def _keep(self, then: Callable[[], None] | None = None) -> None:
        self._run(partial(self._visit.confirm, self.simplifi.dealings, self._step), then)

    def do_confirm(self) -> None:
        """Keep it."""
        if self._busy:
            self._go_on.set()
            self._steering.confirm()
        else:
            self._keep()

    def do_hold(self) -> None:
        """Wait for a word once it is proven."""
        self._go_on.set()
        self._steering.hold()
        self._count_down()
        self.refresh_keys()

    def do_more(self) -> None:
        """One more minute."""
        self._steering.extend(60)

    def do_undo(self) -> None:
        """Take it back."""
        if self._busy:
            self._go_on.set()
            self._steering.undo()
            return
        self._run(partial(self._visit.undo, self.simplifi.dealings, self._step))

    def do_plug(self) -> None:
        """Pull the laptop's plug, or put it in again; the foot of the page says how it is."""
        if self.plug is not None:
            self.plug.turn()
            self._go_on.set()
            self._plug_turned()

    def _plug_in(self) -> None:
        if self.plug is not None:
            self.plug.turn()
            self._plug_turned()

    def _plug_turned(self) -> None:
        self._count_down()
        self.refresh_keys()

    def do_again(self) -> None:
        """Read the router anew."""
        self.simplifi.again(self._visit)

    def do_back(self) -> None:
        """Back to the plan where nothing changed; else read the router anew."""
        if self._word or self._state in ("done", "unknown"):
            self.simplifi.again(self._visit)
        else:
            self.app.pop_screen()


HELD = "it waits for your word"
"""What a commit says while it holds."""

HOLDS = "Held: c keeps it once it is proven, u takes it back, + gives one more minute."
"""What is said from the moment it is held."""

TODO = {
    "pending": "Enter keeps it and shows it live; u takes everything back.",
    "undone": "r reads the router again; b leads back to the plan.",
}
"""What to do next where these screens know it better than a command line."""


def compared(outcome: Outcome) -> bool:
    """Whether the router was read after the undo, and is as before."""
    undo = next((step for step in reversed(outcome.steps) if step.name == UNDO), None)
    return outcome.state == "undone" and undo is not None and undo.detail.endswith("as before")


def verdict(outcome: Outcome) -> list[Paragraph]:
    """How it ended, and what to do next."""
    mark, colour = MARKS.get(outcome.state, ("✗", "$error"))
    told = [Paragraph(Content.styled(f"{mark} ", f"{colour} bold"), Content.styled(outcome.message, "bold"))]
    todo = TODO["pending"] if outcome.state == "pending" else outcome.todo or TODO.get(outcome.state, "")
    return [*told, Paragraph(Content("→ "), Content(todo))] if todo else told
