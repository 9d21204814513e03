"""The stopwatch of a fail-over drill: what the probes met and what the router said, turned into times. Pure.

Moments are seconds of one clock. A new connection counts at the moment at which it was begun; a running one goes on
whenever it is answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True)
class Figures:
    """What the watch shows; None is what has not come about (yet).

    detected         from the fault until the router left the line
    outage_new       from the fault until new connections got through for good
    outage_running   the longest silence of a running connection of that line which went on before the line was put back
    returned         from the line's being put back until the router used it again
    survived, ran    running connections of all lines that went on before the line was put back, of how many
    failed_back      new connections that failed after the line was put back
    probes           new connections that were tried in all
    silent           from the first ping of the router that the line did not carry to the next that it did; 0 where none
                     was lost, None where no ping was sent, or the line is silent still
    pings            pings of the router that were tried in all
    """

    detected: float | None = None
    outage_new: float | None = None
    outage_running: float | None = None
    returned: float | None = None
    survived: int = 0
    ran: int = 0
    failed_back: int = 0
    probes: int = 0
    silent: float | None = None
    pings: int = 0


@dataclass
class _Running:
    """One running connection: its line, when it was answered, and whether it has ended."""

    line: str
    heard: list[float] = field(default_factory=list)
    ended: float | None = None


class Stopwatch:
    """Fed with events in any order; asked at any time.

    `patience` is how long a new connection may take: one begun so shortly before the line is put back fails by that.
    """

    def __init__(self, line: str, patience: float = 0.0) -> None:
        self.line, self._patience = line, patience
        self.out: float | None = None
        self.back: float | None = None
        self._tried: list[tuple[float, bool]] = []
        self._running: dict[str, _Running] = {}
        self._carries: list[tuple[float, bool]] = []
        self._pinged: list[tuple[float, bool]] = []

    # Events

    def pinged(self, begun: float, well: bool) -> None:
        """The router pinged a host by this line alone."""
        self._pinged.append((begun, well))

    def tried(self, at: float, well: bool) -> None:
        """A new connection of the line's, begun then; whether it got through."""
        self._tried.append((at, well))

    def runs(self, name: str, line: str) -> None:
        """There is a running connection of this name on that line."""
        self._running[name] = _Running(line)

    def heard(self, name: str, at: float) -> None:
        """A running connection was answered."""
        self._running[name].heard.append(at)

    def ended(self, name: str, at: float) -> None:
        """A running connection was reset or closed."""
        self._running[name].ended = at

    def carries(self, at: float, well: bool) -> None:
        """Whether the router uses the line, as it says then."""
        self._carries.append((at, well))

    def taken_out(self, at: float) -> None:
        """The line was taken out."""
        self.out = at

    def put_back(self, at: float) -> None:
        """The line was put back."""
        self.back = at

    # What it shows

    def sound(self, now: float, seconds: float) -> bool:
        """Whether all new connections begun in the last so many seconds got through, and there were some."""
        late = [well for at, well in self._tried if at >= now - seconds]
        return bool(late) and all(late)

    @property
    def used(self) -> bool | None:
        """Whether the router uses the line, by its last word; None while it has said nothing."""
        return max(self._carries)[1] if self._carries else None

    @property
    def alive(self) -> dict[str, tuple[int, int]]:
        """By line: how many of its running connections have not ended, of how many."""
        lines = dict.fromkeys(one.line for one in self._running.values())
        return {
            line: (sum(one.line == line and one.ended is None for one in self._running.values()), self._count(line))
            for line in lines
        }

    def figures(self) -> Figures:
        """All that is known now."""
        survivors = list(self._survivors())
        silences = [quiet for one in survivors if one.line == self.line and (quiet := self._silence(one)) is not None]
        return Figures(
            self._first(self.out, False),
            self._outage(),
            max(silences, default=None),
            self._first(self.back, True),
            len(survivors),
            len(self._running),
            sum(not well and self._at_back(at) for at, well in self._tried),
            len(self._tried),
            self._silent(),
            len(self._pinged),
        )

    def _silent(self) -> float | None:
        """Of the router's pings since the fault: from the first that was lost to the next after the last."""
        since = sorted(one for one in self._pinged if self.out is not None and one[0] >= self.out)
        lost = [at for at, well in since if not well]
        if not lost:
            return 0.0 if since else None
        return min((at - lost[0] for at, well in since if well and at > lost[-1]), default=None)

    def _count(self, line: str) -> int:
        return sum(one.line == line for one in self._running.values())

    def _first(self, since: float | None, well: bool) -> float | None:
        """Seconds from a moment to the router's first word of that kind."""
        if since is None:
            return None
        return min((at - since for at, said in self._carries if at >= since and said is well), default=None)

    def _between(self) -> list[tuple[float, bool]]:
        """The tries between the fault and the line's being put back, in their order."""
        if self.out is None:
            return []
        within = (one for one in self._tried if one[0] >= self.out and (self.back is None or one[0] < self.back))
        return sorted((at, well) for at, well in within if well or not self._at_back(at))

    def _at_back(self, at: float) -> bool:
        """Whether what began then may have met the line's return."""
        return self.back is not None and at >= self.back - self._patience

    def _outage(self) -> float | None:
        """0 where none failed; None where none got through after the last that failed, or none was tried."""
        tries = self._between()
        lost = max((at for at, well in tries if not well), default=None)
        if lost is None:
            return 0.0 if tries else None
        return min((at - (self.out or 0.0) for at, well in tries if well and at > lost), default=None)

    def _survivors(self) -> Iterator[_Running]:
        """Those that were answered between the fault and the line's being put back, and had not ended by then."""
        for one in self._running.values():
            within = self._heard_without(one)
            ended = one.ended is not None and (self.back is None or one.ended < self.back)
            if within and not ended:
                yield one

    def _heard_without(self, one: _Running) -> list[float]:
        """The answers that came while the line was out, the first of them aside: it may have been under way."""
        if self.out is None:
            return one.heard
        return [at for at in one.heard if at > self.out and (self.back is None or at < self.back)][1:]

    def _silence(self, one: _Running) -> float | None:
        """The longest time without an answer around the fault; None where there was no fault."""
        if self.out is None:
            return None
        out = self.out
        moments = [max((at for at in one.heard if at <= out), default=out)]
        moments += [at for at in one.heard if at > out and (self.back is None or at < self.back)]
        return max((later - earlier for earlier, later in pairwise(moments)), default=None)
