"""Collect: fetch politely, archive the bytes, extract text and metadata."""
