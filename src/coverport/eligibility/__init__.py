"""The engine alone: facts, law and a benchmark in, outcomes with reasons out. No models, no Django, no clock."""

from coverport.eligibility.engine import Benchmark, Determination, PersonResult, determine
from coverport.eligibility.facts import Household, InvalidFacts, Person
from coverport.eligibility.findings import Finding, Outcome, Reason

__all__ = [
    "Benchmark",
    "Determination",
    "Finding",
    "Household",
    "InvalidFacts",
    "Outcome",
    "Person",
    "PersonResult",
    "Reason",
    "determine",
]
