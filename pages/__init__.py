"""The pages: ask, call, show. What they share lies in `parts`."""
