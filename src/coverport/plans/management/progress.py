"""A line on the terminal that says what is being read and how far it has come; nothing where there is no terminal."""

import time
from typing import Any

EVERY = 0.2  # seconds
WIDTH = 72


class Bar:
    """on: whether somebody is looking."""

    def __init__(self, stream: Any, *, on: bool) -> None:
        self.stream, self.on = stream, on
        self.last = 0.0
        self.drawn = False

    def show(self, words: str, done: int) -> None:
        """words: what is being done; done: bytes that are behind, 0 where bytes do not count."""
        now = time.monotonic()
        if not self.on or (done and now - self.last < EVERY):
            return
        self.last, self.drawn = now, True
        megabytes = f" {done / 1e6:8.1f} MB" if done else ""
        self.stream.write(f"\r  {words[: WIDTH - 14]:<{WIDTH - 14}}{megabytes}", ending="")

    def clear(self) -> None:
        if self.drawn:
            self.stream.write("\r" + " " * (WIDTH + 4) + "\r", ending="")

    def say(self, words: str) -> None:
        if self.on:
            self.stream.write(f"  {words}")
