"""Store: tables, transactions, migrations and content-addressed blobs.

In come rows and bytes, out go rows and bytes; who may see or change what is decided in `server.services`. Everything
that only SQLite understands stands in `engine`.
"""
