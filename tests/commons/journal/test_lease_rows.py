"""Rows are claimed by one worker at a time, in the order of their lane; a lost lease changes nothing."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from commons.base.leases import LostLease
from commons.journal.models import Job

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def jobs(count, lane=""):
    return Job.objects.bulk_create(Job(task="x", lane=lane) for _ in range(count))


def test_two_workers_never_get_the_same_row():
    jobs(200)
    claimed, guard = [], threading.Lock()

    def work():
        try:
            while rows := Job.objects.claim(7):
                with guard:
                    claimed.extend(row.pk for row in rows)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 200
    assert len(set(claimed)) == 200


def test_a_lane_gives_one_row_at_a_time_in_order():
    first, second = jobs(2, lane="subject")
    (other,) = jobs(1, lane="another")
    assert {job.pk for job in Job.objects.claim(10)} == {first.pk, other.pk}
    assert Job.objects.claim(10) == []
    held = Job.objects.get(pk=first.pk)
    held.finish()
    assert [job.pk for job in Job.objects.claim(10)] == [second.pk]


def test_rows_of_a_lane_are_taken_in_a_row_by_one_worker():
    lane, other = jobs(4, lane="subject"), jobs(2, lane="another")
    Job.objects.filter(pk=lane[2].pk).update(due_at=timezone.now() + timedelta(hours=1))
    taken = Job.objects.claim(10, in_a_row=True)
    assert [job.pk for job in taken] == [lane[0].pk, lane[1].pk, other[0].pk, other[1].pk]
    assert Job.objects.claim(10, in_a_row=True) == []
    Job.finish_all(taken[:1])
    Job.give_back_all(taken[1:])
    again = Job.objects.claim(2, in_a_row=True)
    assert [(job.pk, job.tries) for job in again] == [(lane[1].pk, 1), (other[0].pk, 1)]
    with pytest.raises(LostLease), transaction.atomic():
        Job.finish_all([*again, taken[0]])
    assert Job.objects.filter(state=Job.State.DONE).count() == 1


def test_a_head_that_waits_holds_its_lane():
    first, _second = jobs(2, lane="subject")
    (held,) = Job.objects.claim(1)
    held.postpone(3600, "not now")
    assert Job.objects.claim(10) == []
    Job.objects.filter(pk=first.pk).update(due_at=timezone.now())
    assert [job.pk for job in Job.objects.claim(10)] == [first.pk]


def test_a_lease_that_ran_out_is_taken_over_and_the_slow_worker_changes_nothing():
    jobs(1)
    (slow,) = Job.objects.claim(1)
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    (quick,) = Job.objects.claim(1)
    assert quick.pk == slow.pk and quick.tries == 2
    with pytest.raises(LostLease), transaction.atomic():
        slow.finish()
    quick.finish()
    assert Job.objects.get().state == Job.State.DONE


def test_what_was_given_up_can_be_revived():
    jobs(1)
    (job,) = Job.objects.claim(1)
    job.give_up("broken")
    assert Job.objects.claim(1) == []
    Job.objects.get().revive()
    assert len(Job.objects.claim(1)) == 1
