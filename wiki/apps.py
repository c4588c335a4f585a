from django.apps import AppConfig


class WikiConfig(AppConfig):
    name = "wiki"
    label = "wiki"

    def ready(self) -> None:
        from commons.base.register import declare  # noqa: PLC0415
        from commons.conversations.notices import watched_by  # noqa: PLC0415
        from commons.journal import chores, security_log, verbs  # noqa: PLC0415
        from commons.people import leaving  # noqa: PLC0415
        from wiki import (  # noqa: PLC0415
            assisting,
            flagging,
            home,
            live,  # noqa: F401
            marks,
            notices,
            pictures,  # noqa: F401
            searchable,  # noqa: F401
            sitemaps,  # noqa: F401
            stream,
        )
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
        from wiki.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from wiki.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
        security_log.watch(Verb.EXPORT_ASKED)
        home.register()
        flagging.register_kinds()
        assisting.register_scopes()
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
        declare(PROCESSINGS, IMPERSONAL)
