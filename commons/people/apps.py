from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commons.people"
    label = "people"

    def ready(self) -> None:
        from commons.journal import faces, verbs  # noqa: PLC0415
        from commons.notices import registry  # noqa: PLC0415
        from commons.notices.actions import forget_notices  # noqa: PLC0415
        from commons.people import homes, leaving, marks, notices, stream  # noqa: F401, PLC0415
        from commons.people.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
        faces.leave_out(homes.without_hidden_people)
        registry.ask_before_telling(homes.is_told_of)
        leaving.register(forget_notices)
        marks.register_marks()
        stream.register(stream.followed_people)
