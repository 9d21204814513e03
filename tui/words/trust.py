"""What is said about how a router proved that it is the one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routerboard.link.tls import Security


def first_meeting(place: str, security: Security | None) -> tuple[str, ...]:
    """What the technician must know about this session, a line each; () where the router was known, or without TLS."""
    if security is None or not (security.anonymous or security.new):
        return ()
    if security.anonymous:
        return (f"{place} has no certificate: all is encrypted, but nothing proves who answers.",)
    from routerboard.link.tls import short

    return (
        f"First meeting with {place} over TLS. Its certificate, which it must show from now on:",
        f"  {short(security.fingerprint)}   to read aloud",
        f"  {security.fingerprint}",
        "Compare it with /certificate print detail on the router.",
        *_asides(security),
    )


def _asides(security: Security) -> tuple[str, ...]:
    known = ", ".join(security.elsewhere)
    return (
        *([f"{known} shows the same: it is one router by several names."] if known else []),
        *(
            [f"It could not be kept ({security.unkept}): the next meeting will be the first again."]
            if security.unkept
            else []
        ),
    )
