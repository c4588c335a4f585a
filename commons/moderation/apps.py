from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "commons.moderation"
    label = "moderation"

    def ready(self) -> None:
        from commons.base import screening  # noqa: PLC0415
        from commons.journal import verbs  # noqa: PLC0415
        from commons.moderation import home, notices  # noqa: F401, PLC0415
        from commons.moderation.screening import judge  # noqa: PLC0415
        from commons.moderation.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
        home.register()
        screening.register(judge)
