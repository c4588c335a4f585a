from django.apps import AppConfig


class MutualAidConfig(AppConfig):
    name = "mutual_aid"
    label = "mutual_aid"

    def ready(self) -> None:
        from commons.base import retention  # noqa: PLC0415
        from commons.journal import chores, readers, verbs  # noqa: PLC0415
        from commons.people import leaving  # noqa: PLC0415
        from mutual_aid import home, live, notices, searchable  # noqa: F401, PLC0415
        from mutual_aid.actions import elsewhere, meeting, timers  # noqa: PLC0415
        from mutual_aid.partings import end_what_was_between, ends_something, leave_board  # noqa: PLC0415
        from mutual_aid.retention import LASTING, NAME, TABLE  # noqa: PLC0415
        from mutual_aid.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
        home.register()
        leaving.register(leave_board)
        readers.patient("mutual aid", end_what_was_between, wants=ends_something)
        chores.register("listings that expire", timers.expire_due, every=60.0)
        chores.register("copies that expire", elsewhere.expire_copies_due, every=300.0)
        chores.register("proposals that lapse", timers.lapse_due, every=300.0)
        chores.register("listings that are done", timers.auto_complete_due, every=300.0)
        chores.register("threads that are over", meeting.close_threads_due, every=3600.0)
        retention.register("mutual_aid", NAME, TABLE, LASTING)
