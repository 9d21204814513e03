"""A verification with a bit of everything, to make sheets of."""

from proof.results import Balance, Drill, LineFacts, LineShare, LineSpeed, Speed, Verification

FACTS = (
    LineFacts(
        "Wan1",
        "ether1",
        "192.168.30.2/24",
        "192.168.30.1",
        public="203.0.113.11",
        isp="Example Net",
        isp_from="its registry",
        mtu=1500,
        to_gateway=0.001,
        to_gateway_lost=0.0,
        beyond=0.031,
        beyond_lost=0.02,
    ),
    LineFacts(
        "Wan2",
        "ether2",
        "100.64.3.2/24",
        "100.64.3.1",
        public="203.0.113.77",
        private="CGNAT",
        mtu=1492,
        dns="answers for names that do not exist",
        beyond_lost=1.0,
    ),
)
SPEED = Speed(
    lines=(
        LineSpeed("Wan1", 19.4e6, 4.9e6, 19.6e6, 5.0e6, idle=0.031, loaded=0.088),
        LineSpeed("Wan2", 9.7e6, 1.9e6, 9.8e6, 2.0e6, others_down=1.2e6, idle=0.044, loaded=0.13, limit="server"),
    ),
    down=28.3e6,
    up=6.6e6,
    carried=("Wan1", "Wan2"),
    streams=12,
    spent=214_000_000,
    servers=("http://speed.example",),
    verdict="good",
    words="all lines carry at once",
)
DRILLS = (
    Drill("Wan1", "unplugged", 0.0, 0.4, None, 4.8, 0, 6, 100, 25.0, True, "good"),
    Drill("Wan2", "dead", 19.8, 39.0, 40.0, 5.1, 2, 6, 300, 25.0, True, "weak", "Wan2: slower than the target"),
)
SHARES = (LineShare("Wan1", 0.67, 0.55, 0.78, 0.65), LineShare("Wan2", 0.33, 0.22, 0.45, 0.35))
WHOLE = Verification(
    site="Hotel Acacia",
    router="hotel-acacia",
    board="RB5009UG+S+",
    version="7.20.8",
    method="pcc",
    install="3f9a1c2e",
    technician="A. Moreau",
    taken="2026-11-28T21:20:30+01:00",
    facts=FACTS,
    speed=SPEED,
    drills=DRILLS,
    balance=Balance(SHARES, 500, 40, "good", "the difference is within chance"),
    rules=("New connections of guests are spread 2 : 1 over Wan1 and Wan2.",),
    uncovered=("IPv6 goes past these rules.",),
)
