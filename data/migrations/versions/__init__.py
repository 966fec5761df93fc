"""The steps, in order; each is named by its revision."""
