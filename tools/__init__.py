"""Tools: the MCP surface. It turns tool calls into calls on `tools.contract.AgentService` and answers into results.

What comes in: tool calls, prompt and resource requests over stdio or HTTP. What goes out: results of under 20,000
characters whose structured form says everything. What never happens here: a decision about a verdict, access to the
database, the sandbox or a case's tests. There is no state; `server` implements the service, and `tools.remote` carries
it over HTTP for the bridge.
"""
