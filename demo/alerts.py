"""What the demonstration town relays: written by one person and confirmed by another, as everywhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from alerts import actions
from commons.places.models import Neighbourhood

if TYPE_CHECKING:
    from demo.loading import Story

Content = dict[str, Any]


def plan_alerts(story: Story) -> None:
    if (story.folder / "alerts.toml").exists():
        for facts in story.read("alerts.toml")["alert"]:
            _plan_alert(story, facts)


def _plan_alert(story: Story, facts: Content) -> None:
    moment: datetime = story.now - timedelta(hours=facts["hours_ago"])

    def relay() -> None:
        places = Neighbourhood.objects.filter(slug__in=facts.get("areas", []))
        bulletin = actions.draft_bulletin(
            by=story.people[facts["issuer"]],
            level=facts["level"],
            event=facts["event"],
            title=facts["title"],
            body=facts["body"].strip(),
            source_name=facts["source_name"],
            source_url=facts["source_url"],
            source_checked=False,
            areas=list(places),
            everywhere=not places,
            valid_from=None,
            valid_until=moment + timedelta(days=facts["days"]),
        )
        actions.submit_bulletin(bulletin, by=story.people[facts["issuer"]])
        second = story.people[facts["confirmer"]]
        actions.confirm_bulletin(bulletin, by=second, edition=bulletin.edition)

    story.plan(facts["hours_ago"] / 24, relay)
