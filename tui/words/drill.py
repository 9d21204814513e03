"""Fail-over drills as lines and sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from proof.drill import Progress
from proof.results import Drill, Way
from tui.words.proof import VERDICTS

WAY_WORDS: Mapping[Way, str] = {"unplugged": "unplugged", "dead": "no Internet"}
"""How a line is taken out, as the tables say it."""

ABOUT: Mapping[Way, str] = {
    "unplugged": "its interface is disabled, as if the cable were pulled",
    "dead": "its modem lives, and one rule drops all that comes from beyond it",
}
DOING = {
    "running": "opening running connections on every line",
    "before": "all must be well first",
    "out": "the line is out",
    "back": "the line is put back",
    "compare": "the configuration is compared with before",
    "done": "done",
}


def seconds(value: float | None, nothing: str = "never") -> str:
    """`19.0 s`; `never` for what did not come about."""
    return nothing if value is None else f"{value:.1f} s"


def drill_words(lines: Sequence[str]) -> str:
    """What a drill does, before it is begun."""
    each = lines[0] if len(lines) == 1 else f"Each of {', '.join(lines)}"
    return (
        f"{each} is taken out twice, up to half a minute each time: unplugged, then without Internet behind a living "
        "modem. Guests on it lose their connections. It is put back at the end, at once when you stop, and by the "
        "router itself if this laptop dies."
    )


def drill_lines(drills: Iterable[Drill]) -> list[str]:
    """The drills as a table, each with its verdict below."""
    lines = [f"{'FAIL-OVER':<20}{'noticed':>9}{'new connections':>18}{'running ones':>16}{'back':>9}"]
    return [*lines, *(text for one in drills for text in _drill(one))]


def _drill(one: Drill) -> Iterable[str]:
    if not one.probes:
        yield f"{one.line + ' ' + WAY_WORDS[one.way]:<20}not drilled"
    else:
        out = f"{seconds(one.outage_new)} out" if one.outage_new is not None else "never again"
        running = f"{seconds(one.outage_running)} still" if one.outage_running is not None else "reconnect"
        yield (
            f"{one.line + ' ' + WAY_WORDS[one.way]:<20}{seconds(one.detected):>9}{out:>18}{running:>16}"
            f"{seconds(one.returned):>9}"
        )
    kept = f" {one.survived} of {one.ran} running connections went on." if one.ran else ""
    yield f"  {VERDICTS[one.verdict]} {one.words}{kept}"


def state_lines(at: Progress, lines: Sequence[str]) -> list[str]:
    """Each line's state, by what is known: used or left by the router, running connections."""
    found = []
    for name in lines:
        alive, ran = at.alive.get(name, (0, 0))
        used = ("· carries" if at.used else "× left by the router") if name == at.line and at.used is not None else ""
        mark = "▸" if name == at.line else " "
        found.append(f"{mark} {name:<10}{f'{alive} of {ran} running connections' if ran else '':<32}{used}")
    return found


def doing(at: Progress) -> str:
    """What happens now, in a sentence."""
    words = f"{at.line} {WAY_WORDS[at.way]}: {DOING[at.phase]}"
    if at.until is not None:
        words += f"; the router would put it back by itself at {at.until:%H:%M:%S}"
    return words + "."
