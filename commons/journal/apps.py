from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "commons.journal"
    label = "journal"

    def ready(self) -> None:
        from commons.base import retention  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.journal import actions, chores, jobs, security_log  # noqa: PLC0415
        from commons.journal.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415

        chores.register("errands", actions.run_errands, every=1.0)
        chores.register("jobs", jobs.run_jobs, every=1.0)
        chores.register("old errands", actions.purge_errands, every=3600.0)
        chores.register("old jobs", jobs.purge_jobs, every=3600.0)
        chores.register("what is kept long enough", retention.keep_promises, every=24 * 3600.0)
        security_log.register()
        declare(PROCESSINGS, IMPERSONAL)
