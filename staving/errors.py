"""What can go wrong, one class for each remedy.

A message says what is wrong, where, and what to do next, in one line. Commands catch
`StavingError` only and print that line; anything else is a defect.
"""


def write_line(message: object) -> str:
    r"""Return a message as one line that a terminal can show.

    File names and texts of others stand in messages: white space becomes single spaces, and what cannot be printed
    (control characters, halves of characters) is written as an escape.

    >>> print(write_line("a\nb: \x1b[31m"))
    a b: \x1b[31m
    """
    line = " ".join(str(message).split())
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)


class StavingError(Exception):
    """A problem that the message explains and the user can mend."""


class DossierError(StavingError):
    """A mistake in the case file; the remedy is to edit the file named in the message."""


class SourceError(StavingError):
    """An address, file or publisher record that cannot be used as it is."""


class ArchiveError(StavingError):
    """A captured response that is missing or no longer has the recorded hash."""


class StoreError(StavingError):
    """A database that cannot be opened, is no database of ours, or is of another version."""


class ModelError(StavingError):
    """A language model that is not installed or cannot be loaded."""
