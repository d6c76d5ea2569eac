"""Clients: everything that talks to a Vetloop server from outside.

The HTTP client, the bridge with access to a workspace, and the replay agents. They reach the server over HTTP or MCP
only. What comes in is whatever a server or an agent's folder holds: both are checked, neither is trusted.
"""
