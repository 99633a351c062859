"""Let the live clinic of the demonstration move."""

import random
import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from isc_portal.management.demo.room import move

PACE = (5.0, 11.0)  # seconds between two things that happen


class Command(BaseCommand):
    """Every few seconds somebody in the demonstration's live clinic writes or chooses something, until stopped."""

    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--moves", type=int, default=0, help="stop after so many; 0 goes on until stopped")

    def handle(self, *args: object, moves: int, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is only for a portal with DEMO=1. Nothing was changed.")
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        done = 0
        while not stopped.is_set() and (not moves or done < moves):
            if what := move():
                self.stdout.write(what)
            done += 1
            if not moves or done < moves:
                stopped.wait(random.uniform(*PACE))  # noqa: S311 (a pace, not a secret)
                close_old_connections()
