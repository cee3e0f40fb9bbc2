"""E-mail: render a batch's alert as plain text and HTML, and hand it to an SMTP server."""
