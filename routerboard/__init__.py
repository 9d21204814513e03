"""Everything that knows RouterOS: its language, its packet flow, a live router, a practice router."""
