from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "commons.operation"
    label = "operation"

    def ready(self) -> None:
        from commons.base.register import declare  # noqa: PLC0415
        from commons.journal import chores  # noqa: PLC0415
        from commons.operation.models import Heartbeat, TownSeal  # noqa: PLC0415
        from commons.operation.pulse import EVERY, pulse  # noqa: PLC0415

        chores.register("heartbeat", pulse.beat, every=EVERY, at_end=pulse.end)
        declare((), {Heartbeat: "when a program did its chores", TownSeal: "the town's own address, sealed"})
