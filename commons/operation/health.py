"""Can this process answer people? If not, why, in a sentence each for whoever looks after the machine."""

import shutil

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from commons.operation import pulse

LEAST_DISK = 0.05
_is_migrated = False


def troubles() -> list[str]:
    """Nothing when all is well. Asks the database: call it from a thread."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not is_migrated():
            return ["The database waits for: manage.py migrate."]
        found = []
        if not pulse.key_is_right():
            found.append(
                "No key of CALADE_KEY_RING or CALADE_SECRET_KEY opens the town's seal: another town's key."
            )
        if disk_left() < LEAST_DISK:
            found.append(f"Less than {LEAST_DISK:.0%} of the disk of CALADE_DATA is free.")
        return found
    except DatabaseError:
        return ["The database does not answer."]
    finally:
        close_old_connections()


def worker_troubles() -> list[str]:
    """Pages are right without a worker; mails, deliveries and timers are not."""
    try:
        newest = pulse.newest_beat()
    except DatabaseError:
        return ["The database does not answer."]
    finally:
        close_old_connections()
    if newest is None or timezone.now() - newest.at > pulse.LATE:
        return [f"No worker has said anything for {pulse.LATE.seconds} seconds: manage.py work."]
    return []


def is_migrated() -> bool:
    """Asked until it is true once: a process does not change its own code."""
    global _is_migrated
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        _is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _is_migrated


def disk_left() -> float:
    usage = shutil.disk_usage(settings.CALADE_DATA)
    return usage.free / usage.total
