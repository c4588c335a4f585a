from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "commons.notices"
    label = "notices"

    def ready(self) -> None:
        from commons.journal import readers  # noqa: PLC0415
        from commons.notices import live  # noqa: F401, PLC0415
        from commons.notices.actions import tell  # noqa: PLC0415
        from commons.notices.registry import teller_of  # noqa: PLC0415

        readers.patient_of_many("notices", tell, wants=lambda entry: teller_of(entry.verb) is not None)
