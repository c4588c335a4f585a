from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Stands last among the rooms in the settings: when somebody leaves, it clears up after the others."""

    name = "commons.privacy"
    label = "privacy"

    def ready(self) -> None:
        from commons.base import retention  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.journal import chores, security_log, verbs  # noqa: PLC0415
        from commons.people import leaving, names  # noqa: PLC0415
        from commons.privacy import actions, home, notices, others, processing  # noqa: F401, PLC0415
        from commons.privacy.actions.erasing import farewell, is_reserved  # noqa: PLC0415
        from commons.privacy.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
        security_log.watch(Verb.TAKEAWAY_ASKED, Verb.INCIDENT_NOTED)
        home.register()
        names.register(is_reserved)
        leaving.register(actions.note_leaving)
        leaving.say_farewell_at(farewell)
        chores.register("rows of those who left", actions.sweep_left, every=60.0)
        chores.register("files of single people", actions.forget_files, every=3600.0)
        declare(others.PROCESSINGS, others.IMPERSONAL)
        declare(processing.PROCESSINGS, processing.IMPERSONAL)
        retention.register("privacy", processing.NAME, processing.TABLE, processing.LASTING)
