"""What the pages show: read-only queries over evidence.db, as frozen dataclasses."""
