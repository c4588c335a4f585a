from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "commons.communities"
    label = "communities"

    def ready(self) -> None:
        from commons.communities import waiting  # noqa: PLC0415
        from commons.communities.verbs import Verb  # noqa: PLC0415
        from commons.journal import verbs  # noqa: PLC0415

        verbs.register(Verb)
        waiting.register()
