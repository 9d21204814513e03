"""What firewall and routes do to one packet. Pure: rows in, a journey with reasons out."""
