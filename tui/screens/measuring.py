"""What the screens share that measure a router: a session of their own, the site that it holds, one thing at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from proof import store
from proof.pin import unpinned
from proof.results import ResultsError, Verification
from proof.sheet.content import Sheet, sheet_of
from proof.sheet.forms import form_of, siblings
from proof.verifying import begun, is_loopback, why_not
from tui import recents
from tui.screens.base import FullScreen
from tui.visit import Visit
from tui.widgets.trouble import Trouble
from wizards.lines import Job
from wizards.plan import plan
from wizards.record import built_from

if TYPE_CHECKING:
    from routerboard.language.survey import Survey
    from routerboard.link.session import Session
    from wizards.site import Site


class Measuring(FullScreen[None]):
    """Reads the router, says why it cannot be measured, and stops what runs before anybody leaves."""

    BUSY: ClassVar[str]
    """Why nothing else can be done while it runs."""
    NO_SITE: ClassVar[str] = "This router holds no site yet: set it up, apply, then prove it."

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self._visit = visit
        self._session: Session | None = None
        self._seen: Survey | None = None
        self._site: Site | None = None
        self._reason = "The router is being read."
        self._at_work: Worker[None] | None = None

    def on_mount(self) -> None:
        """Read the router as it is now."""
        self._look()

    async def on_unmount(self) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()

    # What there is to measure

    @work(exclusive=True, exit_on_error=False, group="look")
    async def _look(self) -> None:
        dealings = self.simplifi.dealings
        try:
            self._session = await dealings.connect(self._visit.target, self._visit.password)
            seen = await unpinned(self._session, await dealings.survey(self._session))
            self._seen = await self._tidied(self._session, seen)
        except Exception as error:  # whatever it is, the technician reads it here
            self._reason = "The router was not read."
            self.query_one(Trouble).tell(error)
        else:
            self._reason = self._judge(self._seen)
        self._show()

    async def _tidied(self, session: Session, seen: Survey) -> Survey:
        """The router without what an earlier one has left."""
        return seen

    def _judge(self, seen: Survey) -> str:
        """Why it cannot be measured; "" where it can."""
        built = built_from(seen)
        if built is None or built.site is None:
            return self.NO_SITE
        self._site = built.site
        self._visit.survey = seen
        if self._visit.waiting() is not None:
            return "A change waits for your word: keep it or undo it first."
        return why_not(seen, plan(seen, built.site))

    @property
    def _job(self) -> Job:
        assert self._seen is not None
        assert self._site is not None
        return Job(self._seen, self._site)

    def _show(self) -> None:
        """All that is known, as it is known now."""
        raise NotImplementedError

    # While it runs

    @property
    def _busy(self) -> bool:
        return self._at_work is not None and not self._at_work.is_finished

    @property
    def _path(self) -> Path:
        return store.path_of(recents.folder(self.simplifi.start.data_dir), self._job.survey, self._visit.target.place)

    def _begun(self) -> Verification:
        """What is to be kept, with what was measured earlier; a file that cannot be read is written anew."""
        earlier: Verification | None = None
        with suppress(OSError, ValueError):
            earlier = store.load(self._path)
        taken = datetime.now().astimezone().isoformat(timespec="seconds")
        practice = self._visit.practice or is_loopback(self._visit.target.host)
        return replace(begun(self._job.survey, self._job.site, taken, earlier), practice=practice)

    def _keep(self, **figures: Any) -> None:
        """These fields of a `Verification`, for the hand-over sheet."""
        try:
            store.save(self._path, replace(self._begun(), **figures))
        except OSError as error:
            self.notify(f"{error.strerror}: {self._path}", title="Not kept", severity="warning")

    async def _stop(self) -> None:
        """End it, and wait until the router is as before."""
        running = self._at_work
        if running is not None and not running.is_finished:
            running.cancel()
            with suppress(WorkerCancelled, WorkerFailed):
                await running.wait()
        self._show()

    def staying(self) -> str:
        """What runs is stopped before the program is left."""
        return self.BUSY if self._busy else ""

    def why_not(self, name: str) -> str:
        """It needs a router that is as its site says, and one thing at a time."""
        if name == "sheet":
            return self.BUSY if self._busy else self._why_no_sheet()
        return (self.BUSY if self._busy else self._reason) if name == "next" else ""

    # The hand-over sheet

    def _why_no_sheet(self) -> str:
        return "" if self._site is not None and self._path.exists() else "Measure first."

    def do_sheet(self) -> None:
        """Ask who measured and where the sheet goes, then write its three forms."""
        from tui.screens.ask import AskScreen, name_for

        found, suggested = self._begun(), Path.cwd() / name_for(self._job.site.name, ".html")

        def write(technician: str, place: str | None) -> None:
            if place:
                self._sheet(technician, place)

        def name(technician: str | None) -> None:
            if technician is None:
                return
            note = "Written as .html, .pdf and .txt beside each other. It holds no passwords, and opens on a phone."
            asked = AskScreen("Write the hand-over sheet as", str(suggested), note)
            self.app.push_screen(asked, partial(write, technician))

        note = "The sheet says who measured; leave it empty to name nobody."
        self.app.push_screen(AskScreen("Technician", found.technician, note), name)

    @work(exit_on_error=False, group="sheet")
    async def _sheet(self, technician: str, place: str) -> None:
        from tui.screens.ask import file_named

        paths = siblings(file_named(place))
        if there := [path for path in paths if path.exists()]:
            self.notify(f"{there[0]} is there already. Nothing was written.", title="No sheet", severity="error")
            return
        try:
            found = replace(store.read(self._path), technician=technician)
            store.save(self._path, found)
            await asyncio.to_thread(_write, paths, sheet_of(found))
        except (OSError, ResultsError) as error:
            why = getattr(error, "strerror", None) or error
            self.notify(f"{why}: {paths[0]}", title="No sheet", severity="error")
        else:
            self.notify("\n".join(map(str, paths)), title="Written")

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

    def _to_the_end(self) -> None:
        self.call_after_refresh(self.query_one(".body").scroll_end, animate=False)


def _write(paths: Sequence[Path], sheet: Sheet) -> None:
    """A sheet in its forms; OSError where one cannot be written, or is there."""
    for path in paths:
        form = form_of(path)
        assert form is not None
        data = form(sheet)
        with path.open("xb") as file:
            file.write(data)
