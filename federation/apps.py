from django.apps import AppConfig


class FederationConfig(AppConfig):
    """The roof: registers as a reader of the journal, loads the translators, gives the worker its chores."""

    name = "federation"
    label = "federation"

    def ready(self) -> None:
        from commons.base import sections  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.conversations import opening  # noqa: PLC0415
        from commons.journal import chores, readers, verbs  # noqa: PLC0415
        from commons.people import homes  # noqa: PLC0415
        from federation import (  # noqa: PLC0415
            backfill,
            decisions,
            delivery,
            departures,
            inbound,
            lanes,
            outbound,
            policy,
            takeaway,
            timers,
        )
        from federation.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from federation.translators import (  # noqa: F401, PLC0415
            answers,
            changing,
            conversations,
            endings,
            hearing,
            moderation,
            mutual_aid,
            people,
            reactions,
            reports,
            telling,
            wiki,
        )
        from federation.verbs import Verb  # noqa: PLC0415
        from federation.views import decisions as views  # noqa: PLC0415

        verbs.register(Verb)
        homes.told_by(policy.DECIDES)
        sections.register(
            "neighbours", "federation", 10, decisions.shown_to_all, "federation/_decisions.html"
        )
        sections.register("me", "follows", 5, views.follows_to_answer, "federation/_follows.html")
        readers.patient_of_many("federation", outbound.tell_others, wants=outbound.wants)
        opening.register(backfill.wish)
        chores.register("inbox", inbound.handle_received, every=1.0, threads=4)
        chores.register("deliveries", delivery.deliver_due, every=1.0, at_end=delivery.finish)
        chores.register("lost letters", lanes.find_lost, every=60.0)
        chores.register("federation's old rows", timers.purge, every=3600.0)
        chores.register("towns that are silent", timers.tell_silence, every=60.0)
        departures.register()
        takeaway.register()
        declare(PROCESSINGS, IMPERSONAL)
