"""What the firewall and the routes of a router do to one packet, as a pure function of the router's rows."""

from routerboard.packetflow.flow import journey
from routerboard.packetflow.hashing import Classifier
from routerboard.packetflow.packet import Connection, Flow, Journey, Packet, Step, Verdict
from routerboard.packetflow.routes import Hop, RouteState, connected_routes, resolve_routes
from routerboard.packetflow.ruleset import MENUS, Ruleset
from routerboard.packetflow.walk import Memory

__all__ = [
    "MENUS",
    "Classifier",
    "Connection",
    "Flow",
    "Hop",
    "Journey",
    "Memory",
    "Packet",
    "RouteState",
    "Ruleset",
    "Step",
    "Verdict",
    "connected_routes",
    "journey",
    "resolve_routes",
]
