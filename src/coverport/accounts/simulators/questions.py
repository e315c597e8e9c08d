"""The identity provider that asks questions, simulated: whoever chooses the answers that end in "true" is the person."""

import secrets

from coverport.accounts.simulators.people import UNKNOWN_NAMES
from coverport.accounts.simulators.server import Asked, Face, Reply

_QUESTIONS = (
    ("street", "On which of these streets have you lived?", ("Maple Lane", "Harbor Street", "None of these")),
    ("car", "Which of these cars have you owned?", ("A red pickup of 2009", "A blue sedan of 2004", "None of these")),
    ("loan", "With which of these banks have you had a loan?", ("First Granite", "Lakeside Mutual", "None of these")),
)
RIGHT = 1  # the second choice of each question


def questions_face() -> Face:
    """POST /primary and /secondary, with sessions of its own."""
    sessions: set[str] = set()

    def primary(asked: Asked) -> Reply:
        if asked.body.get("last_name") in UNKNOWN_NAMES:
            return Reply({"session": "", "questions": []})
        sessions.add(session := secrets.token_hex(8))
        return Reply({"session": session, "questions": [_question(*one) for one in _QUESTIONS]})

    def secondary(asked: Asked) -> Reply:
        session = str(asked.body.get("session"))
        if session not in sessions:
            return Reply({"decision": "unknown"})
        sessions.remove(session)
        wanted = {key: f"{key}-{RIGHT}" for key, _text, _choices in _QUESTIONS}
        return Reply({"decision": "yes" if asked.body.get("answers") == wanted else "no"})

    return lambda asked: {"/primary": primary, "/secondary": secondary}.get(asked.path, lambda _: None)(asked)


def _question(key: str, text: str, choices: tuple[str, ...]) -> dict[str, object]:
    offered = [{"id": f"{key}-{place}", "text": words} for place, words in enumerate(choices)]
    return {"id": key, "text": text, "choices": offered}
