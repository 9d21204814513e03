"""What happened to the lines, with the time: lost, why still lost, back, another address, a probe silent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tui.watch.lines import LineState

Kind = Literal["lost", "still", "back", "address", "probe"]
KEPT = 200


@dataclass(frozen=True)
class Event:
    """One thing that happened to a line; `at` is the time of the day, `words` begin with the line's name."""

    at: str
    line: str
    kind: Kind
    words: str

    def __str__(self) -> str:
        return f"{self.at} {self.words}"


@dataclass
class Happened:
    """The newest events, newest first; `count` is how many there ever were."""

    events: list[Event] = field(default_factory=list)
    count: int = 0
    _lost: dict[str, float] = field(default_factory=dict)
    _addresses: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def compare(self, line: str, before: LineState | None, now: LineState, clock: str, taken: float) -> None:
        """Write down what differs from the state before; a first state is no event. `taken` is in seconds."""
        known = self._addresses.get(line, ())
        if now.addresses:
            self._addresses[line] = now.addresses
        if before is None:
            return
        if before.up and not now.up:
            self._lost[line] = taken
            self._say(clock, line, "lost", f"{line} lost: {now.reason}")
        elif now.up and not before.up:
            self._say(clock, line, "back", f"{line} back{_after(taken - self._lost.pop(line, taken))}")
        elif not now.up and before.reason != now.reason:
            self._say(clock, line, "still", f"{line} still lost: {now.reason}")
        if now.addresses and known and now.addresses != known:
            self._say(clock, line, "address", f"{line} has {_list(now.addresses)} now, had {_list(known)}")
        if before.up and now.up:
            self._compare_probes(line, before, now, clock)

    def _compare_probes(self, line: str, before: LineState, now: LineState, clock: str) -> None:
        for host in now.silent:
            if host not in before.silent:
                self._say(clock, line, "probe", f"{line}: probe {host} unreachable")
        answering = {one.host for one in now.probes if one.answers}
        for host in before.silent:
            if host in answering:
                self._say(clock, line, "probe", f"{line}: probe {host} answers again")

    def _say(self, clock: str, line: str, kind: Kind, words: str) -> None:
        self.events.insert(0, Event(clock, line, kind, words))
        del self.events[KEPT:]
        self.count += 1

    def since(self, count: int) -> Sequence[Event]:
        """What happened after the first `count` events, oldest first."""
        fresh = min(max(0, self.count - count), len(self.events))
        return self.events[:fresh][::-1]


def _list(addresses: Sequence[str]) -> str:
    return ", ".join(one.partition("/")[0] for one in addresses)


def _after(seconds: float) -> str:
    if seconds < 1:
        return ""
    if seconds < 120:
        return f" after {seconds:.0f} s"
    return f" after {seconds / 60:.0f} min" if seconds < 7200 else f" after {seconds / 3600:.1f} h"
