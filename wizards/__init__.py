"""What to ask about a site and what follows from the answers. Pure: no sockets, no Textual, no clock."""
