"""What a move writes beside the status, and what follows it, in the same transaction."""

from typing import Any

from applications import digests
from portal import clock
from portal.notices import notify
from portal.workflow import Details, TransitionRefused
from reports import liaisons, people
from reports.choices import Duty
from reports.contents import contents
from reports.due_dates import DueDates
from reports.models import (
    Bulletin,
    CityMonth,
    LedgerVersion,
    LiaisonConfirmation,
    LiaisonList,
    LiaisonVersion,
    YearlyPaper,
)
from reports.periods import period_word, year_of

Values = dict[str, Any]


def _reported(record: Any) -> Values:
    """The moment of this 报送, and of the first one, which decides about 逾期."""
    moment = clock.now()
    return {"submitted_at": moment, "first_submitted_at": record.first_submitted_at or moment}


# --- the month of a city -----------------------------------------------------------------


def report_values(month: CityMonth, actor: Any, details: Details) -> Values:
    return {**_reported(month), "submitted_by": actor}


def report(month: CityMonth, actor: Any, details: Details) -> None:
    """Seal what the city answers for; lines that say something have now reached the province."""
    due = DueDates.of(Duty.LEDGER, [month.month]).moment(month.month, month.city_id)
    data = contents(month)
    sha256 = digests.sha256_of(data)
    version = LedgerVersion.objects.create(
        city_month=month,
        number=month.versions.count() + 1,
        data=data,
        sha256=sha256,
        check_code=digests.check_code(sha256),
        sealed_at=month.submitted_at,
        sealed_by=actor,
        is_late=month.submitted_at > due,
    )
    month.lines.filter(reported_at__isnull=True).exclude(progress="").update(
        reported_at=month.submitted_at
    )
    if version.number > 1:
        text = f"{month}已更正后重新报送（第{version.number}版），请审阅。"
        notify(people.of_province(), text, month.get_absolute_url())


def tell_month_returned(month: CityMonth, actor: Any, details: Details) -> None:
    text = f"省文化和旅游厅退回{month}：{details['note']}"
    notify(people.of_culture(month.city_id), text, month.get_absolute_url())


# --- 回执表 ------------------------------------------------------------------------------


def report_list_values(liaison_list: LiaisonList, actor: Any, details: Details) -> Values:
    return _reported(liaison_list)


def report_list(liaison_list: LiaisonList, actor: Any, details: Details) -> None:
    """Seal the persons, and take the city's word that they are right for this year."""
    data = liaisons.contents(liaison_list)
    sha256 = digests.sha256_of(data)
    LiaisonVersion.objects.create(
        liaison_list=liaison_list,
        number=liaison_list.versions.count() + 1,
        data=data,
        sha256=sha256,
        check_code=digests.check_code(sha256),
        sealed_at=liaison_list.submitted_at,
        sealed_by=actor,
    )
    LiaisonConfirmation.objects.bulk_create(
        [
            LiaisonConfirmation(
                organisation_id=unit["organisation"],
                year=liaison_list.year,
                confirmed_by=actor,
                confirmed_at=liaison_list.submitted_at,
            )
            for group in data["groups"]
            for unit in group["units"]
        ],
        ignore_conflicts=True,
    )


def tell_list_returned(liaison_list: LiaisonList, actor: Any, details: Details) -> None:
    text = f"省文化和旅游厅退回{liaison_list}：{details['note']}"
    notify(people.of_culture(liaison_list.city_id), text, liaison_list.get_absolute_url())


def tell_list_revised(liaison_list: LiaisonList, actor: Any, details: Details) -> None:
    """A change after 报送 waits for the city to report the list again."""
    text = f"{liaison_list}报送后人员有变动，请核对后重新报送。"
    recipients = people.of_culture(liaison_list.city_id).exclude(pk=actor.pk)
    notify(recipients, text, liaison_list.get_absolute_url())


# --- papers ------------------------------------------------------------------------------


def hand_in_values(paper: YearlyPaper, actor: Any, details: Details) -> Values:
    return {"first_submitted_at": paper.first_submitted_at or clock.now()}


def _word(paper: YearlyPaper) -> str:
    return f"{paper.organisation.name}{period_word(paper.duty, year_of(paper.year))}"


def tell_paper_came(paper: YearlyPaper, actor: Any, details: Details) -> None:
    text = f"{_word(paper)}已上传，请审核。"
    recipients = people.of_culture(paper.organisation.city_id).exclude(pk=actor.pk)
    notify(recipients, text, paper.get_absolute_url())


def tell_paper_returned(paper: YearlyPaper, actor: Any, details: Details) -> None:
    text = f"{_word(paper)}被退回修改：{details['note']}"
    recipients = {
        *people.of_organisation(paper.organisation_id),
        *people.of_culture(paper.organisation.city_id),
    } - {actor}
    notify(recipients, text, paper.get_absolute_url())


# --- the bulletin ------------------------------------------------------------------------

#: What the digest of a bulletin is made of.
ISSUED = (
    "number",
    "title",
    "addressees",
    "lead",
    "closing",
    "has_ranking",
    "sections",
    "figures",
)


def issue_values(bulletin: Bulletin, actor: Any, details: Details) -> Values:
    """Freeze what is issued, which is what was on the page: its digest stands on the paper."""
    refuse_older(bulletin, details.get("version", bulletin.version))
    data = {name: getattr(bulletin, name) for name in ISSUED}
    return {"issued_on": clock.today(), "sha256": digests.sha256_of(data)}


def tell_issued(bulletin: Bulletin, actor: Any, details: Details) -> None:
    notify(people.of_cities(), f"{bulletin}已印发，请查阅。", bulletin.get_absolute_url())


def withdraw_values(bulletin: Bulletin, actor: Any, details: Details) -> Values:
    return {"issued_on": None, "sha256": ""}


def tell_withdrawn(bulletin: Bulletin, actor: Any, details: Details) -> None:
    notify(people.of_cities(), f"{bulletin}已撤回印发：{details['note']}")


def refuse_older(record: Any, version: int) -> None:
    """A move was asked for from a page that shows an older version. Raises TransitionRefused."""
    if record.version != version:
        raise TransitionRefused(["内容在您打开页面后又有改动，请刷新页面核对后再办理。"])
