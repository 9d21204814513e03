"""What is there: sockets on the left, what it means on the right, findings below, and one question."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from proof import pin
from routerboard.language.change import Finding, Plan, Severity
from routerboard.link.waiting import Waiting
from tui.actions import Action, bindings
from tui.screens.base import FullScreen
from tui.visit import Visit
from tui.widgets.answers import Answers
from tui.widgets.hanging import Hanging
from tui.words.findings import count_text, finding_text, worst_first
from tui.words.seen import seen
from tui.words.sockets import socket_lines, sockets
from wizards.record import built_from


def waits(waiting: Waiting) -> Finding:
    """The change that nobody has kept or taken back, as a finding."""
    until = f" The router takes it back at {waiting.deadline:%H:%M:%S}." if waiting.deadline else ""
    what, fix = "a change to this router waits for your word", "press k to keep it, u to take it back"
    return Finding(Severity.ERROR, what, f"{waiting.told}{until}", fix, "change-waits")


UNPROVEN = "This router holds no site yet: set it up, apply, then prove it."
GOALS = (("balance", "Balance all lines"), ("failover", "Fail-over only"), ("watch", "Just watch"))


class SurveyScreen(FullScreen[None]):
    """One router as we found it. Nothing has been written to it."""

    SCOPE = "survey"
    ABOUT = (
        "This is what the router said of itself; nothing was written to it. A socket is up where a cable is in it and "
        "something answers at the other end. The findings are what to know before you go on; the plan takes care of "
        "those that stand in the way, and says so."
    )
    AUTO_FOCUS = "Answers"
    BINDINGS: ClassVar[list[BindingType]] = bindings("survey")

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self._visit = visit
        self._waiting = visit.waiting()
        self._site = visit.choose(visit.preset or next(iter(visit.presets)))

    def titles(self) -> tuple[str, str]:
        """The router, and how we reach it."""
        return self._visit.title, self._visit.way

    def body(self) -> ComposeResult:
        """Sockets, meaning, findings, and what to become."""
        survey, findings = self._visit.survey, self._findings()
        with VerticalScroll(classes="body", can_focus=False):
            with Horizontal(classes="columns"):
                with Vertical(classes="column wide"):
                    yield Static("SOCKETS", classes="section")
                    yield Static(socket_lines(sockets(survey, self._site)))
                with Vertical(classes="column"):
                    yield Static("WHAT I SEE", classes="section")
                    yield Hanging(seen(survey, self._site))
            yield Static(self._heading(findings), classes="gap-above")
            yield Hanging([finding_text(one) for one in worst_first(findings)], classes="findings")
        with Horizontal(classes="goal"):
            yield Static("What should it do?", classes="goal-label")
            yield Answers(GOALS, "failover" if self._visit.preset == "failover" else "balance")

    def _heading(self, findings: tuple[Finding, ...]) -> Content:
        return Content.assemble(("BEFORE WE START", "$secondary bold"), ("   " + count_text(findings), "$quiet"))

    def _findings(self) -> tuple[Finding, ...]:
        from wizards.checks import check

        found = (*pin.told(self._visit.survey), *check(self._visit.survey, self._site))
        return (waits(self._waiting), *found) if self._waiting is not None else found

    def why_not(self, name: str) -> str:
        """A word can be said only where one is waited for."""
        if name in ("keep", "undo") and self._waiting is None:
            return "No change waits for a word on this router."
        return UNPROVEN if name == "prove" and not self._built else ""

    @property
    def _built(self) -> bool:
        """Whether the router holds a site of ours."""
        built = built_from(self._visit.survey)
        return built is not None and built.site is not None

    def offers(self, action: Action) -> bool:
        """Proving where there is something to prove."""
        return super().offers(action) and (action.name != "prove" or self._built)

    def do_prove(self) -> None:
        """Measure what the lines really do."""
        self.simplifi.prove(self._visit)

    def do_keep(self) -> None:
        """Keep the change that waits."""
        self._decide("keep")

    def do_undo(self) -> None:
        """Take the change that waits back."""
        self._decide("undo")

    def _decide(self, word: Literal["keep", "undo"]) -> None:
        from tui.screens.apply import ApplyScreen

        if self._waiting is not None:
            plan = self._waiting.plan or Plan("", self._visit.survey.version)
            self.app.push_screen(ApplyScreen(self._visit, plan, word))

    def do_left(self) -> None:
        """The goal before."""
        self.query_one(Answers).turn(-1)

    def do_right(self) -> None:
        """The next goal."""
        self.query_one(Answers).turn(1)

    def do_down(self) -> None:
        """Show what stands below."""
        self.query_one(".body").scroll_page_down(animate=False)

    def do_up(self) -> None:
        """Show what stands above."""
        self.query_one(".body").scroll_page_up(animate=False)

    def do_next(self) -> None:
        """Go on with the chosen goal."""
        goal = self.query_one(Answers).value
        if goal == "watch":
            self.do_watch()
            return
        presets = self._visit.presets
        wanted = "failover" if goal == "failover" and "failover" in presets else self._balancing()
        self._visit.choose(wanted)
        self.simplifi.wizard(self._visit, "preset")

    def _balancing(self) -> str:
        """The preset in use unless it only fails over; else the first that balances."""
        presets = self._visit.presets
        names = [self._visit.preset, *presets]
        return next((name for name in names if name in presets and presets[name].method != "failover"), names[0])

    def do_watch(self) -> None:
        """Only look."""
        self.simplifi.show_live(self._visit)

    def do_again(self) -> None:
        """Read the router once more."""
        self.simplifi.again(self._visit)
