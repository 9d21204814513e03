"""The face without a screen: one file a command, each with `run(options) -> exit status`."""
