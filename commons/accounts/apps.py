from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "commons.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed  # noqa: PLC0415
        from allauth.mfa.signals import authenticator_added, authenticator_removed  # noqa: PLC0415
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

        from commons.accounts import actions, devices, home, second_steps, telling  # noqa: PLC0415
        from commons.accounts.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from commons.accounts.verbs import Verb  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.journal import chores, security_log, verbs  # noqa: PLC0415
        from commons.people.verbs import Verb as People  # noqa: PLC0415

        user_logged_in.connect(devices.begin)
        authenticator_added.connect(second_steps.added)
        authenticator_removed.connect(second_steps.removed)
        verbs.register(Verb)
        declare(PROCESSINGS, IMPERSONAL)
        security_log.watch(*Verb, People.SECOND_STEP_ADDED, People.SECOND_STEP_REMOVED)
        home.register()
        user_logged_in.connect(telling.tell_of_session)
        email_confirmed.connect(actions.came_by_invitation)
        chores.register("accounts that nobody let in", actions.forget_strangers, every=3600.0)
        chores.register("residences that are no longer sure", actions.end_late_residences, every=3600.0)
        chores.register("sessions that have ended", devices.forget_ended, every=3600.0)
