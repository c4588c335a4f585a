from django.apps import AppConfig


class FederationConfig(AppConfig):
    """The roof: registers as a reader of the journal, loads the translators, gives the worker its chores."""

    name = "federation"
    label = "federation"

    def ready(self) -> None:
        from commons.journal import chores, readers, verbs  # noqa: PLC0415
        from federation import delivery, inbound, lanes, outbound, timers  # noqa: PLC0415
        from federation.translators import (  # noqa: F401, PLC0415
            answers,
            conversations,
            endings,
            mutual_aid,
            people,
            wiki,
        )
        from federation.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
        readers.patient("federation", outbound.tell_others, wants=outbound.wants)
        chores.register("inbox", inbound.handle_received, every=1.0, threads=4)
        chores.register("deliveries", delivery.deliver_due, every=1.0, at_end=delivery.finish)
        chores.register("lost letters", lanes.find_lost, every=60.0)
        chores.register("federation's old rows", timers.purge, every=3600.0)
