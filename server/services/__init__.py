"""Services: the rules of planning, leasing, submitting, judging, reporting and access, on the store.

Plain functions that take a `House` and return rows or shapes; each write is one transaction. Nothing here knows HTTP,
MCP or a terminal.
"""
