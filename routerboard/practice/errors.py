"""What the practice board refuses, in a router's own words."""

from __future__ import annotations


class TrapError(Exception):
    """A command failed. `category` is RouterOS's: 0 no such item, 1 bad value, 2 interrupted, None: not told."""

    def __init__(self, message: str, category: int | None = None, *, first: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.category = category
        self._first = first

    @property
    def traps(self) -> tuple[tuple[int | None, str], ...]:
        """Category and message of each `!trap` that a router sends: of a menu that is not there it sends two."""
        last = (None if self._first else self.category, self.message)
        return ((self.category, self._first), last) if self._first else (last,)


def no_such_item() -> TrapError:
    """The row that was named is not there."""
    return TrapError("no such item", 0)


def no_such_menu(word: str) -> TrapError:
    """This version has no such menu; `word` is the part of its path where it is lost, "" for none."""
    return TrapError("no such command prefix", 0, first=f"no such command or directory ({word})" if word else "")


def no_such_command() -> TrapError:
    """The menu is there, the command is not."""
    return TrapError("no such command", 0)


def unknown_parameter(name: str) -> TrapError:
    """This version lacks the argument."""
    return TrapError(f"unknown parameter {name}", 1)


def no_such_value(name: str) -> TrapError:
    """The value is none of those that exist."""
    return TrapError(f"input does not match any value of {name}", 1)


def invalid_value(name: str) -> TrapError:
    """The value cannot be read as what the argument is."""
    return TrapError(f"invalid value for argument {name}", 1)


def out_of_range(name: str, least: int, most: int) -> TrapError:
    """The number is too small or too large."""
    return TrapError(f"value of {name} out of range ({least}..{most})", 1)


def failure(reason: str) -> TrapError:
    """The command was understood and could not be done."""
    return TrapError(f"failure: {reason}")


def not_permitted() -> TrapError:
    """The user's group lacks the policy."""
    return TrapError("not enough permissions (9)")
