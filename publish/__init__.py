"""Show: the Datasette site and everything that leaves the system."""
