"""Whether somebody further out translates a line's addresses: the modem, or the provider itself."""

from __future__ import annotations

from routerboard.language.survey import Survey
from wizards import addresses
from wizards.lines import pppoe_client
from wizards.names import session
from wizards.site import Wan


def held(survey: Survey, wan: Wan) -> tuple[str, ...]:
    """The addresses that the router has on this line now; for a static line that the router lacks, the site's."""
    dialled = pppoe_client(survey, wan.interface) or {}
    name = dialled.get("name", session(wan.name)) if wan.kind == "pppoe" else wan.interface
    found = tuple(one.address for one in survey.addresses if one.interface == name and not one.disabled)
    return found or ((wan.address,) if wan.address else ())


def carrier_nat(survey: Survey, wan: Wan) -> str:
    """The address that shows the provider's own NAT: of RFC 6598, or any private one without a modem between; or ""."""
    direct = wan.kind in ("pppoe", "lte")
    shows = (one for one in held(survey, wan) if addresses.is_shared(one) or (direct and addresses.is_private(one)))
    return next(shows, "")


def modem_nat(survey: Survey, wan: Wan) -> str:
    """The private address that the modem gives; "" where it has none, or the provider is known to translate."""
    if carrier_nat(survey, wan):
        return ""
    return next((one for one in held(survey, wan) if addresses.is_private(one)), "")
