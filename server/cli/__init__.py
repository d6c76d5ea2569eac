"""The `vetloop` command: one module per sub-command, imported only when it is called (see server.main)."""
