from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "commons.live"
    label = "live"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out  # noqa: PLC0415

        from commons.journal import readers  # noqa: PLC0415
        from commons.live import page_store, push, remembered, sessions  # noqa: PLC0415
        from commons.live.hub import on_drop  # noqa: PLC0415

        readers.forgets(remembered.forget)
        readers.prompt("live", push.push)
        readers.prompt("page store", push.drop_pages)
        readers.patient_of_many("page store", push.drop_pages, wants=lambda _entry: push.has_carrier())
        # First what pages are made of, then the pages: none is kept that was made of what was before.
        on_drop.extend([remembered.forget, page_store.store.drop])
        user_logged_out.connect(sessions.close_pages_of_session)
