"""The simulated agency's own page, for who shows the demonstration: its cases with their decisions, a switch, a person to send."""

from html import escape

from coverport.handoff.agencysim.books import FAULTS, Books, CaseHere
from coverport.handoff.agencysim.samples import PLACES

_BUTTONS = (
    ("approved", "", "Approve"),
    ("approved", "chip", "Approve: CHIP"),
    ("denied", "income", "Deny: income"),
    ("denied", "other", "Deny: other reasons"),
)


def page(books: Books) -> bytes:
    """HTML, without script."""
    rows = "".join(_row(case) for case in books.cases.values()) or '<tr><td colspan="4">Nobody yet.</td></tr>'
    faults = "".join(f"<option{' selected' if each == books.fault else ''}>{each}</option>" for each in FAULTS)
    states = "".join(f"<option>{state}</option>" for state in PLACES)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Simulated Medicaid agency</title>
<meta name="viewport" content="width=device-width"></head><body><main>
<h1>Simulated Medicaid agency</h1>
<p>Coverport sends people here whom Medicaid or CHIP may cover. What is decided here, Coverport fetches within a minute.</p>
<h2>Cases</h2><table><thead><tr><th scope="col">Name</th><th scope="col">Sent because</th><th scope="col">Status</th>
<th scope="col">Decide</th></tr></thead><tbody>{rows}</tbody></table>
<h2>Somebody who applied here and was denied</h2><form method="post" action="/send">
<p><label>State <select name="state">{states}</select></label>
<label>Email address <input name="email" type="email" required></label> <label>Year <input name="year" inputmode="numeric" required></label>
<button>Send to the exchange</button></p></form>
<h2>Fault</h2><form method="post" action="/fault"><p><label>How it fails <select name="fault">{faults}</select></label>
<button>Set</button></p></form></main></body></html>""".encode()


def _row(case: CaseHere) -> str:
    buttons = "".join(
        f'<button name="outcome" value="{outcome} {because}">{words}</button> ' for outcome, because, words in _BUTTONS
    )
    form = (
        f'<form method="post" action="/decide"><input type="hidden" name="transfer" value="{escape(case.transfer)}">'
        f'<input type="hidden" name="person" value="{escape(case.person)}">{buttons}</form>'
    )
    cells = "".join(f"<td>{escape(each)}</td>" for each in (case.name, case.reason, case.state))
    return f"<tr>{cells}<td>{form if case.state != 'withdrawn' else ''}</td></tr>"
