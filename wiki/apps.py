from django.apps import AppConfig


class WikiConfig(AppConfig):
    name = "wiki"
    label = "wiki"

    def ready(self) -> None:
        from commons.journal import chores, verbs  # noqa: PLC0415
        from wiki import home, live, notices, pictures, searchable  # noqa: F401, PLC0415
        from wiki.actions import forget_old, pack_old_texts  # noqa: PLC0415
        from wiki.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
        home.register()
        chores.register("old wiki renderings", forget_old, every=3600.0)
        chores.register("old wiki texts", pack_old_texts, every=3600.0)
