"""A copy of the town that can be trusted: made while it runs, verified, and brought back somewhere else."""

from commons.operation.backups.making import back_up, drop_older
from commons.operation.backups.restoring import Restored, restore, verify

__all__ = ["Restored", "back_up", "drop_older", "restore", "verify"]
