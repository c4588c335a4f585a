from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "commons.base"
    label = "base"

    def ready(self) -> None:
        from commons.base import checks  # noqa: F401, PLC0415  (registers the system checks)
