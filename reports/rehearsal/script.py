"""Who lives through what: every move of the path and of its returns happens to somebody."""

from dataclasses import dataclass

from portal.models import Region


@dataclass(frozen=True, slots=True)
class Part:
    """The fate of one unit; several may befall the same one."""

    number: int
    city: Region
    is_withdrawn_once: bool
    is_returned_once: bool
    is_declined_once: bool
    is_reopened_once: bool
    is_passed_over: bool


def cast_parts(count: int, cities: list[Region]) -> list[Part]:
    """Parts of ``count`` units over ``cities`` (in order of code).

    From three units on the first city has two, so that one meets the quota; from four
    on one city recommends nobody.
    """
    homes = [cities[_home(index, count) % len(cities)] for index in range(count)]
    passed_over = _city_that_recommends_nobody(count, cities)
    return [
        Part(
            number=index + 1,
            city=city,
            is_withdrawn_once=index % 5 == 4,
            is_returned_once=index % 3 == 2,
            is_declined_once=index % 4 == 3,
            is_reopened_once=index % 4 == 0,
            is_passed_over=city == passed_over,
        )
        for index, city in enumerate(homes)
    ]


def _home(index: int, count: int) -> int:
    return index if count < 3 else max(0, index - 1)


def _city_that_recommends_nobody(count: int, cities: list[Region]) -> Region | None:
    return cities[min(len(cities), count - 1) - 1] if count > 3 else None
