"""The only room that touches a disk: documents and presets as plain mappings, whatever they mean."""
