"""Whether tax answers can stand."""

from collections.abc import Iterator, Mapping

from coverport.applications.rules.answers import Problem, TaxAnswer


def tax_problems(answer: TaxAnswer, *, relationships: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with the tax answers. relationships: each person's reference -> what they are to the filer."""
    if answer.claimed_by not in {"no", "parent", "other"} and relationships.get(answer.claimed_by) in {None, "self"}:
        yield Problem("claimed_by_nobody", "claimed_by")
    if not answer.files_taxes:
        return
    if "spouse" in relationships.values() and answer.files_jointly is None:
        yield Problem("say_whether_jointly", "files_jointly")
    for key in answer.dependents:
        if relationships.get(key) in {None, "self", "spouse"}:
            yield Problem("cannot_be_dependent", "dependents", facts={"key": key})
        elif key == answer.claimed_by:
            yield Problem("claims_its_claimer", "dependents", facts={"key": key})
