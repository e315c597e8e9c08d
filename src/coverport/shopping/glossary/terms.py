"""The terms of the shopping pages and what they mean. A page folds the meaning behind the word; /glossary lists all."""

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop


class Term(msgspec.Struct, frozen=True):
    """A word and its meaning, in the reader's language."""

    slug: str
    name: str
    meaning: str


# slug -> (word, meaning), as they are written in English
TERMS: dict[str, tuple[str, str]] = {
    "actuarial-value": (
        _noop("Actuarial value"),
        _noop(
            "How much of all members' covered care a plan pays on average. The members pay the rest. Your own share can be "
            "higher or lower."
        ),
    ),
    "allowed-amount": (
        _noop("Allowed amount"),
        _noop("The most that a plan counts for a service. A doctor in the network may not charge you more than that."),
    ),
    "catastrophic": (
        _noop("Catastrophic plan"),
        _noop(
            "A plan with a very high deductible for people under 30, or with a hardship exemption. The tax credit cannot be "
            "used for it."
        ),
    ),
    "coinsurance": (
        _noop("Coinsurance"),
        _noop(
            "Your part of a bill, as a percent. With coinsurance of 20 percent and a bill of $100 you pay $20, once you have met the "
            "deductible where one applies."
        ),
    ),
    "copay": (
        _noop("Copay"),
        _noop("A fixed amount that you pay for a service, such as $25 for a doctor visit."),
    ),
    "coverage-example": (
        _noop("Coverage example"),
        _noop("What you would pay in a typical case that every insurer works out in the same way, so that plans can be compared."),
    ),
    "deductible": (
        _noop("Deductible"),
        _noop(
            "What you pay for care in a year before the plan begins to pay. Checkups are free, and some plans pay for visits "
            "or drugs before you have met it."
        ),
    ),
    "drug-list": (
        _noop("Drug list (formulary)"),
        _noop("The drugs that a plan pays for, in tiers: the higher the tier, the more you pay."),
    ),
    "emergency-care": (
        _noop("Emergency care"),
        _noop("Care for a danger to life or health. A plan pays for it as in its network, wherever you get it."),
    ),
    "epo": (
        _noop("EPO"),
        _noop("A plan that pays for care inside its network alone, except in an emergency. Most need no referral to a specialist."),
    ),
    "essential-benefits": (
        _noop("Essential health benefits"),
        _noop("Ten kinds of care that every plan here must cover, among them hospital stays, drugs, maternity care and mental health."),
    ),
    "extra-savings": (
        _noop("Extra savings"),
        _noop("Lower deductibles, copays and limits that some incomes get. They come only with Silver plans."),
    ),
    "hmo": (
        _noop("HMO"),
        _noop(
            "A plan that pays for care inside its network alone, except in an emergency. You often choose a main doctor, who "
            "refers you to specialists."
        ),
    ),
    "hsa": (
        _noop("Health savings account (HSA)"),
        _noop("An account from which you pay for care with money that is not taxed. You need a plan that can go with one."),
    ),
    "metal-level": (
        _noop("Level (Bronze, Silver, Gold, Platinum)"),
        _noop(
            "How you and the plan share the cost of care on average: Bronze plans pay about 60%, Silver 70%, Gold 80%, "
            "Platinum 90%. It says nothing about the quality of care."
        ),
    ),
    "network": (
        _noop("Network"),
        _noop(
            "The doctors, hospitals and other providers that have a contract with the plan. Care outside it costs more, or "
            "is not paid for at all."
        ),
    ),
    "out-of-pocket-limit": (
        _noop("Most you pay in a year (out-of-pocket limit)"),
        _noop(
            "Once you have paid this much for covered care in the network in a year, the plan pays all of the rest. Premiums "
            "do not count."
        ),
    ),
    "pos": (
        _noop("POS"),
        _noop("A plan in which care outside the network costs more, and a main doctor refers you to specialists."),
    ),
    "ppo": (
        _noop("PPO"),
        _noop("A plan that also pays for care outside its network, at a higher cost to you. You need no referral."),
    ),
    "premium": (
        _noop("Premium"),
        _noop("What you pay for the plan each month, whether you use care or not."),
    ),
    "preventive-care": (
        _noop("Preventive care"),
        _noop("Checkups, vaccines and screenings that find illness early. Inside the network they cost you nothing."),
    ),
    "prior-authorization": (
        _noop("Prior authorization"),
        _noop("The plan's consent, which some care and drugs need before the plan pays for them. Your doctor asks for it."),
    ),
    "quality-stars": (
        _noop("Quality stars"),
        _noop("From 1 to 5, by what members say and by records of their care. The government works them out once a year."),
    ),
    "referral": (
        _noop("Referral"),
        _noop("A note from your main doctor that some plans want before they pay for a specialist."),
    ),
    "standardized-plan": (
        _noop("Standardized plan"),
        _noop("A plan whose deductible, limit and copays are the same at every insurer, so that you only compare price and network."),
    ),
    "tax-credit": (
        _noop("Tax credit"),
        _noop(
            "Money from the government that lowers your premium each month. It depends on your income, and your tax return "
            "settles it."
        ),
    ),
    "yearly-cost": (
        _noop("Yearly cost"),
        _noop(
            "Twelve premiums after your credit, and what you would pay for care in a year with little, a medium amount of or "
            "much care."
        ),
    ),
}  # fmt: skip


def term(slug: str) -> Term:
    """A term in the reader's language. KeyError for one that is not in the list: a mistake of ours."""
    name, meaning = TERMS[slug]
    return Term(slug, _(name), _(meaning))


def terms() -> list[Term]:
    """All of them, in the order of the reader's alphabet."""
    return sorted(map(term, TERMS), key=lambda each: each.name.casefold())


# A type of network, as filings name it -> its term.
OF_NETWORK = {"HMO": "hmo", "PPO": "ppo", "EPO": "epo", "POS": "pos"}
