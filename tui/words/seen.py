"""What a survey means, in sentences: the lines that we take it to have, and its LAN."""

from __future__ import annotations

from textual.content import Content

from routerboard.language.survey import Survey
from tui.widgets.hanging import Paragraph
from wizards.candidates import Candidate, candidates
from wizards.site import Site


def seen(survey: Survey, site: Site) -> tuple[Paragraph, ...]:
    """A paragraph a line, one for the LAN."""
    why = {one.interface: one for one in candidates(survey)}
    lines = [_paragraph(wan.name, line_seen(why.get(wan.interface), wan.interface)) for wan in site.wans]
    none = [_paragraph("Lines", "None seen. Plug a modem in, or name its socket.")]
    return (*(lines or none), _lan(survey, site))


def _paragraph(lead: str, text: str) -> Paragraph:
    return Paragraph(Content.styled(f"{lead} ", "bold"), Content(text))


def line_seen(candidate: Candidate | None, interface: str) -> str:
    """Why we take a socket for a line; a guess is called one."""
    if candidate is None:
        return f"named {interface}"
    return f"a guess: {candidate.why}" if candidate.guess else candidate.why


def _lan(survey: Survey, site: Site) -> Paragraph:
    number = guests(survey)
    counted = f", {number} guests" if number else ""
    return _paragraph("LAN", f"{site.lan.address or site.lan.interface}{counted}")


def guests(survey: Survey) -> int:
    """How many guests hold an address, as far as the router says."""
    return sum(bool(row.get("active-address")) for row in survey.rows("/ip/dhcp-server/lease"))
