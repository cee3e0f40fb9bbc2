"""Hand a message to an SMTP server, with a time-out on every step: a silent server must not hang the run."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import field
from email.message import EmailMessage

from content_quality.adapters.channels import STEPS, NotDelivered, within
from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over, as an Airflow connection describes it."""

    host: str
    port: int = 0  # 0: the protocol's own
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False  # from the first byte
    starttls: bool = False
    verified: bool = True  # whether the server's certificate must be one that this machine trusts
    timeout_seconds: float = 10  # of each step

    def send(self, message: EmailMessage) -> None:
        """Send `message`; raise `NotDelivered` with the server's words when it is not taken."""
        within(STEPS * self.timeout_seconds, lambda: self._send(message))

    def _send(self, message: EmailMessage) -> None:
        try:
            with self._connect() as connection:
                if self.starttls:
                    connection.starttls(context=self._context())
                if self.login:
                    connection.login(self.login, self.password or "")
                connection.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered(
                f"{type(error).__name__}: {error}", refused=_refused(error), unreachable=_unreachable(error)
            ) from error

    def _connect(self) -> smtplib.SMTP:
        if self.tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_seconds, context=self._context())
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.verified:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _refused(error: Exception) -> bool:
    """Return whether the server said never.

    A code of the 500s about this sender, recipient or message (RFC 5321, 4.2.1).
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and error.smtp_code >= 500


def _unreachable(error: Exception) -> bool:
    """Return whether the server said nothing about this message: it would take no other one, either."""
    return not isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused | smtplib.SMTPDataError)
