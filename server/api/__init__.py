"""REST under /api/v1: thin routes over the services, one error shape, one guard before them.

In come JSON bodies of at most 8 MiB; out go pydantic models. Operators see evidence; an agent's token opens the agent
routes only, where everything passes through the shapes of `tools.contract`.
"""
