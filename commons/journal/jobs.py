"""Django's Tasks API on our leased rows: one INSERT in the caller's transaction, run by the worker.

A task may run twice (the lease of a killed worker runs out), so tasks are written to bear it.
"""

import logging
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from commons.base.leases import LostLease
from commons.journal import bell
from commons.journal.models import Job

logger = logging.getLogger(__name__)

TRIES = 5
KEEP_JOBS = timedelta(days=30)


class Later(Exception):
    """Somebody else asked to be left alone: the task is tried again, not before so many seconds."""

    def __init__(self, why: object, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


class JobBackend(BaseTaskBackend):
    supports_defer = True
    supports_get_result = True

    def enqueue(self, task: "Task[Any, Any]", args: Any, kwargs: Any) -> "TaskResult[Any]":
        self.validate_task(task)
        with transaction.atomic():
            job = Job.objects.create(
                task=task.module_path,
                arguments={"args": list(args), "kwargs": dict(kwargs)},
                due_at=task.run_after or timezone.now(),
            )
            bell.ring()
        return self._result(job)

    def get_result(self, result_id: str) -> "TaskResult[Any]":
        job = Job.objects.filter(uid=result_id).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(job)

    def _result(self, job: Job) -> "TaskResult[Any]":
        status = {
            Job.State.DONE: TaskResultStatus.SUCCESSFUL,
            Job.State.DEAD: TaskResultStatus.FAILED,
        }.get(Job.State(job.state), TaskResultStatus.RUNNING if job.token else TaskResultStatus.READY)
        errors = [TaskError(exception_class_path=job.last_error.split(":")[0], traceback=job.last_error)]
        result: TaskResult[Any] = TaskResult(
            task=import_string(job.task),
            id=str(job.uid),
            status=status,
            enqueued_at=job.asked_at,
            started_at=job.started_at,
            last_attempted_at=job.started_at,
            finished_at=job.done_at,
            args=job.arguments["args"],
            kwargs=job.arguments["kwargs"],
            backend=self.alias,
            errors=errors if job.last_error else [],
            worker_ids=[],
        )
        object.__setattr__(result, "_return_value", job.result)
        return result


def enqueue_all(task: "Task[Any, Any]", calls: "Iterable[tuple[list[Any], datetime]]") -> None:
    """Many calls of one task, each with its arguments and its moment, in one INSERT and with one ring of the bell."""
    Job.objects.bulk_create(
        Job(task=task.module_path, arguments={"args": args, "kwargs": {}}, due_at=due) for args, due in calls
    )
    bell.ring()


def run_jobs(limit: int = 5) -> int:
    """Run what was asked for; returns how many jobs were taken."""
    claimed: list[Job] = Job.objects.claim(limit, seconds=600)
    for job in claimed:
        _run(job)
    return len(claimed)


def _run(job: Job) -> None:
    if job.tries > TRIES:  # it has killed its workers: nobody lives to count that
        job.give_up("it ended each worker that tried")
        return
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now())
    try:
        task: Task[Any, Any] = import_string(job.task)
        result = task.call(*job.arguments["args"], **job.arguments["kwargs"])
        Job.objects.filter(pk=job.pk, token=job.token).update(result=result)
        job.finish()
    except LostLease:
        logger.info("%s was taken over", job)
    except Exception as error:
        later = error.seconds if isinstance(error, Later) else 0.0
        logger.log(logging.INFO if later else logging.ERROR, "job %s failed", job, exc_info=not later)
        why = f"{type(error).__module__}.{type(error).__name__}: {error}"
        try:
            if job.tries >= TRIES:
                job.give_up(why)
            else:
                pause = max(30 * 2**job.tries, later)
                job.postpone(pause * random.uniform(1.0, 1.25), why)  # noqa: S311 (jitter)
        except LostLease:
            logger.info("%s was taken over", job)


def purge_jobs() -> int:
    """What is over for thirty days is forgotten, with its arguments. Returns 0: no hurry."""
    old = timezone.now() - KEEP_JOBS
    Job.objects.exclude(state=Job.State.READY).filter(done_at__lt=old).delete()
    return 0
