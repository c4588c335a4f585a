from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commons.people"
    label = "people"

    def ready(self) -> None:
        from commons.journal import verbs  # noqa: PLC0415
        from commons.people.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
