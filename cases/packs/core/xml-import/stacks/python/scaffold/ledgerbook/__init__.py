"""Parts of the ledger."""
