"""Read: municipalities, practices, quotations, legal citations and assertions in Dutch text."""
