"""How a script ends that does not come to its end."""

from __future__ import annotations


class Failure(Exception):  # noqa: N818 - what a script does
    """A command failed; `message` is what a router prints."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Stopped(Failure):
    """The board stopped a script that would take too long or too much memory; nothing in the script catches it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"script stopped: {reason}")


def missing(*names: str) -> Failure:
    """An argument is not given."""
    return Failure(f"missing value(s) of argument(s) {' '.join(names)}")
