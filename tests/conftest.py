"""What holds for all tests: no example of hypothesis is judged by how long it took on a busy machine."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

from tests.schema import DISAGREEMENTS

settings.register_profile("house", deadline=None, max_examples=60)
settings.load_profile("house")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line: how often the practice board and real routers' own schema disagree, where that was compared."""
    reports = [one for state in ("passed", "failed") for one in terminalreporter.getreports(state)]
    counts = [dict(one.user_properties).get(DISAGREEMENTS) for one in reports if one.when == "call"]
    compared = [count for count in counts if count is not None]
    if compared:
        terminalreporter.write_line(f"{len(compared)} comparisons, {sum(compared)} {DISAGREEMENTS}")
