"""The memory of one page is kept for the next.

glibc gives large blocks back to the system as soon as they are free, and gets them anew, page by
page of 4 KiB and each filled with zeros: for a scan of 300 dots per inch that took three times as
long as to copy it. What is kept is the room of the largest page, once.
"""

import contextlib
import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # of mallopt(3)
KEPT = 128 << 20  # bytes


def keep() -> None:
    """Where there is such a library; without it all works as well, a little slower."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        for option in (TRIM_THRESHOLD, MMAP_THRESHOLD):
            library.mallopt(option, KEPT)
