"""What all stages share: records, tables, store, case file, settings and the command line."""

__version__ = "0.1.0"
