"""The fail-over drill: each line is taken out, two ways, while a stopwatch runs large."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Digits, Static

from proof import drill
from proof.outage import recovered
from proof.outage import why_not as why_not_out
from proof.results import Drill
from proof.streams import Clock, NoServer, chosen
from proof.verifying import url_of
from tui.actions import bindings
from tui.screens.measuring import Measuring
from tui.visit import Visit
from tui.widgets.trouble import Trouble
from tui.words.drill import WAY_WORDS, doing, drill_lines, drill_words, seconds, state_lines

if TYPE_CHECKING:
    from routerboard.language.survey import Survey
    from routerboard.link.session import Session

DONE = "What each line did, against its target:"
_EVENTS = 4


class DrillScreen(Measuring):
    """Explains, asks, drills line after line, and says how each did."""

    SCOPE = "drill"
    BUSY = "A line is out or coming back: esc stops it, and the line is put back at once."
    NO_SITE = "This router holds no site yet: set it up, apply, then drill it."
    ABOUT = (
        "Each line is taken out twice: unplugged, which disables its interface, and without Internet, where one rule "
        "drops what comes from beyond its modem. This laptop opens a new connection by that line six times a second "
        "and keeps others running on every line; the router is asked four times a second whether it still uses the "
        "line, and pings by it itself. Then the line is put back and the configuration compared with before. Stopped "
        "at any point the line is put back at once, and by the router itself if this laptop dies."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("drill")

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._drills: list[Drill] = []
        self._events: list[str] = []
        self._at: drill.Progress | None = None
        self._stopped = False

    def titles(self) -> tuple[str, str]:
        """The router, and how far it is."""
        return f"{self._visit.survey.identity} · fail-over drill", "not begun"

    def body(self) -> ComposeResult:
        """What is asked, the stopwatch, the lines, what has happened, how the drills went."""
        with VerticalScroll(classes="body", can_focus=False):
            yield Static("", id="asked", markup=False)
            yield Digits("", id="watch")
            yield Static("", id="lines", markup=False)
            yield Static("", id="events", classes="gap-above", markup=False)
            yield Static("", id="drills", classes="gap-above", markup=False)
            yield Trouble()

    async def _tidied(self, session: Session, seen: Survey) -> Survey:
        return await recovered(session, seen)

    def _judge(self, seen: Survey) -> str:
        """Why no line may be taken out; "" where each may."""
        if reason := super()._judge(seen):
            return reason
        lines = self._job.lines
        return next((why for line in lines if (why := why_not_out(seen, lines, line))), "")

    # Showing

    def _show(self) -> None:
        """All that is known, as it is known now."""
        ready = not self._reason
        asked = drill_words([line.name for line in self._job.lines]) if ready else self._reason
        if self._stopped and ready:
            asked = "Stopped: all is put back. Press enter to begin anew."
        elif self._busy or self._drills:
            asked = ""
        elif ready:
            asked += " Press enter to begin."
        at = self._at if self._busy else None
        self.query_one("#asked", Static).update(Content(doing(at) if at is not None else asked or DONE))
        counts = at is not None and at.phase in ("out", "back")
        watch = self.query_one(Digits)
        watch.display = counts
        if at is not None and counts:
            watch.update(f"{at.seconds:5.1f}")
        names = [line.name for line in self._job.lines] if ready else []
        self.query_one("#lines", Static).update(Content("\n".join(state_lines(at, names)) if at is not None else ""))
        events = self._events[-_EVENTS:] if self._busy else []
        self.query_one("#events", Static).update(Content("\n".join(events)))
        self.query_one("#drills", Static).update(Content("\n".join(drill_lines(self._drills) if self._drills else [])))
        self.refresh_keys()

    def _told(self, progress: drill.Progress) -> None:
        """One step of a drill."""
        before, self._at = self._at, progress
        if progress.event:
            self._events.append(f"{datetime.now().astimezone():%H:%M:%S}  {progress.event}")
        whole = 2 * len(self._job.lines)
        self.say(right=f"drill {len(self._drills) + 1} of {whole}")
        outage = progress.figures.outage_new
        if progress.phase == "out" and outage and (before is None or before.figures.outage_new is None):
            self._events.append(f"{datetime.now().astimezone():%H:%M:%S}  new connections pass after {seconds(outage)}")
        self._show()

    # Drilling

    def do_next(self) -> None:
        """Drill."""
        self._drills, self._events, self._at, self._stopped = [], [], None, False
        self.query_one(Trouble).clear()
        self._at_work = self._drill()
        self._show()

    @work(exclusive=True, exit_on_error=False, group="drill")
    async def _drill(self) -> None:
        try:
            await self._drill_all()
        except NoServer as error:
            self._reason = f"{error} The site may name one under speed-test: url."
        except Exception as error:  # whatever it is, the technician reads it here
            self.query_one(Trouble).tell(error)
        if self._drills:
            self._keep(drills=tuple(self._drills))
        self.call_after_refresh(self._ended)

    def _ended(self) -> None:
        good = sum(one.verdict == "good" for one in self._drills)
        self.say(right=f"{good} of {len(self._drills)} good")
        self._show()
        self._to_the_end()

    async def _drill_all(self) -> None:
        assert self._session is not None
        target, session = self._visit.target, self._session
        servers = await chosen(session.local_address, url_of(self._job.site, target.host, target.tcp_port), Clock())
        checks = await drill.checks_of(session)
        for at in range(len(self._job.lines)):
            for way in drill.WAYS:
                self._seen = await self.simplifi.dealings.survey(session)
                job = self._job
                course = drill.Course(
                    job.site, job.lines, job.lines[at], way, job.survey.client_address, session.local_address,
                    servers, checks,
                )  # fmt: skip
                self._events.append(f"{course.line.name} {WAY_WORDS[way]}: at most {course.good:.0f} s are good")
                try:
                    self._drills.append(await drill.DrillRun(session, self._seen, course, self._told).run())
                except drill.NotSound as error:
                    self._drills.append(Drill(course.line.name, way, target=course.good, words=str(error)))
                self._show()

    async def _stop(self) -> None:
        """End it, and wait until the line is back."""
        self._stopped = True
        self.say(right="stopped")
        await super()._stop()
