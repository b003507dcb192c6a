"""One reader for each form of text: pure functions from bytes or characters to what a document says."""
