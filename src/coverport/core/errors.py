"""What may go wrong, in three paths: a person's mistake (Refusal), the system's (any other exception), ours (assertions)."""


class Refusal(Exception):
    """Something that the person can mend. The message is shown to them beside the field; code is for machines and tests."""

    code = "refused"

    def __init__(self, message: str, *, code: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.field = field


class NotAllowed(Refusal):
    """The actor has no relation to the thing that permits this. Web faces answer 404, so that nothing is given away."""

    code = "not_allowed"
