"""A live router: session, survey, commit, feeds. All I/O with a router is here."""
