"""Where style sheets, scripts and pictures are found."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Hashed(CompressedManifestStaticFilesStorage):
    """The library's own. Under which name a file stands is asked once: the list of them is read at the start and stays."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        if name is None or force:
            return super().url(name, force)
        if name not in self.known:
            self.known[name] = super().url(name)
        return self.known[name]
