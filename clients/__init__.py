"""Clients: everything that talks to a Vetloop server from outside.

The HTTP and MCP client, the stdio bridge with access to a workspace, one driver per agent, and the runner of agents. They
reach the server over HTTP or MCP only.
"""
