from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "commons.communities"
    label = "communities"

    def ready(self) -> None:
        from commons.base import sections  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.communities import care, home, notices, waiting  # noqa: F401, PLC0415
        from commons.communities.models import Community  # noqa: PLC0415
        from commons.communities.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from commons.communities.verbs import Verb  # noqa: PLC0415
        from commons.journal import verbs  # noqa: PLC0415
        from commons.people import names  # noqa: PLC0415

        verbs.register(Verb)
        waiting.register()
        care.register()
        sections.register("me", "town", 98, home.way_to_the_town, "communities/_me.html")
        names.register(lambda handle: Community.objects.local().filter(handle__iexact=handle).exists())
        declare(PROCESSINGS, IMPERSONAL)
