"""Hand a message to an SMTP server, with a time-out on every step: a silent server must not hang the run."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

from content_quality.adapters.channels import NotDelivered


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over, as an Airflow connection describes it."""

    host: str
    port: int = 25
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False  # from the first byte
    starttls: bool = False
    timeout_seconds: float = 10

    def send(self, message: EmailMessage) -> None:
        """Send `message`; raise `NotDelivered` with the server's words when it is not taken."""
        try:
            with self._connect() as connection:
                if self.starttls:
                    connection.starttls(context=ssl.create_default_context())
                if self.login:
                    connection.login(self.login, self.password or "")
                connection.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered(f"{type(error).__name__}: {error}", refused=_refused(error)) from error

    def _connect(self) -> smtplib.SMTP:
        if self.tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_seconds, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)


def _refused(error: Exception) -> bool:
    """Return whether the server said never: a code of the 500s about this sender, recipient or message (RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and error.smtp_code >= 500
