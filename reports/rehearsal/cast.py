"""The people of a rehearsal: accounts that nobody can log in to, retired at the end."""

from dataclasses import dataclass, field
from random import Random

from portal import services
from portal.choices import OrganisationKind, Role
from portal.models import Organisation, Region, User
from reports.rehearsal.invention import dice, person

EXPERTS = 5


@dataclass(slots=True)
class Cast:
    """Everybody who acts, by what they do; bureaus by the code of their city."""

    province: User
    experts: list[User]
    city: dict[str, User] = field(default_factory=dict)
    civil: dict[str, User] = field(default_factory=dict)

    def panel(self, chance: Random) -> list[User]:
        """A chair and two members; who they are is chance where there are more."""
        return chance.sample(self.experts, 3) if len(self.experts) > 3 else self.experts


class Casting:
    """Makes accounts with names of one rehearsal; ``tag`` keeps user names apart from others."""

    def __init__(self, seed: int, tag: str) -> None:
        self.seed, self.tag = seed, tag
        self.made: list[User] = []

    def hire(self, key: str, role: Role, organisation: Organisation) -> User:
        """A new person with ``role``; the initial password is thrown away."""
        account = services.create_account(
            username=f"{self.tag}.{key}",
            name=person(dice(self.seed, "person", key)),
            role=role,
            organisation=organisation,
            position="工作人员",
        )
        self.made.append(account.user)
        return User.objects.get(pk=account.user.pk)

    def cast_for(self, cities: list[Region]) -> Cast:
        """The province, its experts and both bureaus of every city that takes part."""
        department = Organisation.objects.get(kind=OrganisationKind.PROVINCE_CULTURE)
        employer, _ = Organisation.objects.get_or_create(
            kind=OrganisationKind.EXPERT_EMPLOYER, name="云岭康养研究院（演练）", city=None
        )
        cast = Cast(
            province=self.hire("province", Role.PROVINCE_OFFICER, department),
            experts=[self.hire(f"expert{n}", Role.EXPERT, employer) for n in range(1, EXPERTS + 1)],
        )
        for city in cities:
            culture = self._bureau(city, OrganisationKind.CITY_CULTURE)
            civil = self._bureau(city, OrganisationKind.CITY_CIVIL)
            cast.city[city.code] = self.hire(f"city{city.code}", Role.CITY_OFFICER, culture)
            cast.civil[city.code] = self.hire(f"civil{city.code}", Role.CIVIL_OFFICER, civil)
        return cast

    def retire_everybody(self) -> None:
        """Nobody of the rehearsal can ever log in."""
        for user in self.made:
            services.set_active(user=user, active=False)

    @staticmethod
    def _bureau(city: Region, kind: OrganisationKind) -> Organisation:
        return Organisation.objects.get(city=city, kind=kind)
