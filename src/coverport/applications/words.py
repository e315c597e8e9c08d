"""What to say when an answer cannot stand."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from coverport.applications.rules.answers import Problem
from coverport.applications.rules.people import OLDEST
from coverport.core.errors import Refusal


class AnswersRefused(Refusal):
    """Some answers cannot stand; `problems` says which, to be shown beside each."""

    code = "answers_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(sentence(problem) for problem in self.problems), code=problems[0].code)


def sentence(problem: Problem) -> str:
    """What is wrong and what to do, in the reader's language."""
    return _SENTENCES[problem.code]() % problem.facts


_SENTENCES: dict[str, Callable[[], str]] = {
    "empty_household": lambda: _("Add at least one person. Start with yourself."),
    "nobody_applies": lambda: _("Nobody here wants coverage. Choose “Yes” for at least one person."),
    "too_many_people": lambda: _(
        "We can take %(most)s people online. Please call us, and we help you with a larger household."
    ),
    "name_missing": lambda: _("Enter a last name. A person with one name only has it here."),
    "sex_missing": lambda: _("Choose one."),
    "born_in_future": lambda: _("This birth date is in the future. Check the year."),
    "born_too_long_ago": lambda: _("This birth date is more than {years} years ago. Check the year.").format(
        years=OLDEST
    ),
    "ssn_shape": lambda: _(
        "A Social Security number has nine digits, such as 900-00-0000. You may also leave it empty."
    ),
    "alien_number_shape": lambda: _("An alien number is an A with seven to nine digits, such as A900000000."),
    "ssn_twice": lambda: _("Two people cannot have the same Social Security number. Check both."),
    "person_twice": lambda: _("%(name)s is here twice, with the same birth date. Remove one of them."),
    "one_person_is_you": lambda: _("Exactly one person is yourself."),
    "one_spouse": lambda: _("You can have one spouse. Choose another relationship for this person."),
    "child_older_than_you": lambda: _("%(name)s cannot be your child and be older than you. Check both birth dates."),
    "parent_younger_than_you": lambda: _(
        "%(name)s cannot be your parent and be younger than you. Check both birth dates."
    ),
    "citizenship_missing": lambda: _("Choose one answer."),
    "income_missing": lambda: _("Enter an amount. If there is none, enter 0."),
    "income_negative": lambda: _("Enter 0 or more. Only a business, a farm, rent or investments can make a loss."),
    "income_absurd": lambda: _("This is more than $10,000,000 a year. Check for a missing decimal point."),
    "say_whether_jointly": lambda: _("Say whether you and your spouse will file one return together."),
    "cannot_be_dependent": lambda: _("You and your spouse cannot be claimed as dependents on your own return."),
    "claims_its_claimer": lambda: _("You cannot claim the person who claims you. Change one of the two answers."),
    "claimed_by_nobody": lambda: _("Choose who claims you."),
    "claimer_does_not_file": lambda: _("Only who files a return can claim somebody. Change one of the two answers."),
    "answer_missing": lambda: _("Choose one answer."),
    "kinds_missing": lambda: _("Check at least one. If none fits, go back and answer “No”."),
    "day_in_future": lambda: _("This day is in the future. Check the year."),
    "line_too_long": lambda: _("Use one line of at most 100 letters."),
    "place_shape": lambda: _("Enter the city, the state in two letters and the ZIP code, such as: Concord NH 03301."),
    "amount_of_range": lambda: _("Enter an amount from $0 to $10,000,000."),
    "children_of_range": lambda: _("Enter a number from 1 to 9."),
    "hours_of_range": lambda: _("Enter the hours of a month, from 0 to 744."),
    "hours_a_week_missing": lambda: _("Enter the hours of a usual week, from 1 to 168."),
    "ends_before_start": lambda: _("This income cannot end before it starts. Check both days."),
    "deduction_negative": lambda: _("Enter 0 or more."),
    "other_exchange": lambda: _("This address is not in a state that we serve."),
}


_RELATIONSHIPS: dict[str, Callable[[], str]] = {
    "self": lambda: _("you"),
    "spouse": lambda: _("your husband or wife"),
    "child": lambda: _("your child or stepchild"),
    "ward": lambda: _("a child placed with you"),
    "partner": lambda: _("your partner"),
    "parent": lambda: _("your parent or stepparent"),
    "sibling": lambda: _("your brother or sister"),
    "grandchild": lambda: _("your grandchild"),
    "niece_nephew": lambda: _("your niece or nephew"),
    "other_relative": lambda: _("another relative"),
    "unrelated": lambda: _("not related to you"),
}


def relationship(name: str) -> str:
    """What somebody is to you."""
    return _RELATIONSHIPS[name]()
