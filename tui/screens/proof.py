"""What the lines really do: each by itself, then all together, measured here and now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from proof import weights
from proof.facts import facts_of
from proof.results import Balance, LineFacts, LineSpeed, Speed
from proof.speedtest import Course, Progress, SpeedTest, data_needed
from proof.streams import Clock, Effort, NoServer, Server, chosen
from proof.verifying import keeps_one_line, url_of
from tui.actions import Action, bindings
from tui.screens.measuring import Measuring
from tui.visit import Visit
from tui.watch.balance import balance_of
from tui.widgets.trouble import Trouble
from tui.words.proof import balance_lines, data_words, facts_lines, gauge, megabytes, speed_lines

if TYPE_CHECKING:
    pass

EFFORT = Effort()


class ProofScreen(Measuring):
    """Explains, asks for the data, measures, and offers the weights that follow."""

    SCOPE = "proof"
    BUSY = "It is measuring: esc stops it, and nothing of it stays on the router."
    ABOUT = (
        "This laptop is pinned to one line after the other by one temporary rule, which the router takes away by "
        "itself even if this laptop dies. Each line is loaded with several streams, down and up, and the router's own "
        "counters of that line stand beside the laptop's figure: what is more than ours belongs to other users. Then "
        "all lines are loaded together, with as many streams as it takes until the router shows every line carrying. "
        "Stopped at any point, nothing of it stays."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("proof")

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._effort = EFFORT
        self._facts: list[LineFacts] = []
        self._lines: list[LineSpeed] = []
        self._balance: Balance | None = None
        self._speed: Speed | None = None
        self._at: Progress | None = None
        self._best = 1e6

    def titles(self) -> tuple[str, str]:
        """The router, and what has been used."""
        return f"{self._visit.survey.identity} · proof", "nothing measured"

    def body(self) -> ComposeResult:
        """What is asked, what was found, the trouble, and where it is now."""
        with VerticalScroll(classes="body", can_focus=False):
            yield Static("", id="asked", markup=False)
            yield Static("", id="facts", classes="gap-above", markup=False)
            yield Static("", id="speed", classes="gap-above", markup=False)
            yield Static("", id="balance", classes="gap-above", markup=False)
            yield Static("", id="gauge", classes="gap-above", markup=False)
            yield Trouble()

    @property
    def _most(self) -> int:
        return data_needed(self._job.lines, self._effort, self._job.site.method)

    def _show(self) -> None:
        """All that is known, as it is known now."""
        ready = not self._reason
        asked = data_words(self._most, len(self._job.lines)) if ready else self._reason
        asked = "" if self._busy or self._speed is not None else asked
        begin = "\nPress enter to measure." if ready and not self._busy and self._speed is None else ""
        self.query_one("#asked", Static).update(Content(asked + begin))
        self.query_one("#facts", Static).update(Content("\n".join(facts_lines(self._facts))))
        speed = self._speed or (Speed(tuple(self._lines)) if self._lines else None)
        lines = speed_lines(speed) if speed is not None else []
        balance = balance_lines(self._balance) if self._balance is not None else []
        self.query_one("#balance", Static).update(Content("\n".join(balance)))
        self.query_one("#speed", Static).update(Content("\n".join(lines if self._speed else lines[:-1])))
        self._show_gauge()
        self.refresh_keys()
        if self._busy:
            self._to_the_end()

    def _show_gauge(self) -> None:
        at = self._at
        text = gauge(at, self._best) if at is not None and self._busy else ""
        self.query_one("#gauge", Static).update(Content(text))
        if at is not None:
            self.say(right=f"used {megabytes(at.spent)} of {megabytes(self._most)}")

    # Measuring

    def do_next(self) -> None:
        """Measure."""
        self._facts, self._lines, self._at, self._best = [], [], None, 1e6
        self._speed, self._balance = None, None
        self.query_one(Trouble).clear()
        self._at_work = self._measure()
        self._show()

    @work(exclusive=True, exit_on_error=False, group="measure")
    async def _measure(self) -> None:
        try:
            servers = await self._all_facts()
            self._speed = await self._test(servers)
            self._balance = await self._balanced()
        except NoServer as error:
            self.query_one("#asked", Static).update(Content(f"{error} The site may name one under speed-test: url."))
            return
        except Exception as error:  # whatever it is, the technician reads it here
            self.query_one(Trouble).tell(error)
            return
        self._keep(facts=tuple(self._facts), speed=self._speed, balance=self._balance)
        self.call_after_refresh(self._ended)

    def _ended(self) -> None:
        self._show()
        self._to_the_end()

    async def _all_facts(self) -> tuple[Server, ...]:
        assert self._session is not None
        job, target = self._job, self._visit.target
        local = self._session.local_address
        self._told(Progress("", "servers"))
        servers = await chosen(local, url_of(job.site, target.host, target.tcp_port), Clock())
        for line in job.lines:
            self._told(Progress(line.name, "facts"))
            laptop = job.survey.client_address
            self._facts.append(await facts_of(self._session, job, line, laptop, servers, Clock()))
            self._show()
        return servers

    async def _test(self, servers: tuple[Server, ...]) -> Speed:
        assert self._session is not None
        course = Course(
            self._job.lines,
            self._job.survey.client_address,
            self._session.local_address,
            servers=servers,
            method=self._job.site.method,
            one_line=keeps_one_line(self._job.site),
            most=self._most,
            effort=self._effort,
        )
        return await SpeedTest(self._session, course, self._told).run()

    async def _balanced(self) -> Balance | None:
        assert self._session is not None
        return await balance_of(self._session, self._job.survey.client_address, self._begun().drills)

    def _told(self, progress: Progress) -> None:
        """One step of it."""
        self._at = progress
        self._best = max(self._best, progress.rate)
        if progress.done is not None:
            self._lines.append(progress.done)
            self._show()
        else:
            self._show_gauge()

    # Actions

    def why_not(self, name: str) -> str:
        """Measuring needs a router that is as its site says; weights need figures."""
        if name in ("drill", "weights") and self._busy:
            return self.BUSY
        return self._why_no_weights() if name == "weights" else super().why_not(name)

    def _why_no_weights(self) -> str:
        if self._speed is None or self._site is None:
            return "Measure first."
        if not weights.useful(self._site):
            return "There are no shares here: one line at a time carries everything."
        wanted = weights.measured(self._site, self._speed)
        if wanted is None:
            return "Not every line was measured."
        if weights.ratio(wanted) == weights.ratio(self._site):
            return "The shares fit these speeds already."
        return ""

    def offers(self, action: Action) -> bool:
        """Weights once there are figures."""
        return super().offers(action) and (action.name != "weights" or self._speed is not None)

    def do_drill(self) -> None:
        """Take lines out and time the fail-over."""
        self.simplifi.drill(self._visit)

    def do_weights(self) -> None:
        """Show the plan with the shares that follow from these speeds."""
        assert self._site is not None
        assert self._speed is not None
        self._visit.site = weights.measured(self._site, self._speed)
        self.simplifi.preview(self._visit)
