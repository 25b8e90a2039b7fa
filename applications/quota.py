"""At most N units of one city are recommended in a batch (T10).

A recommended application holds a numbered place, 1..quota. Two of one city cannot hold
the same place: the database refuses, whoever was a moment later.
"""

from applications.models import Application
from portal.problems import Problem

NO_PLACE = "本市本批次的推荐名额已被占用，不能再推荐，请先核对已推荐的单位。"


def holders(application: Application) -> list[Application]:
    """The applications of the same city and batch that hold a place, in order of place."""
    return list(
        Application.objects.filter(
            batch=application.batch_id, city=application.city_id, place__isnull=False
        )
        .exclude(pk=application.pk)
        .select_related("organisation")
        .order_by("place")
    )


def free_place(application: Application) -> int | None:
    """The lowest free place, None when the quota is used up."""
    taken = {other.place for other in holders(application)}
    return next((n for n in range(1, application.quota + 1) if n not in taken), None)


def no_place_left(application: Application) -> list[Problem]:
    """Why the city cannot recommend one more."""
    others = holders(application)
    if len(others) < application.quota:
        return []
    names = "、".join(other.organisation.name for other in others)
    return [Problem(f"每市每批次最多推荐{application.quota}家，本市已推荐“{names}”，不能再推荐。")]
