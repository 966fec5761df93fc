"""The command line: one module a command, on files and presets, for scripts and continuous integration.

The only room of the package that opens files; it meets `data` here so that the rest stays pure.
"""
