"""What goes wrong with a library while it is open, in words, for whoever goes on after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from desktop.storage.library import Library, faults_in_words


@contextmanager
def in_words(library: Library) -> Iterator[None]:
    """A block in which a library is used.

    Raises:
        LibraryError: the disk is full, another program holds the file, it is damaged, and the like.
    """
    with faults_in_words(library.file):
        yield
