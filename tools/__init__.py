"""Tools: the MCP surface. Thin: it turns tool calls into calls on `tools.contract.AgentService` and answers into results.

No state, no database and no sandbox here; `server` implements the service, the bridge in `clients` implements it over HTTP.
"""
