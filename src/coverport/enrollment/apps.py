from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    name = "coverport.enrollment"
    label = "enrollment"

    def ready(self) -> None:
        # They register their kinds, subscribers and what is kept.
        from coverport.enrollment import benchmarks, ending_notices, events, handlers, notices  # noqa: F401
        from coverport.enrollment.changes import after_decision  # noqa: F401
        from coverport.enrollment.changes import notices as _change_notices  # noqa: F401
        from coverport.enrollment.renewal import events as _events  # noqa: F401
        from coverport.enrollment.rescission import notices as _rescission_notices  # noqa: F401
