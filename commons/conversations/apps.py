from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "commons.conversations"
    label = "conversations"

    def ready(self) -> None:
        from commons.conversations import actions, bulletins, home, live, marks, notices, stream  # noqa: F401, PLC0415
        from commons.conversations.verbs import Verb  # noqa: PLC0415
        from commons.journal import verbs  # noqa: PLC0415
        from commons.people import leaving  # noqa: PLC0415

        verbs.register(Verb)
        leaving.register(actions.leave_conversations)
        home.register()
        marks.register_marks()
        bulletins.register()
        stream.register()
