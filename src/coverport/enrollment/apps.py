from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    name = "coverport.enrollment"
    label = "enrollment"

    def ready(self) -> None:
        from coverport.enrollment import benchmarks, change_notices, events, notices  # noqa: F401  (register their kinds and what is kept)
        from coverport.enrollment.renewal import events as _events  # noqa: F401
