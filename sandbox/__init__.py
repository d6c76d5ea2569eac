"""Sandbox: how untrusted code is built, run and attacked, and how a verdict is reached.

In come a `cases.model.Case` and a submission's files; out goes a `sandbox.verdict.Verdict`. Nothing here knows runs,
agents, tokens or databases, and submitted code is never imported into this process: it runs behind a backend.
"""
