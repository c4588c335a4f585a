from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "commons.places"
    label = "places"

    def ready(self) -> None:
        from commons.places import bulletins, marks  # noqa: PLC0415

        marks.register_marks()
        bulletins.register()
