from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "coverport.config"
    label = "config"

    def ready(self) -> None:
        from coverport.locale.english import speak_as_written

        speak_as_written()
