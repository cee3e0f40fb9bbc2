"""Who hears of a post, and in which language."""

from __future__ import annotations

from content_quality.core.alerts.routing import EDITORS, maintainers, owners, recipients
from content_quality.core.settings import Alerts, Recipient


def test_an_address_named_twice_is_one_recipient_with_all_that_it_is_named_for():
    alerts = Alerts(
        editors=("desk@example.org",),
        recipients=(
            Recipient(to="desk@example.org", authors=("Ines",), language="ja"),
            Recipient(to="desk@example.org", sections=("sea",)),
            Recipient(to="desk@example.org", channel="slack"),
        ),
    )
    mail, slack = recipients(alerts)
    assert (mail.role, mail.authors, mail.sections, mail.language) == (EDITORS, ("Ines",), ("sea",), "ja")
    assert (slack.channel, slack.language) == ("slack", "en")


def test_a_post_belongs_to_its_author_then_to_its_section_then_to_the_editors():
    everyone = recipients(
        Alerts(
            editors=("desk@example.org",),
            recipients=(
                Recipient(to="ines@example.org", authors=("Ines  Berg",)),
                Recipient(to="sea@example.org", sections=("Sea",)),
            ),
        )
    )

    def addresses(author, section):
        return [one.to for one in owners(author, section, everyone)]

    assert addresses("ines berg", "sea") == ["ines@example.org"]
    assert addresses("Mika", "ＳＥＡ") == ["sea@example.org"]
    assert addresses(None, None) == ["desk@example.org"]


def test_where_no_maintainer_is_named_the_dashboard_alone_shows_what_is_for_one():
    (dashboard,) = maintainers(Alerts(editors=("desk@example.org",)))
    assert (dashboard.to, dashboard.channel) == ("dashboard", "dashboard")
