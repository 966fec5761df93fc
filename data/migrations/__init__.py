"""The database's schema, step by step; `env` runs the steps inside the transaction that the store has opened."""
