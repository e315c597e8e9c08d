from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    name = "coverport.enrollment"
    label = "enrollment"

    def ready(self) -> None:
        from coverport.enrollment import (  # noqa: F401  (register their kinds, subscribers and what is kept)
            after_decision,
            benchmarks,
            change_notices,
            ending_notices,
            events,
            handlers,
            notices,
            rescission_notices,
        )
        from coverport.enrollment.renewal import events as _events  # noqa: F401
