from django.apps import AppConfig


class WikiConfig(AppConfig):
    name = "wiki"
    label = "wiki"

    def ready(self) -> None:
        from commons.conversations.notices import watched_by  # noqa: PLC0415
        from commons.journal import chores, verbs  # noqa: PLC0415
        from commons.people import leaving  # noqa: PLC0415
        from wiki import home, live, marks, notices, pictures, searchable, sitemaps, stream  # noqa: F401, PLC0415
        from wiki.actions import (  # noqa: PLC0415
            forget_exchanges,
            forget_old,
            forget_suggestions,
            forget_watching,
            judge_waiting_offers,
            pack_old_texts,
            publish_overdue,
            send_digests,
            work_on_exchanges,
        )
        from wiki.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
        home.register()
        marks.register_marks()
        stream.register()
        leaving.register(forget_watching)
        watched_by(notices.watchers_of)
        chores.register("old wiki renderings", forget_old, every=3600.0)
        chores.register("old wiki texts", pack_old_texts, every=3600.0)
        chores.register("wiki exchanges", work_on_exchanges, every=2.0)
        chores.register("old wiki exchanges", forget_exchanges, every=3600.0)
        chores.register("old suggestions of visitors", forget_suggestions, every=3600.0)
        chores.register("digests of what is watched", send_digests, every=300.0)
        chores.register("edits that waited long enough", publish_overdue, every=600.0)
        chores.register("edits from elsewhere whose turn has come", judge_waiting_offers, every=300.0)
