"""A reader that does what the page says: hang, print, raise, die."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from typing import Any

from crawler.extracted import Extracted


def read(content: bytes, **_: Any) -> tuple[Extracted, ...]:
    word = content.decode()
    if word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "backtrack":
        re.fullmatch(r"(a+)+b", "a" * 60)  # never ends, and lets no other thread run
    elif word == "sleep":
        time.sleep(600)
    elif word == "nap":
        time.sleep(0.2)
    elif word == "print":
        sys.stdout.write("noise")
        sys.stdout.flush()
        os.write(1, b"more noise")
    elif word == "raise":
        raise ValueError(word)
    elif word == "exit":
        sys.exit(3)
    elif word == "pid":
        return (Extracted(text=str(os.getpid())),)
    return (Extracted(text=word),)
