"""The fail-over drill: each line is taken out, two ways, while a stopwatch runs large."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Digits, Static
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from proof import drill, store
from proof.outage import recovered
from proof.outage import why_not as why_not_out
from proof.pin import unpinned
from proof.results import Drill, Verification
from proof.streams import Clock, NoServer, chosen
from proof.verifying import begun, url_of, why_not
from tui import recents
from tui.actions import bindings
from tui.screens.base import FullScreen
from tui.visit import Visit
from tui.widgets.trouble import Trouble
from tui.words.drill import WAY_WORDS, doing, drill_lines, drill_words, seconds, state_lines
from wizards.lines import Job
from wizards.plan import plan
from wizards.record import built_from

if TYPE_CHECKING:
    from routerboard.language.survey import Survey
    from routerboard.link.session import Session
    from wizards.site import Site

BUSY = "A line is out or coming back: esc stops it, and the line is put back at once."
DONE = "What each line did, against its target:"
_EVENTS = 4


class DrillScreen(FullScreen[None]):
    """Explains, asks, drills line after line, and says how each did."""

    SCOPE = "drill"
    ABOUT = (
        "Each line is taken out twice: unplugged, which disables its interface, and without Internet, where one rule "
        "drops what comes from beyond its modem. This laptop opens a new connection by that line six times a second "
        "and keeps others running on every line; the router is asked four times a second whether it still uses the "
        "line. Then the line is put back and the configuration compared with before. Stopped at any point the line is "
        "put back at once, and by the router itself if this laptop dies."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("drill")

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self._visit = visit
        self._session: Session | None = None
        self._seen: Survey | None = None
        self._site: Site | None = None
        self._reason = "The router is being read."
        self._drilling: Worker[None] | None = None
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

    def on_mount(self) -> None:
        """Read the router as it is now."""
        self._look()

    async def on_unmount(self) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()

    # What there is to drill

    @work(exclusive=True, exit_on_error=False, group="look")
    async def _look(self) -> None:
        dealings = self.simplifi.dealings
        try:
            self._session = await dealings.connect(self._visit.target, self._visit.password)
            seen = await unpinned(self._session, await dealings.survey(self._session))
            self._seen = await recovered(self._session, seen)
        except Exception as error:  # whatever it is, the technician reads it here
            self._reason = "The router was not read."
            self.query_one(Trouble).tell(error)
        else:
            self._reason = self._judge(self._seen)
        self._show()

    def _judge(self, seen: Survey) -> str:
        """Why no line may be taken out; "" where each may."""
        built = built_from(seen)
        if built is None or built.site is None:
            return "This router holds no site yet: set it up, apply, then drill it."
        self._site = built.site
        self._visit.survey = seen
        if self._visit.waiting() is not None:
            return "A change waits for your word: keep it or undo it first."
        if reason := why_not(seen, plan(seen, built.site)):
            return reason
        lines = Job(seen, built.site).lines
        return next((why for line in lines if (why := why_not_out(seen, lines, line))), "")

    @property
    def _job(self) -> Job:
        assert self._seen is not None
        assert self._site is not None
        return Job(self._seen, self._site)

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

    @property
    def _busy(self) -> bool:
        return self._drilling is not None and not self._drilling.is_finished

    def do_next(self) -> None:
        """Drill."""
        self._drills, self._events, self._at, self._stopped = [], [], None, False
        self.query_one(Trouble).clear()
        self._drilling = self._drill()
        self._show()

    @work(exclusive=True, exit_on_error=False, group="drill")
    async def _drill(self) -> None:
        try:
            await self._drill_all()
        except NoServer as error:
            self._reason = f"{error} The site may name one under speed-test: url."
        except Exception as error:  # whatever it is, the technician reads it here
            self.query_one(Trouble).tell(error)
        self._keep()
        self.call_after_refresh(self._ended)

    def _ended(self) -> None:
        good = sum(one.verdict == "good" for one in self._drills)
        self.say(right=f"{good} of {len(self._drills)} good")
        self._show()
        self.call_after_refresh(self.query_one(".body").scroll_end, animate=False)

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

    def _keep(self) -> None:
        """For the hand-over sheet."""
        if not self._drills:
            return
        job, folder = self._job, recents.folder(self.simplifi.start.data_dir)
        path = store.path_of(folder, job.survey, self._visit.target.place)
        earlier: Verification | None = None
        with suppress(OSError, ValueError):
            earlier = store.load(path)
        taken = datetime.now().astimezone().isoformat(timespec="seconds")
        found = begun(job.survey, job.site, taken, earlier)
        try:
            store.save(path, replace(found, drills=tuple(self._drills), practice=self._visit.practice))
        except OSError as error:
            self.notify(f"{error.strerror}: {path}", title="Not kept", severity="warning")

    async def _stop(self) -> None:
        """End it, and wait until the line is back."""
        running = self._drilling
        if running is not None and not running.is_finished:
            running.cancel()
            with suppress(WorkerCancelled, WorkerFailed):
                await running.wait()
        self._stopped = True
        self.say(right="stopped")
        self._show()

    # Actions

    def why_not(self, name: str) -> str:
        """A drill needs a router that is as its site says, and one at a time."""
        if name == "next":
            return BUSY if self._busy else self._reason
        return ""

    def staying(self) -> str:
        """A drill is stopped before the program is left."""
        return BUSY if self._busy else ""

    async def do_back(self) -> None:  # type: ignore[override]
        """Stop it; or one screen back."""
        if self._busy:
            await self._stop()
        else:
            self.app.pop_screen()

    def do_down(self) -> None:
        """Show what stands below."""
        self.query_one(".body").scroll_page_down(animate=False)

    def do_up(self) -> None:
        """Show what stands above."""
        self.query_one(".body").scroll_page_up(animate=False)
