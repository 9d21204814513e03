"""The live screen: title with every line's rate, tabs, and only the shown one costs the router anything."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from time import sleep
from typing import ClassVar, Protocol, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import ContentSwitcher, Input, Static

from routerboard.language.survey import Survey
from routerboard.link.errors import RouterError
from routerboard.link.narrowing import query_words
from routerboard.link.reconnect import Keeper
from routerboard.link.watching import Snapshot, Watcher
from tui.actions import bindings
from tui.watch import layout
from tui.watch.alarm import Alarm
from tui.watch.asking import STORY_FEEDS, TOLD, known, needed, reasons
from tui.watch.columns import TABLES
from tui.watch.cost import beside, cost
from tui.watch.deeds import DEEDS, flag_words
from tui.watch.feeds import FEEDS, HEADER, TAB_MENUS
from tui.watch.filter import askable
from tui.watch.header import header
from tui.watch.line import Line
from tui.watch.overview import Overview
from tui.watch.recording import RecordingDeeds
from tui.watch.seen import DRAWN, seen
from tui.watch.source import Source
from tui.watch.state import CONNECTIONS, Watched
from tui.watch.table import VirtualTable
from tui.watch.tabs import FIRST, TABS, TablesScreen, TabLine
from tui.watch.tally import Spread
from tui.watch.telling import StoryScreen
from tui.widgets.titlebar import GAP
from tui.words.story import Story, story_of
from wizards.site import Site

PART = "those that carry something now"
SOON = 0.06
"""Seconds after which the status line follows the cursor."""
LEAVING = 5.0
"""Seconds that whoever leaves waits at most for the end of a recording."""
WAY = 0.001
"""Seconds for which the count of a long table stops after each piece: what one types comes first."""
OLD = 6.0
"""Seconds after which what is shown is said to be old."""


class Kept(Protocol):
    """What keeps a session open; `Keeper` does."""

    @property
    def trouble(self) -> RouterError | None:
        """Why there is none now."""

    async def close(self) -> None:
        """Hang up."""


class LiveScreen(RecordingDeeds):
    """Watch a router: nothing here writes to it."""

    SCOPE = "live"
    ABOUT = (
        "Live graphs and Winbox's own tables, read over one session, one request at a time; only the shown tab "
        "costs the router anything. rx of a line is the guests' download. The column Line says where a connection's "
        "replies really come to; its mark is only the intention."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *(binding for binding in bindings("live") if not (isinstance(binding, Binding) and "'tab'" in binding.action)),
        *(Binding(str(number), f"show_tab('{name}')", name, show=False) for number, name in enumerate(FIRST, 1)),
    ]
    DEFAULT_CSS = """
    LiveScreen ContentSwitcher { height: 1fr; }
    LiveScreen #status { height: 1; padding: 0 1; color: $quiet; text-wrap: nowrap; text-overflow: ellipsis; }
    LiveScreen #about { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    LiveScreen #filter { display: none; height: 1; border: none; padding: 0 1; background: $surface; }
    """

    def __init__(
        self,
        keeper: Kept,
        survey: Survey,
        site: Site | None = None,
        *,
        source: Source | None = None,
        polling: bool = True,
    ) -> None:
        """Ask the session that `keeper` keeps, or show what `source` tells through `_took`."""
        super().__init__()
        self._keeper, self._survey = keeper, survey
        self._site = site
        self._polling = polling
        self._frozen: float | None = None
        self._ended = False
        self._regroup = False
        self._rebuilds = 0
        self._counting = False
        self._building = asyncio.Lock()
        self._failed: RouterError | None = None
        self._to_say: Timer | None = None
        self._asked_whole = ""
        self.shown_tab = TABS[0]
        self.watched = Watched(spread=Spread(survey.client_address))
        self.alarm = Alarm(self.notify, lambda: self.app.bell())
        feeds = {**STORY_FEEDS, **FEEDS}
        self.watcher: Source = source or Watcher(cast(Keeper, keeper), feeds, self._took, self._in_trouble)
        self.watcher.want(*HEADER, *TAB_MENUS[self.shown_tab])

    # the parts of the screen

    def body(self) -> ComposeResult:
        """Tabs, the shown tab, the filter, the status line."""
        yield TabLine(lambda: self.shown_tab)
        with ContentSwitcher(initial="tab-Overview"):
            with Horizontal(id="tab-Overview"):
                yield Overview()
            chosen = layout.read(self.simplifi.start.data_dir)
            for name, make in TABLES.items():
                form = make(self._survey.version)
                places = layout.placed(form, chosen, name) if name in chosen else None
                with Horizontal(id=f"tab-{name}"):
                    yield VirtualTable(form, follow=name == "Log", places=places)
        yield Input(placeholder="words, or mark:Wan1 proto:udp rate>1M !dns", id="filter", compact=True)
        yield Static("", id="about", markup=False)
        yield Static("", id="status", markup=False)

    def titles(self) -> tuple[str | Content, str | Content]:
        """The router and its load on the left, a figure for each line on the right."""
        return self._router(), self._rates()

    def _router(self) -> str:
        cpu = f" · cpu {self.watched.cpu}%" if self.watched.cpu else ""
        return f"{self._survey.identity} · {self._survey.version}{cpu}"

    def _rates(self) -> Content:
        if self._old:
            return Content.styled(self._last_data(), "$error bold")
        return self._line_rates()

    def _line_rates(self) -> Content:
        watched = self.watched
        room = self.size.width - min(len(self._router()), self.size.width // 3) - GAP
        return header(watched.lines, watched.states, watched.histories, room)

    @property
    def _trouble(self) -> RouterError | None:
        """Why nothing is read now: what the last reading met, or what keeps the session from coming back."""
        return self._failed or self._keeper.trouble

    @property
    def _old(self) -> bool:
        return self._trouble is not None or self._age() > OLD

    @property
    def table(self) -> VirtualTable | None:
        """The shown table; None on the overview."""
        found = self.query(f"#tab-{self.shown_tab} VirtualTable")
        return found.first(VirtualTable) if found else None

    # watching

    def on_mount(self) -> None:
        """Begin to watch, and to say how old it is."""
        collect_seldom()
        if self._polling:
            self._watch()
            self.set_interval(1.0, self._draw_age)

    def _draw_age(self) -> None:
        self.say(*self.titles())
        self._draw_status()

    @work(exclusive=True, group="watch", exit_on_error=False)
    async def _watch(self) -> None:
        try:
            await self.watcher.run()
        except RouterError as error:
            self._ended = True
            self._in_trouble(error)

    async def on_unmount(self) -> None:
        """Hang up, and end what is recorded."""
        await self._recording_ended(LEAVING)
        await self._keeper.close()

    async def poll_once(self) -> None:
        """Read what is due, once."""
        await self.watcher.poll_once()

    def _took(self, menu: str, snapshot: Snapshot) -> None:
        self._keep(menu, snapshot)
        self._regroup |= self.watched.take(menu, snapshot, f"{self._wall(snapshot.taken):%H:%M:%S}")
        self.alarm.tell(self.watched.happened)
        if isinstance(self.app.screen, StoryScreen):
            self.app.screen.took()
        if menu == self._asked_whole and (self.watcher.held(menu) or snapshot.refused):
            self._asked_whole = ""
        if menu == CONNECTIONS and self.watched.long and not self._counting:
            self._count_long()
        if self.table is None and self.watcher.held(menu):
            self.watcher.release(menu)
        if self._frozen is not None:
            return
        if self._regroup:
            self._regroup = False
            self._rebuild()
        self._draw(menu)

    @work(group="count", exit_on_error=False)
    async def _count_long(self) -> None:
        """Count all connections of a long table beside the screen, one reading at a time."""
        watched, self._counting = self.watched, True
        try:
            watched.take_long(await asyncio.to_thread(watched.long_tally(partial(sleep, WAY))))
        finally:
            self._counting = False
        if self._frozen is None and self.is_mounted:
            self._draw(CONNECTIONS)

    def _wall(self, taken: float) -> datetime:
        """What the clock on the wall said when this was read."""
        return datetime.now()

    def _in_trouble(self, error: RouterError | None) -> None:
        self._failed = error
        self._draw_status()

    def _rebuild(self) -> None:
        self._rebuilds += 1
        self._build(self._rebuilds)

    @work(group="rebuild", exit_on_error=False)
    async def _build(self, number: int) -> None:
        """Make the overview anew, one after the other: one that is stopped while it mounts stops the whole screen."""
        async with self._building:
            if number == self._rebuilds:
                await self.query_one(Overview).build(seen(self.watched, self._survey))
                self._draw("/interface")

    # drawing

    def _draw(self, menu: str) -> None:
        """Draw what this menu's new rows change."""
        self.say(*self.titles())
        table = self.table
        if table is None:
            self._draw_overview(menu)
        elif table.form.menu == menu:
            table.tints = tints(self.watched.lines)
            table.show(self.watched.rows(menu))
        self._draw_status()

    def _draw_overview(self, menu: str) -> None:
        if menu in DRAWN:
            self.query_one(Overview).show(seen(self.watched, self._survey))

    def _draw_status(self) -> None:
        status = self.query_one("#status", Static)
        spent = self.watcher.requests_per_second, self.watcher.bytes_per_second
        right = cost(*spent, self.watcher.pace, short=self.size.width < 100)
        status.update(beside(self._status(), right, self.size.width - 2), layout=False)
        about = self.query_one("#about", Static)
        about.display = self.table is not None
        about.update(self._about(), layout=False)

    def _about(self) -> str:
        """The row under the cursor in words: its flags, then its comment; or why the filter is none."""
        table = self.table
        if table is None:
            return ""
        if table.bad:
            return f"✗ {table.bad}"
        row = dict(table.selected) if table.selected is not None else {}
        remark = table.form.remark(row)
        return "   ".join(filter(None, (flag_words(table.form, row), f";;; {remark}" if remark else "")))

    def _status(self) -> str:
        parts = []
        if self._trouble is not None:
            next_step = "Watching has ended" if self._ended else "Trying again"
            parts.append(f"✗ {self._trouble.what} {next_step}; {self._last_data()}")
        elif self._age() > OLD:
            parts.append(f"! {self._last_data()}")
        if self._frozen is not None:
            parts.append(f"frozen {self.watcher.now() - self._frozen:.0f} s: z goes on")
        parts.append(self._recording())
        table = self.table
        parts.append("quiet: q rings again" if self.alarm.quiet else "")
        if table is None:
            parts.append(self._sampled())
        else:
            parts += [self._counted(table), self._most(table)]
        return "   ".join(filter(None, parts))

    def _last_data(self) -> str:
        known = any(menu in self.watched.snapshots for menu in self.watcher.wanted)
        return f"last data {self._age():.0f} s ago" if known else "no data yet"

    def _sampled(self) -> str:
        """What the shares rest on, where that is not every connection."""
        snapshot = self.watched.snapshots.get(CONNECTIONS)
        if snapshot is None or snapshot.whole:
            return ""
        if self._asked_whole == CONNECTIONS:
            return f"reading all {snapshot.total} connections …"
        return f"shares of {len(snapshot.rows)} of {snapshot.total} connections, w for all: {snapshot.part or PART}"

    def _counted(self, table: VirtualTable) -> str:
        snapshot = self.watched.snapshots.get(table.form.menu)
        if snapshot is None:
            return "reading …"
        if snapshot.refused:
            known = f"   {len(snapshot.rows)} items of {self._age_of(snapshot):.0f} s ago" if snapshot.rows else ""
            return f"✗ {snapshot.refused}{known}"
        numbers = [*([table.shown] if table.words else []), len(snapshot.rows), max(snapshot.total, len(snapshot.rows))]
        counted = f"{' of '.join(map(str, dict.fromkeys(numbers)))} items"
        if not snapshot.whole:
            counted += f", w for all: {snapshot.part or PART}"
        if table.words:
            counted += f", filter: {table.words}"
        if table.sort is not None:
            arrow = "▾" if table.down else "▴"
            counted += f", by {table.form.columns[table.sort].title or 'flags'} {arrow}"
        if table.seeking:
            counted += ", sorting …" if not table.words else ", searching …"
        return counted + self._how_old(snapshot, table.form.menu)

    def _how_old(self, snapshot: Snapshot, menu: str) -> str:
        """The age of a table that is not read every few seconds, and whether it is being read."""
        age = self._age_of(snapshot)
        parts = [f"of {age:.0f} s ago"] if age > OLD else []
        parts += ["held: w goes on"] if self.watcher.held(menu) else []
        long = self.watcher.reading == menu and self.watcher.now() - self.watcher.since > 1
        parts += ["reading all …"] if menu == self._asked_whole else ["reading …"] if long else []
        return "".join(f", {part}" for part in parts)

    def _most(self, table: VirtualTable) -> str:
        """What Winbox says beside the number of connections."""
        most = self.watched.most_connections
        return f"Max Entries: {most}" if most and table.form.menu == "/ip/firewall/connection" else ""

    def _age_of(self, snapshot: Snapshot) -> float:
        return self.watcher.now() - snapshot.taken

    def _age(self) -> float:
        taken = [self.watched.snapshots[menu].taken for menu in self.watcher.wanted if menu in self.watched.snapshots]
        return self.watcher.now() - max(taken) if taken else 0.0

    # what can be done

    def why_not(self, name: str) -> str:
        """Tables can be filtered and sorted, the overview cannot."""
        if name == "plug":
            return self.unpluggable()
        if name == "isp":
            return self.unkillable()
        if name == "why":
            return self._why_no_story()
        if name in ("closer", "further") and self.shown_tab != TABS[0]:
            return "Only the overview has graphs; 1 shows it."
        if name in DEEDS and self.table is None:
            return "The overview has nothing to filter or sort; choose a table with 2 to 9."
        return self._why_no_more() if name == "whole" else ""

    def _why_no_story(self) -> str:
        table = self.table
        if table is None or table.form.menu not in TOLD:
            return "There is a story of connections, routes and rules; choose such a table."
        return "" if table.selected is not None else "There is no row here yet."

    def _why_no_more(self) -> str:
        menu = self._listed
        snapshot = self.watched.snapshots.get(menu)
        if snapshot is None:
            return "There is no table here that could be longer than what is shown."
        return "All rows of this table are here." if snapshot.whole and not self.watcher.held(menu) else ""

    @property
    def _listed(self) -> str:
        """The menu of the shown table; on the overview that of the connections, which it counts."""
        return self.table.form.menu if self.table is not None else CONNECTIONS

    def action_show_tab(self, name: str) -> None:
        """Show a tab; only what it needs is asked from now on."""
        self.shown_tab = name
        self.query_one(ContentSwitcher).current = f"tab-{name}"
        self._close_filter(keep=True)
        table = self.table
        menus = (table.form.menu,) if table is not None else ()
        self.watcher.want(*HEADER, *TAB_MENUS[name], *menus)
        if table is not None:
            self.set_focus(table)
            self._draw(table.form.menu)
        else:
            if self.watcher.held(CONNECTIONS):  # talkers are those of now
                self.watcher.release(CONNECTIONS)
            self._draw("/interface")
        self.query_one(TabLine).refresh()
        self.refresh_keys()

    def do_tab(self) -> None:
        """The number keys do it; from the palette it is the next one."""
        self.do_following()

    def do_following(self) -> None:
        """The next tab, after the last the first."""
        self.action_show_tab(TABS[(TABS.index(self.shown_tab) + 1) % len(TABS)])

    def do_former(self) -> None:
        """The tab before."""
        self.action_show_tab(TABS[TABS.index(self.shown_tab) - 1])

    def do_filter(self) -> None:
        """Open the filter, which works as one types."""
        table, line = self.table, self.query_one("#filter", Input)
        if table is not None:
            line.value = table.words
            line.display = True
            self.set_focus(line)

    def do_tables(self) -> None:
        """All tables in a list."""

        def take(name: str | None) -> None:
            if name is not None:
                self.action_show_tab(name)

        self.app.push_screen(TablesScreen(self.shown_tab), take)

    def router_name(self) -> str:
        """The router's identity."""
        return self._survey.identity

    def do_whole(self) -> None:
        """All rows of a long table, once; again: as before."""
        menu = self._listed
        held = self.watcher.held(menu)
        (self.watcher.release if held else self.watcher.fetch_whole)(menu)
        self._asked_whole = "" if held else menu
        self._draw_status()

    def _narrow(self, words: str) -> None:
        """Let the router look for what the filter is after, where the table is longer than what is here."""
        if self.table is not None:
            mangle = self.watched.menus.get("/ip/firewall/mangle", ())
            marks = {mark for row in mangle if (mark := row.get("new-connection-mark", ""))}
            self.watcher.narrow(self.table.form.menu, query_words(askable(words), {"connection-mark": marks}))

    def do_freeze(self) -> None:
        """Hold, or go on."""
        self._frozen = self.watcher.now() if self._frozen is None else None
        table = self.table
        if self._frozen is None:
            self._draw(table.form.menu if table is not None else "/interface")
        self._draw_status()

    def do_why(self) -> None:
        """The story of the row under the cursor; what it needs is read beside what the tab needs."""
        table = self.table
        if table is None or table.selected is None:
            return
        menu, row = table.form.menu, dict(table.selected)
        wanted, asked = needed(menu, self._survey), [0.0]
        why = reasons(self._survey, self._site)

        def ask() -> None:
            asked[0] = self.watcher.now()
            before = self.watcher.wanted
            self.watcher.want(*(before - set(wanted)))
            self.watcher.want(*before, *wanted)

        def missing() -> int:
            return self._to_come(wanted, asked[0])

        def closed(_: None) -> None:
            self.watcher.want(*HEADER, *TAB_MENUS[self.shown_tab], menu)

        def tell() -> Story:
            return story_of(menu, row, known(self.watched, self._survey, why))

        self.app.push_screen(StoryScreen("Why?", missing, tell, ask), closed)

    def _to_come(self, menus: Sequence[str], since: float) -> int:
        """How many of these menus were not read since then, and will be."""
        taken = self.watched.snapshots
        return sum(one not in taken or taken[one].taken < since for one in menus)

    def do_closer(self) -> None:
        """The graphs show less time, finer."""
        self.query_one(Overview).look(-1)

    def do_further(self) -> None:
        """The graphs show more time, coarser."""
        self.query_one(Overview).look(1)

    def do_quiet(self) -> None:
        """Ring and notify no more when a line is lost, or again."""
        self.alarm.turn()
        self._draw_status()

    def do_back(self) -> None:
        """Close the filter, else leave."""
        if self.query_one("#filter", Input).display:
            self._close_filter(keep=False)
        else:
            super().do_back()

    @on(VirtualTable.Changed)
    def _changed(self) -> None:
        """Say it a moment later: what a key has moved is drawn first, and once where keys follow each other."""
        if self._to_say is None:
            self._to_say = self.set_timer(SOON, self._say_now)

    def _say_now(self) -> None:
        self._to_say = None
        self._draw_status()

    @on(Input.Changed, "#filter")
    def _typed(self, event: Input.Changed) -> None:
        table = self.table
        if table is not None and event.input.display:
            table.filter(event.value)
            self._narrow(table.words)
            self._draw_status()

    @on(Input.Submitted, "#filter")
    def _entered(self) -> None:
        self._close_filter(keep=True)

    def on_key(self, event: events.Key) -> None:
        """Escape in the filter takes it away."""
        if event.key == "escape" and self.query_one("#filter", Input).has_focus:
            event.stop()
            self._close_filter(keep=False)

    def _close_filter(self, *, keep: bool) -> None:
        line, table = self.query_one("#filter", Input), self.table
        line.display = False
        if table is not None:
            if not keep or table.bad:
                words = table.words if keep else ""
                table.filter(words)
                self._narrow(words)
            self.set_focus(table)
            self._draw_status()


def tints(lines: Sequence[Line]) -> dict[str, int]:
    """Name, mark, interface and table of each line -> its number."""
    return {
        text: number
        for number, line in enumerate(lines)
        for text in (line.name, line.mark, line.interface, f"to_{line.name}")
        if text
    }


def collect_seldom() -> None:
    """Let the collector of garbage pass over what has come with the start, and look at the rest less often.

    It stops everything while it looks, and 100,000 rows a second make it look all the time.
    """
    if not gc.get_freeze_count():
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
