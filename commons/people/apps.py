from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commons.people"
    label = "people"

    def ready(self) -> None:
        from allauth.account.models import EmailAddress  # noqa: PLC0415

        from commons.base.register import declare  # noqa: PLC0415
        from commons.base.sealed_email import seal_the_addresses_of  # noqa: PLC0415
        from commons.journal import faces, security_log, verbs  # noqa: PLC0415
        from commons.notices import registry  # noqa: PLC0415
        from commons.notices.actions import forget_notices  # noqa: PLC0415
        from commons.people import coming_in, homes, leaving, marks, notices, stream  # noqa: F401, PLC0415
        from commons.people.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from commons.people.verbs import Verb  # noqa: PLC0415

        seal_the_addresses_of(EmailAddress)
        verbs.register(Verb)
        faces.leave_out(homes.without_hidden_people)
        registry.ask_before_telling(homes.is_told_of)
        leaving.register(forget_notices)
        marks.register_marks()
        stream.register(stream.followed_people)
        coming_in.register()
        security_log.watch(
            Verb.ROLE_GIVEN,
            Verb.ROLE_TAKEN,
            Verb.PERSON_SUSPENDED,
            Verb.PERSON_RESTORED,
            Verb.PERSON_LEFT,
            Verb.DATA_READ,
        )
        declare(PROCESSINGS, IMPERSONAL)
