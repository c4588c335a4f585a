"""The worker: runs every chore, over and over, in a few threads, until it is asked to stop."""

import logging
import signal
import threading
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connections

from commons.journal import bell
from commons.journal.chores import Chore, all_chores, note_turn

logger = logging.getLogger(__name__)

# Seconds; what is done so rarely looks at the clock. Woken by every commit, timers cost more than the work.
TIMER = 5.0
# Seconds after a look in vain until the next one. What a busy hour brings is so done a few at a time: woken for each
# commit, their own among them, fifteen threads spent more on asking than on all that there was to do.
PAUSE = 0.2
# The longer work keeps coming, the more of it is gathered, for up to LONGEST_PAUSE: fifty letters that are read
# together cost half of what they do five at a time. Until nothing came for CALM seconds.
LONGEST_PAUSE, CALM, GATHERED = 1.0, 2.0, 0.2


class Command(BaseCommand):
    help = "Run errands, deliveries, timers and jobs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Work until nothing is due, then leave.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            work_until_idle()
            return
        Worker().run()


def work_until_idle(rounds: int = 1000) -> int:
    """Run every chore until all say 0; returns how much was done. Timers have their turn when nothing else is due."""
    chores = all_chores()
    woken = [chore for chore in chores if chore.every < TIMER]
    timers = [chore for chore in chores if chore.every >= TIMER]
    total = 0
    for _ in range(rounds):
        done = sum(chore.do() for chore in woken) or sum(chore.do() for chore in timers)
        if not done:
            break
        total += done
    return total


class Pace:
    """How long a chore waits after a look in vain; times in seconds of one clock."""

    def __init__(self) -> None:
        self.busy_since, self.last_done = 0.0, float("-inf")

    def note(self, now: float, *, done: int) -> None:
        """One thing now and then is no busy hour: there would be nothing to gather."""
        if done > 1:
            if now - self.last_done > CALM:
                self.busy_since = now
            self.last_done = now

    def pause(self, now: float) -> float:
        if now - self.last_done > CALM:
            return PAUSE
        return min(LONGEST_PAUSE, max(PAUSE, (now - self.busy_since) * GATHERED))


class Worker:
    def __init__(self) -> None:
        self.stop = threading.Event()
        self.news = threading.Condition()
        self.count = 0

    def run(self) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stop.set())
        threads = [
            threading.Thread(target=self.keep_doing, args=(chore,), name=f"{chore.name} {number}")
            for chore in all_chores()
            for number in range(chore.threads)
        ]
        for thread in threads:
            thread.start()
        listener = bell.Listener()
        while not self.stop.is_set():
            try:
                if listener.wait(5.0, self.stop):
                    self.wake()
            except Exception:
                logger.exception("the bell is broken; asking again")
                connections.close_all()
                listener = bell.Listener()
                self.stop.wait(1.0)
        self.wake()
        for thread in threads:
            thread.join(timeout=20)

    def wake(self) -> None:
        with self.news:
            self.count += 1
            self.news.notify_all()

    def keep_doing(self, chore: Chore) -> None:
        pace = Pace()
        while not self.stop.is_set():
            seen, done, looked = self.count, 0, monotonic()
            try:
                done = chore.do()
                note_turn(chore.name)
            except Exception:
                note_turn(chore.name, failed=True)
                logger.exception("chore %s failed", chore.name)
                close_old_connections()
            pace.note(looked, done=done)
            if done:
                continue
            close_old_connections()  # a thread that waits leaves its place in PostgreSQL's pool to others
            if chore.every >= TIMER:
                self.stop.wait(chore.every)
                continue
            with self.news:
                # A commit that fell between looking and waiting has already moved the count.
                if self.count == seen:
                    self.news.wait(chore.every)
            self.stop.wait(max(0.0, looked + pace.pause(looked) - monotonic()))
        self.end(chore)

    def end(self, chore: Chore) -> None:
        try:
            if chore.at_end:
                chore.at_end()
        except Exception:
            logger.exception("chore %s did not end well", chore.name)
        connections.close_all()
