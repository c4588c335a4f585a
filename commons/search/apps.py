from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "commons.search"
    label = "search"

    def ready(self) -> None:
        from commons.base.register import after_erasing, declare  # noqa: PLC0415
        from commons.journal import readers  # noqa: PLC0415
        from commons.search import searchable  # noqa: F401, PLC0415
        from commons.search.actions import index_entries  # noqa: PLC0415
        from commons.search.processing import IMPERSONAL, PROCESSINGS  # noqa: PLC0415
        from commons.search.registry import is_searchable  # noqa: PLC0415
        from commons.search.traces import forget_traces  # noqa: PLC0415

        readers.patient_of_many("search", index_entries, wants=is_searchable)
        after_erasing(forget_traces)
        declare(PROCESSINGS, IMPERSONAL)
