from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "commons.notices"
    label = "notices"

    def ready(self) -> None:
        from commons.base import retention  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.journal import chores, readers  # noqa: PLC0415
        from commons.notices import live  # noqa: F401, PLC0415
        from commons.notices.actions import queue_bulletins, queue_digests, tell  # noqa: PLC0415
        from commons.notices.mailbox import empty_mailbox  # noqa: PLC0415
        from commons.notices.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from commons.notices.registry import teller_of  # noqa: PLC0415
        from commons.notices.retention import LASTING, NAME, TABLE  # noqa: PLC0415

        readers.patient_of_many("notices", tell, wants=lambda entry: teller_of(entry.verb) is not None)
        chores.register("digests of notices", queue_digests, every=60.0)
        chores.register("messages to subscribers", queue_bulletins, every=60.0)
        chores.register("answers by mail", empty_mailbox, every=60.0)
        retention.register("notices", NAME, TABLE, LASTING)
        declare(PROCESSINGS, IMPERSONAL)
