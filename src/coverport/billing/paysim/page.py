"""The practice processor's page, in English and Spanish. It asks for no account number: there is a practice account and a practice card."""

import hashlib
from base64 import b64encode
from html import escape

from coverport.billing.paysim.books import Asked
from coverport.core.money import display

STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;margin:0;color:#222;background:#fff}main{max-width:34rem;margin:2rem auto;"
    "padding:0 1rem}h1{font-size:1.6rem;line-height:1.25}fieldset{border:1px solid #777;padding:1rem;margin:1.5rem 0}"
    "label{display:flex;gap:.6rem;align-items:center;min-height:44px}input{width:22px;height:22px}button{font:inherit;"
    "font-weight:700;min-height:48px;padding:0 1.4rem;background:#1d5796;color:#fff;border:2px solid #1d5796;border-radius:4px}"
    "p.box{border-left:6px solid #8a5a00;background:#fff6e0;padding:.8rem 1rem}:focus-visible{outline:3px solid #000;"
    "outline-offset:2px}a{color:#1d5796}"
)
_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# The form's answer leads back to the exchange, wherever that is.
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'"

WORDS = {
    "en": {
        "title": "Pay {amount}", "practice": "Practice processor. No real money moves, and no account number is asked for.",
        "how": "Pay with", "bank": "Practice bank account", "card": "Practice card", "declines": "Practice card that is declined",
        "pay": "Pay {amount}", "back": "Go back without paying", "closed": "This page is closed", "go": "Go back",
    },
    "es": {
        "title": "Pague {amount}", "practice": "Procesador de práctica. No se mueve dinero de verdad y no se pide ningún número de cuenta.",
        "how": "Pagar con", "bank": "Cuenta bancaria de práctica", "card": "Tarjeta de práctica",
        "declines": "Tarjeta de práctica que se rechaza", "pay": "Pagar {amount}", "back": "Volver sin pagar",
        "closed": "Esta página está cerrada", "go": "Volver",
    },
}  # fmt: skip


def open_page(asked: Asked, token: str) -> str:
    """Where the person pays."""
    say = WORDS.get(asked.language, WORDS["en"])
    amount = display(asked.amount)
    ways = "".join(
        f'<label><input type="radio" name="method" value="{way}"{" checked" if way == "bank" else ""}>{say[way]}</label>'
        for way in ("bank", "card", "declines")
    )
    return _page(
        asked, say["title"].format(amount=amount),
        f'<p class="box">{say["practice"]}</p><form method="post" action="/pay/{escape(token)}"><fieldset><legend>{say["how"]}</legend>'
        f'{ways}</fieldset><button type="submit">{say["pay"].format(amount=amount)}</button></form>'
        f'<p><a href="{escape(asked.back)}">{say["back"]}</a></p>',
    )  # fmt: skip


def closed(asked: Asked) -> str:
    """Paid, declined, or open for too long."""
    say = WORDS.get(asked.language, WORDS["en"])
    return _page(asked, say["closed"], f'<p><a href="{escape(asked.back)}">{say["go"]}</a></p>')


def _page(asked: Asked, title: str, body: str) -> str:
    language = asked.language if asked.language in WORDS else "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width,initial-scale=1"><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
