from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "commons.mandates"
    label = "mandates"

    def ready(self) -> None:
        from commons.base import retention  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.journal import chores, security_log, verbs  # noqa: PLC0415
        from commons.mandates import actions, home, notices, processing, scopes  # noqa: F401, PLC0415
        from commons.mandates.own_scopes import SCOPES  # noqa: PLC0415
        from commons.mandates.verbs import Verb  # noqa: PLC0415
        from commons.people import leaving  # noqa: PLC0415

        verbs.register(Verb)
        security_log.watch(Verb.MANDATE_BEGUN, Verb.MANDATE_USED, Verb.MANDATE_REVOKED)
        home.register()
        scopes.register(*SCOPES)
        leaving.register(actions.leave)
        chores.register("mandates whose time is over", actions.expire_due, every=60.0)
        declare(processing.PROCESSINGS, processing.IMPERSONAL)
        retention.register("mandates", processing.NAME, processing.TABLE, processing.LASTING)
