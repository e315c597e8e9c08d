"""Files to a partner's server and from it. Every step can be repeated: a file is whole under its name, or not there under it."""

import asyncio
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import asyncssh
import structlog
from django.utils import timezone

from coverport.core import paths
from coverport.edi import outbox, profiles
from coverport.edi.models import Due834, EdiFile
from coverport.edi.rules.transport import Sftp

log = structlog.get_logger()
SECONDS = 30


class CannotCarry(Exception):
    """The server could not be reached, is not the one that it should be, or does not do what was asked. Says which partner."""


def partners() -> Iterator[tuple[str, str]]:
    """The insurers that anything is told to, whose files go by SFTP."""
    for exchange, issuer in (
        Due834.objects.values_list("exchange", "issuer_id").distinct().order_by("exchange", "issuer_id")
    ):
        try:
            if profiles.load(exchange, issuer).sftp:
                yield exchange, issuer
        except profiles.BadPartner as error:
            log.error("bad_partner", error=str(error))


def carry(exchange: str, issuer: str) -> tuple[int, int]:
    """Bring what is not there yet, in the order in which it was written, then fetch what the partner has put there; answers how many of
    each. Raises CannotCarry; what had arrived by then is not brought again, though the partner may have taken it away meanwhile.
    """
    where = profiles.load(exchange, issuer).sftp
    if where is None:
        raise CannotCarry(f"{exchange} {issuer} has no server in its profile")
    files = list(EdiFile.objects.filter(exchange=exchange, issuer_id=issuer, sent_at=None).order_by("pk"))
    sent: list[int] = []
    try:
        fetched = asyncio.run(
            asyncio.wait_for(_carry(where, exchange, issuer, list(_sound(files)), sent), SECONDS * 10)
        )
    except (asyncssh.Error, OSError, TimeoutError) as error:
        raise CannotCarry(f"{exchange} {issuer} at {where.host}: {type(error).__name__}: {error}") from error
    finally:
        EdiFile.objects.filter(pk__in=sent).update(sent_at=timezone.now())
    return len(sent), fetched


def _sound(files: Iterable[EdiFile]) -> Iterator[tuple[int, str, bytes]]:
    for file in files:
        try:
            yield file.pk, file.name, outbox.sound(file)
        except outbox.Damaged:  # It must not go out, and holds no other up.
            log.exception("file_not_sent", file=file.pk)


async def _carry(
    where: Sftp, exchange: str, issuer: str, files: Iterable[tuple[int, str, bytes]], sent: list[int]
) -> int:
    """sent: grows by each file that is there."""
    keys = paths.keys_dir() / exchange / issuer
    async with (
        asyncssh.connect(
            where.host, where.port, username=where.user, client_keys=[str(keys / "key")], known_hosts=str(keys / "known_hosts"),
            agent_path=None, config=[], connect_timeout=SECONDS, login_timeout=SECONDS,
        ) as connection,
        connection.start_sftp_client() as server,
    ):  # fmt: skip
        for pk, name, content in files:
            await _put(server, PurePosixPath(where.outgoing) / name, content)
            sent.append(pk)
        return await _fetch(server, PurePosixPath(where.incoming), paths.inbox_dir() / exchange / issuer)


async def _put(server: asyncssh.SFTPClient, path: PurePosixPath, content: bytes) -> None:
    """Under another name first, safe on its disk where the server can do that, then by one rename."""
    unfinished = path.with_name(f".{path.name}.part")
    if await server.exists(str(path)) and (await server.stat(str(path))).size == len(content):
        return  # a connection that broke after the rename: it is there
    async with server.open(str(unfinished), "wb") as file:
        await file.write(content)
        await _sync(file)
    await server.posix_rename(str(unfinished), str(path))


async def _sync(file: asyncssh.SFTPClientFile) -> None:
    try:
        await file.fsync()
    except asyncssh.SFTPOpUnsupported:
        log.info("server_cannot_fsync")


async def _fetch(server: asyncssh.SFTPClient, there: PurePosixPath, here: Path) -> int:
    """Finished files into the inbox, each whole before it has its name; only then is it removed from the server."""
    here.mkdir(parents=True, exist_ok=True, mode=0o700)
    count = 0
    for entry in sorted(await server.readdir(str(there)), key=lambda one: str(one.filename)):
        name = str(entry.filename)
        if (
            name.startswith(".")
            or name.endswith(".part")
            or "/" in name
            or not stat.S_ISREG(entry.attrs.permissions or 0)
        ):
            continue
        async with server.open(str(there / name), "rb") as file:
            content = await file.read()
        _keep(here / name, content if isinstance(content, bytes) else content.encode())
        await server.remove(str(there / name))
        count += 1
    return count


def _keep(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)
