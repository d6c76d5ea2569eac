"""Services: real servers (PostgreSQL, Redis) that a case's target uses, in a sandbox of their own within the pod.

In comes the name that stack.toml gives under `needs`; out goes a `Service`: argv, environment, files and limits, filled
with a port and a password per start. A service is one folder with a `service.py`; nothing else lists it. Nothing is
fetched: the servers are the host's own packages, and a case whose server is missing gets no verdict.
"""
