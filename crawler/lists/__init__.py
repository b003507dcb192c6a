"""Readers of lists: feeds, sitemaps, section pages and answers of search services. Pure: bytes in, a `Listing` out."""
