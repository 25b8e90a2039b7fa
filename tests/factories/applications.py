"""Batches and applications as they are before anybody has done anything."""

from datetime import timedelta

import factory

from applications.choices import BatchStatus, SectionName
from applications.models import Application, Batch, Dossier, Section
from portal import clock
from scoring.choices import Column
from tests.factories.portal import OrganisationFactory
from tests.factories.scoring import SheetFactory, small_standard


def days(count: int):
    """A moment so many days from now."""
    return factory.LazyFunction(lambda: clock.now() + timedelta(days=count))


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
