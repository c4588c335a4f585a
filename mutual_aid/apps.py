from django.apps import AppConfig


class MutualAidConfig(AppConfig):
    name = "mutual_aid"
    label = "mutual_aid"

    def ready(self) -> None:
        from commons.base import retention  # noqa: PLC0415
        from commons.base.register import declare  # noqa: PLC0415
        from commons.journal import chores, readers, verbs  # noqa: PLC0415
        from commons.people import leaving  # noqa: PLC0415
        from mutual_aid import (  # noqa: PLC0415
            assisting,
            bulletins,
            flagging,
            home,
            lending_notices,  # noqa: F401
            live,  # noqa: F401
            marks,
            notices,  # noqa: F401
            searchable,  # noqa: F401
            shelves,
            stream,
            task_notices,
            thanked,
        )
        from mutual_aid.actions import (  # noqa: PLC0415
            alert_digests,
            calendars,
            codes,
            elsewhere,
            lending_timers,
            meeting,
            series,
            thanking,
            timers,
            words,
        )
        from mutual_aid.coding import code_for_paper, is_on_paper  # noqa: PLC0415
        from mutual_aid.partings import end_what_was_between, ends_something, leave_board  # noqa: PLC0415
        from mutual_aid.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from mutual_aid.retention import LASTING, NAME, TABLE  # noqa: PLC0415
        from mutual_aid.verbs import Verb  # noqa: PLC0415

        verbs.register(Verb)
        home.register()
        flagging.register_kinds()
        assisting.register_scopes()
        marks.register_marks()
        bulletins.register()
        stream.register()
        shelves.register()
        thanked.register()
        leaving.register(leave_board)
        leaving.register(lending_timers.leave_shelves)
        leaving.register(series.leave_series)
        leaving.register(calendars.leave_calendar)
        readers.patient("roles", task_notices.tell_who_waits_for, wants=task_notices.frees_a_role)
        chores.register("series made ahead", series.make_ahead_due, every=1800.0)
        readers.patient("mutual aid", end_what_was_between, wants=ends_something)
        readers.patient("codes for paper", code_for_paper, wants=is_on_paper)
        chores.register("words of older listings", words.write_words_due, every=600.0)
        chores.register("codes for paper", codes.give_codes_due, every=600.0)
        chores.register("listings that expire", timers.expire_due, every=60.0)
        chores.register("copies that expire", elsewhere.expire_copies_due, every=300.0)
        chores.register("listings that end soon", timers.remind_due, every=300.0)
        chores.register("proposals that lapse", timers.lapse_due, every=300.0)
        chores.register("listings that are done", timers.auto_complete_due, every=300.0)
        chores.register("thanks that may be said", thanking.remind_of_thanks_due, every=3600.0)
        chores.register("threads that are over", meeting.close_threads_due, every=3600.0)
        chores.register("daily messages about the board", alert_digests.send_alert_digests, every=300.0)
        retention.register("mutual_aid", NAME, TABLE, LASTING)
        chores.register("things to bring back", lending_timers.remind_due, every=900.0)
        chores.register("loans that wind up", lending_timers.wind_up_loans, every=900.0)
        declare(PROCESSINGS, IMPERSONAL)
