"""The clock of this room, for procrastinate: when files are written, put in place again, and stalled jobs taken up.

Every job can be run twice: what was told is told, what is in place is left.
"""

import structlog
from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

from coverport.edi import actions, inbox, outbox, premiums, profiles, queries
from coverport.edi.answers import overdue
from coverport.edi.clock import clock_of
from coverport.edi.reconciliation import monthly

log = structlog.get_logger()
# A job that is done stays readable for a day.
KEEP_HOURS = 24
OFTEN = f"* * * * * */{settings.TICK_SECONDS}"


@app.periodic(cron=OFTEN)
@app.task(name="edi.tick", queueing_lock="edi.tick")
def tick(timestamp: int) -> None:
    """Every few seconds: have files written whose time has come, those placed that a killed worker left, those taken in that came."""
    for waiting in queries.to_write(timezone.now()):
        defer_batch(waiting.exchange, waiting.issuer)
    outbox.place_files(look_again=False)
    inbox.take_in()


@app.periodic(cron="* * * * *")
@app.task(name="edi.check_outbox", queueing_lock="edi.check_outbox")
def check_outbox(timestamp: int) -> None:
    """Every minute: files that were placed and are gone are put back."""
    outbox.place_files()


@app.task(name="edi.write_batch")
def write_batch(exchange: str, issuer: str) -> None:
    """Write one insurer's files until nothing is due, on the exchange's own clock."""
    while actions.write_batch(exchange=exchange, issuer=issuer, at=clock_of(exchange)):
        pass


def defer_batch(exchange: str, issuer: str) -> None:
    """One job at a time for an insurer, and one waiting: a long one does not pile up others behind it."""
    lock = f"edi.write_batch {exchange} {issuer}"
    try:
        # Never inside a request's transaction, which the queueing lock would spoil: only the tick defers.
        write_batch.configure(lock=lock, queueing_lock=lock).defer(exchange=exchange, issuer=issuer)
    except AlreadyEnqueued:
        log.debug("batch_waits_already", exchange=exchange, issuer=issuer)


@app.periodic(cron="45 * * * *")
@app.task(name="edi.pass_on", queueing_lock="edi.pass_on")
def pass_on(timestamp: int) -> None:
    """Every hour: what enrollees paid to the exchange goes on to their insurers."""
    for exchange, issuer in premiums.waiting():
        try:
            while premiums.pass_on(exchange=exchange, issuer=issuer, at=clock_of(exchange)):
                pass
        except (premiums.NoPayer, profiles.BadPartner) as error:  # One profile's mistake holds no other up.
            log.error("premiums_not_passed_on", exchange=exchange, issuer=issuer, error=str(error))


@app.periodic(cron="25 * * * *")
@app.task(name="edi.reconcile", queueing_lock="edi.reconcile")
def reconcile(timestamp: int) -> None:
    """Every hour: our view of a month to insurers whose day has come, and answers that are not said yet."""
    monthly.send_views()
    monthly.send_answers()


@app.periodic(cron="* * * * *")
@app.task(name="edi.carry", queueing_lock="edi.carry")
def carry(timestamp: int) -> None:
    """Every minute: bring files to partners' servers and fetch theirs. What is there already is left."""
    # Loads the library of SSH, which takes longer than a whole command: only the worker that carries waits for it.
    from coverport.edi import sftp

    for exchange, issuer in sftp.partners():
        try:
            sftp.carry(exchange, issuer)
        except (OSError, sftp.CannotCarry) as error:  # One server's trouble holds no other up.
            log.error("partner_not_reached", exchange=exchange, issuer=issuer, error=str(error))


@app.periodic(cron="*/10 * * * *")
@app.task(name="edi.watch_answers", queueing_lock="edi.watch_answers")
def watch_answers(timestamp: int) -> None:
    """Every ten minutes: files that no insurer has acknowledged in time are said aloud, until they are."""
    for file in overdue(timezone.now()):
        log.warning("edi_file_unanswered", exchange=file.exchange, issuer=file.issuer_id, file=file.name)


@app.periodic(cron=OFTEN)
@app.task(name="jobs.retry_stalled", queueing_lock="jobs.retry_stalled", priority=10, pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Every few seconds: jobs whose worker died are taken up again. An insurer waits no longer than until that is known."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.JOBS_SILENT_SECONDS):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # The same job waits already, for the lock that the dead one still holds.
            await manager.finish_job(job, Status.ABORTED, delete_job=True)


@app.periodic(cron="17 * * * *")
@app.task(name="jobs.forget_done", queueing_lock="jobs.forget_done", pass_context=True)
async def forget_done(context: JobContext, timestamp: int) -> None:
    """Every hour: jobs that ended well a day ago are deleted. Failed ones stay for staff."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)
