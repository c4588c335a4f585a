from django.apps import AppConfig


class ImagesConfig(AppConfig):
    name = "commons.images"
    label = "images"

    def ready(self) -> None:
        from commons.base.register import declare  # noqa: PLC0415
        from commons.images.actions import leave_pictures, remove_unused  # noqa: PLC0415
        from commons.images.processing import PROCESSINGS  # noqa: PLC0415
        from commons.images.verbs import Verb  # noqa: PLC0415
        from commons.journal import chores, verbs  # noqa: PLC0415
        from commons.people import leaving  # noqa: PLC0415

        verbs.register(Verb)
        leaving.register(leave_pictures)
        chores.register("unused pictures", remove_unused, every=24 * 3600.0)
        declare(PROCESSINGS)
