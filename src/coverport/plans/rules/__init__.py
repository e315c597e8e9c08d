"""What a plan costs and which plan is the benchmark: pure functions over arrays. No Django, no clock, no files."""

from coverport.plans.rules.arrays import MissingRate, Place, RateArrays
from coverport.plans.rules.benchmark import Benchmark, benchmark_of
from coverport.plans.rules.members import Member
from coverport.plans.rules.premium import MemberPremium, Policy, Premium, premium_of
from coverport.plans.rules.premiums import CANNOT_COVER, premiums

__all__ = [
    "CANNOT_COVER",
    "Benchmark",
    "Member",
    "MemberPremium",
    "MissingRate",
    "Place",
    "Policy",
    "Premium",
    "RateArrays",
    "benchmark_of",
    "premium_of",
    "premiums",
]
