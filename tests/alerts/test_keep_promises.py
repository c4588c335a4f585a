"""What is kept of people, and for how long: who read it a week, who relayed it a year, what was relayed for good."""

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from alerts.actions import acknowledge, cancel_alert, choose_wishes
from alerts.models import Alert, AlertAck, Bulletin, Transition
from commons.base.retention import keep_promises
from commons.journal.models import Entry
from commons.notices.models import Notice


def test_names_go_and_what_was_relayed_stays(
    relay: Any, draft: Any, iris: Any, alice: Any, bob: Any, visitor: Any, worker: Any
) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        draft(title="Jamais relayé")
        bulletin = relay()
        for person in (alice, bob):
            acknowledge(bulletin, by=person)
        choose_wishes(by=alice, notice_from="danger", mail_from="never", night=False, drills=False)
        worker.run()
        cancel_alert(bulletin.alert, by=iris, reason="Erreur.")
        clock.shift(timedelta(days=6))
        keep_promises()
        assert AlertAck.objects.count() == 2 and Bulletin.objects.count() == 2
        clock.shift(timedelta(days=25))
        keep_promises()
        alert = Alert.objects.get()
        assert (AlertAck.objects.count(), alert.acks_kept) == (0, 2)
        assert Notice.objects.filter(kind__startswith="alerts.").exists()
        clock.shift(timedelta(days=340))
        keep_promises()
        bulletin.refresh_from_db()
        assert (bulletin.issuer, bulletin.confirmer) == (None, None)
        assert not Transition.objects.exclude(by=None, reason="").exists()
        assert not Entry.objects.filter(verb__startswith="alerts.").exclude(by=None).exists()
        assert not Notice.objects.filter(kind__startswith="alerts.").exists()
        page = visitor.get(alert.get_absolute_url()).content.decode()
    assert bulletin.title in page and "Erreur." in page and alice.alert_wish.notice_from == "danger"
