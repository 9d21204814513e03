"""The live views: graphs per line, and tables that read as Winbox's do."""
