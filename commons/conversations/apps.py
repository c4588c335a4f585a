from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "commons.conversations"
    label = "conversations"

    def ready(self) -> None:
        from commons.base import retention  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.conversations import actions, bulletins, home, live, marks, notices, stream  # noqa: F401, PLC0415
        from commons.conversations.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from commons.conversations.retention import LASTING, NAME, TABLE  # noqa: PLC0415
        from commons.conversations.verbs import Verb  # noqa: PLC0415
        from commons.journal import chores, security_log, verbs  # noqa: PLC0415
        from commons.people import leaving  # noqa: PLC0415

        verbs.register(Verb)
        security_log.watch(Verb.TOPIC_READ)
        leaving.register(actions.leave_conversations)
        home.register()
        marks.register_marks()
        bulletins.register()
        stream.register()
        retention.register("conversations", NAME, TABLE, LASTING)
        chores.register("polls that close", actions.close_polls, every=30.0)
        chores.register("conversations that cool down", actions.cool_topics, every=30.0)
        chores.register("assemblies that begin and end", actions.keep_time, every=30.0)
        declare(PROCESSINGS, IMPERSONAL)
