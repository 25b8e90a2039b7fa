"""Batches and applications as they are before anybody has done anything."""

from datetime import datetime, time, timedelta

import factory
from django.utils import timezone

from applications.choices import BatchStatus, Deadline, SectionName
from applications.models import (
    Application,
    Batch,
    Dossier,
    Extension,
    Section,
    WithdrawalRequest,
)
from portal import clock
from scoring.choices import Column
from tests.factories.portal import OrganisationFactory, UserFactory
from tests.factories.scoring import SheetFactory, small_standard

#: When an office closes, and most dates of a batch run out: an hour before it is the same day,
#: whatever the hour at which the tests run.
CLOSING_TIME = time(17)


def closing_time(count: int) -> datetime:
    """Closing time of the day that lies so many days from today."""
    return timezone.make_aware(
        datetime.combine(clock.today() + timedelta(days=count), CLOSING_TIME)
    )


def days(count: int):
    """Closing time so many days from the day on which the row is made."""
    return factory.LazyFunction(lambda: closing_time(count))


class BatchFactory(factory.django.DjangoModelFactory):
    """An open batch with time left, one place for each city and no catalogue."""

    class Meta:
        model = Batch

    name = factory.Sequence(lambda n: f"第{n}批")
    notice_number = "晋文旅发〔2023〕27号"
    full_year = 2022
    ruleset = factory.LazyFunction(small_standard)
    opens_at = days(-10)
    city_deadline = days(20)
    province_deadline = days(30)
    objection_contact = "0351-0000000，太原市迎泽大街0号"
    status = BatchStatus.OPEN


class ApplicationFactory(factory.django.DjangoModelFactory):
    """An empty draft of a unit of 太原市, unless told otherwise."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    batch = factory.SubFactory(BatchFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    city = factory.SelfAttribute("organisation.city")
    quota = factory.SelfAttribute("batch.quota")
    self_check = factory.SubFactory(
        SheetFactory, ruleset=factory.SelfAttribute("..batch.ruleset"), column=Column.SELF_CHECK
    )
    started_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def dossier(self, create, extracted, **fields):
        if create:
            Dossier.objects.create(application=self, **fields)
            Section.objects.bulk_create(
                Section(application=self, name=name) for name in SectionName
            )


class ExtensionFactory(factory.django.DjangoModelFactory):
    """The unit's date moved by five days for the whole batch, unless told otherwise."""

    class Meta:
        model = Extension

    batch = factory.SubFactory(BatchFactory)
    kind = Deadline.SUBMISSION
    until = days(25)
    reason = "强降雨影响，材料取得延迟。"
    approved_by = "晋长河"
    granted_by = factory.SubFactory(UserFactory)
    granted_at = factory.LazyFunction(clock.now)


class WithdrawalRequestFactory(factory.django.DjangoModelFactory):
    """What a unit has asked and nobody has answered."""

    class Meta:
        model = WithdrawalRequest

    application = factory.SubFactory(ApplicationFactory)
    reason = "项目用地调整，本批次不再申报。"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(clock.now)
