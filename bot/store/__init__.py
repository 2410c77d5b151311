"""The store behind the ports Archive, Shelf and Ledger: one SQLite file, and the same contracts in memory."""
