from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "alerts"
    label = "alerts"

    def ready(self) -> None:
        from alerts import assisting, banner, flagging, home, live, notices, searchable, subscribers  # noqa: F401, PLC0415
        from alerts.actions import announcing, clock  # noqa: PLC0415
        from alerts.partings import leave_alerts  # noqa: PLC0415
        from alerts.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from alerts.retention import LASTING, NAME, TABLE  # noqa: PLC0415
        from alerts.verbs import Verb  # noqa: PLC0415
        from commons.base import retention  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.journal import chores, verbs  # noqa: PLC0415
        from commons.people import leaving  # noqa: PLC0415

        verbs.register(Verb)
        leaving.register(leave_alerts)
        retention.register("alerts", NAME, TABLE, LASTING)
        banner.register()
        home.register()
        flagging.register_kinds()
        assisting.register_scopes()
        subscribers.register()
        # Stored pages show the banner: they are dropped by the entry that these write, within seconds of the moment.
        chores.register("alerts that begin", clock.begin_due, every=5.0)
        chores.register("alerts that end", clock.end_due, every=5.0)
        chores.register("alerts to tell", announcing.announce_some, every=2.0)
        declare(PROCESSINGS, IMPERSONAL)
