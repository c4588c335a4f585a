from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "commons.live"
    label = "live"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out  # noqa: PLC0415

        from commons.journal import readers  # noqa: PLC0415
        from commons.live import page_store, push, sessions  # noqa: PLC0415
        from commons.live.hub import on_drop  # noqa: PLC0415

        readers.prompt("live", push.push)
        readers.prompt("page store", push.drop_pages)
        readers.patient("page store", push.drop_pages)
        on_drop.append(page_store.store.drop)
        user_logged_out.connect(sessions.close_pages_of_session)
