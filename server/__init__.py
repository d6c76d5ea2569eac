"""Server: storage, queue, auth, the REST and MCP endpoints, the pages, and the `vetloop` command.

The composition root: it knows every room and imports them lazily.
"""
