"""What keeps somebody from a step, in words that say what to do."""

from coverport.core.errors import Refusal


class WrongStep(Refusal):
    """The application is not where this step can be taken."""

    code = "wrong_step"


class NotReady(Refusal):
    """Something must be mended before the insurer can submit, or the state certify."""

    code = "not_ready"


class FileRefused(Refusal):
    """An uploaded file cannot be taken in; nothing of it was."""

    code = "file_refused"


class ReasonNeeded(Refusal):
    """Whoever gives back, denies or suppresses says why."""

    code = "reason_needed"
