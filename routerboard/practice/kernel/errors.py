"""What the kernel cannot do for a board."""

from __future__ import annotations


class NotEmulatedError(ValueError):
    """RouterOS knows this property or action, the kernel under the board does not: never taken for nothing."""

    def __init__(self, menu: str, row: str, what: str) -> None:
        super().__init__(f"{menu} {row}: {what} is not emulated by the kernel")
        self.menu, self.row, self.what = menu, row, what


class NoKernelError(RuntimeError):
    """This computer cannot lend its kernel; the message says what is missing and what to do."""
