"""Errors in the contract's form: a code of 1000 to 1017, the HTTP status, and what is wrong, each as text."""

from http import HTTPStatus

from coverport.shopping.api.wire.common import Error

# name -> (code, HTTP status, message)
CODES: dict[str, tuple[int, int, str]] = {
    "internal": (1000, 500, "Internal server error"),
    "county": (1001, 404, "county not found"),
    "state": (1002, 404, "state not found"),
    "invalid": (1003, 400, "invalid request"),
    "issuer": (1004, 404, "issuer not found"),
    "crosswalk": (1005, 404, "No crosswalk found for those parameters"),
    "plan": (1006, 404, "Plan not found"),
    "timeout": (1007, 500, "request timed-out, try again"),
    "medicaid": (1008, 404, "state medicaid not found"),
    "guideline": (1009, 400, "poverty guideline not found"),
    "percent": (1010, 404, "percentage of federal poverty level not found"),
    "quality": (1011, 404, "No quality rating found for those parameters"),
    "coverage": (1012, 503, "coverage data temporarily unavailable"),
    "provider": (1013, 404, "provider not found"),
    "drug": (1014, 404, "drug not found"),
    "eligibility": (1015, 404, "missing medicaid eligibility data"),
    "few_plans": (1016, 404, "not enough plans to calculate SLCSP/LCBP"),
    "rate_area": (1017, 404, "rate area not found"),
}
NO_RECORDS = "sql: No records found"
# Clients look for these very words to hand a shopper on.
NOT_SERVED = "state is not a valid marketplace state"


class ApiError(Exception):
    """A refusal of an operation. name: as in CODES; error: what exactly is wrong; status: where HTTP has a better one."""

    def __init__(self, name: str, error: str = "", *, message: str = "", status: int = 0) -> None:
        code, usual, words = CODES[name]
        super().__init__(error)
        self.status = status or usual
        text = message or words
        self.body = Error(str(code), str(self.status), text, error or text, text, error or text)


def not_served(state: str) -> ApiError:
    """A state that this installation holds no plans of."""
    return ApiError("invalid", f"{NOT_SERVED}: {state}", message=NOT_SERVED)


def gateway(status: HTTPStatus, message: str) -> dict[str, str]:
    """What stands in front of the operations answers without a code."""
    return {"message": message, "status": str(int(status))}
