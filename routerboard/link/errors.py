"""What can go wrong with a router, each told so that a technician knows what happened, what is unchanged, what to do.

One flat tree: everything below `RouterError` carries `what`, `unchanged` and `todo`, one or two sentences each.
`boundary.py` is the one place where errors of the operating system, of TLS and of librouteros become these.
"""

from __future__ import annotations

NOTHING_SENT = "Nothing was sent to a router, so nothing changed."
NOTHING_CHANGED = "Nothing was changed on the router."
NOT_KNOWN = "Reading changes nothing. A change that was under way may or may not have been made."


class RouterError(Exception):
    """Something went wrong with a router.

    what       what happened, in words for the technician; also `str(error)`
    unchanged  what is certainly as it was
    todo       what to try next
    """

    unchanged = NOTHING_CHANGED
    todo = "Try again."

    def __init__(self, what: str, *, unchanged: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.unchanged = unchanged or self.unchanged
        self.todo = todo or self.todo


class Unreachable(RouterError):  # noqa: N818
    """No way to the host, its name is unknown, nothing listens on the port, or who listens hangs up at once."""

    unchanged = NOTHING_SENT
    todo = "Check the address, the cable, and that this computer has an address of the router's LAN."


class NotRouterOS(RouterError):  # noqa: N818
    """Something answers there, but it does not speak the RouterOS API."""

    todo = "Check address and port. The API is on 8728, with TLS on 8729; the router shows its ports in IP > Services."


class TlsRefused(RouterError):  # noqa: N818
    """No TLS with this router: it does not speak it on this port, or it is not the router that we knew."""

    todo = "Check that api-ssl is enabled in IP > Services, or connect without TLS from the LAN."


class LoginRefused(RouterError):  # noqa: N818
    """The router did not let this user in."""

    todo = (
        "Type user and password again. If they are right, look on the router: `Allowed Address` of this user in "
        "System > Users must contain this computer, and the policies of its group must include `api`."
    )


class RouterTimedOut(RouterError):  # noqa: N818
    """The router stayed silent for too long. The session stays usable: a late answer is dropped."""

    unchanged = NOT_KNOWN
    todo = "Try again. A busy router answers late: look at its CPU in System > Resources."


class RouterLost(RouterError):  # noqa: N818
    """The connection to the router ended."""

    unchanged = NOT_KNOWN
    todo = "Check the cable and that the router has not restarted, then connect again."


class RouterRefused(RouterError):  # noqa: N818
    """The router said no to one command (`!trap`).

    message   the router's own words
    category  its number for the kind of error (0 missing, 1 bad value, 2 interrupted, …); None where it gave none
    command   what was refused, where it is known
    """

    todo = "The router's own words say why; this one command was not carried out."

    def __init__(self, message: str, category: int | None = None, *, command: str = "", todo: str = "") -> None:
        said = message or "no reason given"
        what = f"The router refused {command}: {said}" if command else f"The router refused: {said}"
        super().__init__(what, todo=todo or _remedy(message))
        self.message = message
        self.category = category
        self.command = command

    @property
    def lacks(self) -> bool:
        """Whether the router has no such menu, command or property: its version or packages lack it."""
        return "no such command" in self.message or "unknown parameter" in self.message

    @property
    def gone(self) -> bool:
        """Whether what it was about is not there."""
        return "no such item" in self.message

    @property
    def forbidden(self) -> bool:
        """Whether our user may not do this."""
        return "not enough permissions" in self.message


_REMEDIES = (
    ("not enough permissions", "Log in as a user whose group has the policies for this: System > Users > Groups."),
    (
        "not allowed by device-mode",
        "The router's device-mode forbids it: /system/device-mode, then a press of its button.",
    ),
    ("no such command", "This router has no such menu: its version or its packages lack it."),
    ("unknown parameter", "This version of RouterOS has no such property."),
    ("action timed out", "The router was too busy. Try again in a moment."),
    ("no such item", "The row is gone; somebody else changed the router. Read it again."),
)


def _remedy(message: str) -> str:
    return next((remedy for words, remedy in _REMEDIES if words in message), "")


class NotArmed(RouterError):  # noqa: N818
    """The router could not be made to undo by itself; nothing is armed."""

    todo = "Nothing was changed: without an undo on the router nothing is written."


class AnotherChange(NotArmed):
    """Somebody else's change is under way on this router, or waits there."""

    todo = "Nothing was changed. Confirm or undo that change first, or wait until the router undoes it."


class Overdue(RouterError):  # noqa: N818
    """Our time was over: the router has begun to undo, or has undone."""

    unchanged = NOT_KNOWN
    todo = "Read the router, then apply again."
