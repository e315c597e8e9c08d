"""How files go to a partner and come from it: by folders that somebody else serves, or by SFTP."""

import msgspec


class Sftp(msgspec.Struct, frozen=True):
    """Where a partner's server is. The key and the server's own key stand in files of the installation, not in the profile.

    outgoing, incoming: folders there, as the partner names them: where we put files, and where it puts its own.
    """

    host: str
    user: str
    outgoing: str
    incoming: str
    port: int = 22
