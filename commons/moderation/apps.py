from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "commons.moderation"
    label = "moderation"

    def ready(self) -> None:
        from commons.base import retention, screening  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.journal import chores, guards, readers, verbs  # noqa: PLC0415
        from commons.moderation import actions, home, kinds, notices, noticing, standing  # noqa: F401, PLC0415
        from commons.moderation.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from commons.moderation.retention import LASTING, NAME, TABLE  # noqa: PLC0415
        from commons.moderation.screening import judge  # noqa: PLC0415
        from commons.moderation.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
        home.register()
        screening.register(judge)
        kinds.register_kinds()
        readers.patient("hidden by rooms", noticing.tell_author, wants=noticing.hides_something)
        guards.register(standing.check)
        retention.register("moderation", NAME, TABLE, LASTING)
        declare(PROCESSINGS, IMPERSONAL)
        chores.register("decisions that end", actions.end_overdue, every=60.0)
        chores.register("juries that end", actions.close_overdue, every=60.0)
