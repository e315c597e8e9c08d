"""The simulator's own page, for who shows the demonstration: the script, and a switch for each service."""

from collections.abc import Mapping, Sequence
from html import escape

from coverport.applications.hubsim.answers import ANSWERS
from coverport.applications.hubsim.faults import MODES, Fault
from coverport.applications.hubsim.people import Scripted


def page(people: Sequence[Scripted], faults: Mapping[str, Fault]) -> bytes:
    """HTML, without script."""
    switches = "".join(_switch(service, faults.get(service, Fault()).mode) for service in ANSWERS)
    rows = "".join(_row(one) for one in people)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Simulated federal hub</title>
<meta name="viewport" content="width=device-width"></head><body><main>
<h1>Simulated federal hub</h1>
<p>Coverport asks this service whether what people tell is so. It knows the people below and nobody else; they are invented.</p>
<h2>Faults</h2><form method="post">{switches}<p><button>Set</button></p></form>
<h2>People</h2><table><thead><tr><th scope="col">Name</th><th scope="col">Born</th><th scope="col">Social Security number</th>
<th scope="col">Alien number</th><th scope="col">About</th></tr></thead><tbody>{rows}</tbody></table>
</main></body></html>""".encode()


def _switch(service: str, now: str) -> str:
    options = "".join(f"<option{' selected' if mode == now else ''}>{mode}</option>" for mode in MODES)
    return f'<p><label>{service} <select name="{service}">{options}</select></label></p>'


def _row(one: Scripted) -> str:
    cells = (f"{one.first_name} {one.last_name}", one.birth_date.isoformat(), one.ssn, one.alien_number, one.about)
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
