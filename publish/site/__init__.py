"""The site: a Datasette plugin with the pages of a case."""
