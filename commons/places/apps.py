from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "commons.places"
    label = "places"

    def ready(self) -> None:
        from commons.base.register import declare  # noqa: PLC0415
        from commons.places import bulletins, marks  # noqa: PLC0415
        from commons.places.processing import IMPERSONAL  # noqa: PLC0415

        marks.register_marks()
        bulletins.register()
        declare((), IMPERSONAL)
