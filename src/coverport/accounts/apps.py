from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "coverport.accounts"
    label = "accounts"

    def ready(self) -> None:
        # Registers relations, kinds of events and what answers signals.
        from coverport.accounts import adapter, changes, roles, second_step, ways_in  # noqa: F401
        from coverport.accounts.identity import outside, relations  # noqa: F401
