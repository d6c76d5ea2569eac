"""Cases: what an agent is asked to do, and how we know whether it did it safely.

In comes a pack folder (TOML, Markdown, scaffolds, hidden tests, reference solutions); out go frozen `Case` objects,
digests, composed prompts, and the quality gates of a case. Nothing here runs submitted code: the verifier is handed an
evaluator by the caller.
"""
