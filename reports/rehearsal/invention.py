"""Invented units: the same seed and number give the same unit, on any database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from stdnum.cn import uscc

from applications.choices import InvestmentCategory
from portal.choices import Nature, Resource
from portal.text import count_characters
from reports.rehearsal import words

#: Registration region that does not exist, so that no code can belong to anybody.
UNREAL_REGION = "1499"


@dataclass(frozen=True, slots=True)
class InventedUnit:
    """What one unit would type; amounts in 万元, texts inside the limits of the form."""

    number: int
    zone_name: str
    name: str
    credit_code: str
    nature: str
    core_resource: str
    head_name: str
    contact_name: str
    phone: str
    basics: dict[str, object]
    achievements: str
    operations: str
    direction: str
    investment: tuple[dict[str, object], ...]
    staffing: tuple[dict[str, object], ...]


def dice(seed: int, *purpose: object) -> Random:
    """A source of chance of its own for every purpose, so that none shifts another."""
    return Random(":".join(str(part) for part in (seed, *purpose)))  # noqa: S311 - play, no secret


def invent_unit(seed: int, number: int, city_name: str, full_year: int) -> InventedUnit:
    """Unit ``number`` (from 1) of a rehearsal, in ``city_name``."""
    chance = dice(seed, "unit", number)
    place = place_name(number)
    investment = _investment(chance, full_year)
    staffing = _staffing(chance)
    invested = sum((row["amount_wan"] for row in investment), Decimal(0))
    return InventedUnit(
        number=number,
        zone_name=f"{place}文旅康养区",
        name=f"{city_name.removesuffix('市')}{place}康养旅游开发有限公司",
        credit_code=credit_code(seed, number),
        nature=chance.choice([Nature.STATE, Nature.PRIVATE, Nature.MIXED, Nature.COLLECTIVE]),
        core_resource=chance.choice(list(Resource)),
        head_name=person(chance),
        contact_name=person(chance),
        phone=f"0351-{chance.randrange(10):d}000000",
        basics=_basics(chance, invested, staffing, full_year),
        achievements=compose(chance, words.ACHIEVEMENTS, 520, 980),
        operations=compose(chance, words.OPERATIONS, 250, 350),
        direction=compose(chance, words.DIRECTION, 250, 350),
        investment=investment,
        staffing=staffing,
    )


def place_name(number: int) -> str:
    """青岚谷, and 青岚谷第2期 once every name has been given."""
    rounds, index = divmod(number - 1, len(words.ZONES))
    return words.ZONES[index] + (f"第{rounds + 1}期" if rounds else "")


def credit_code(seed: int, number: int) -> str:
    """A valid 统一社会信用代码 of the unreal region."""
    body = f"91{UNREAL_REGION}{number % 100:02d}MA{seed % 1000:03d}X{number % 10000:04d}"
    body = body[:17].ljust(17, "0")
    return body + uscc.calc_check_digit(body)


def person(chance: Random) -> str:
    return chance.choice(words.SURNAMES) + chance.choice(words.GIVEN_NAMES)


def compose(chance: Random, sentences: tuple[str, ...], least: int, most: int) -> str:
    """Paragraphs of invented sentences with ``least`` to ``most`` 字."""
    wanted = chance.randint(least, most)
    pool, text = [], ""
    while count_characters(text) < least or count_characters(text) < wanted:
        pool = pool or chance.sample(sentences, len(sentences))
        sentence = pool.pop().format(n=chance.randint(2, 12), m=chance.randint(30, 360))
        longer = f"{text}\n{sentence}" if text and chance.random() < 0.3 else text + sentence
        if count_characters(longer) > most:
            break
        text = longer
    return text


def _investment(chance: Random, full_year: int) -> tuple[dict[str, object], ...]:
    """Lines in all ten categories; now and then payment exceeds investment, explained."""
    scale = chance.choice([25_000, 60_000, 110_000, 140_000])
    rows = []
    for category in InvestmentCategory:
        for purpose in words.PURPOSES[category][: chance.randint(1, 3)]:
            amount = _wan(chance, scale * chance.uniform(0.01, 0.14))
            paid = _cents(amount * Decimal(chance.choice(["1", "0.95", "0.8"])))
            start = full_year - chance.randint(1, 4)
            rows.append(
                {
                    "category": int(category),
                    "purpose": purpose,
                    "term": f"{start}.{chance.randint(1, 12):02d}—{full_year}.12",
                    "amount_wan": amount,
                    "paid_wan": paid,
                    "unpaid_wan": amount - paid,
                    "remark": "",
                }
            )
    prepaid = rows[-1]
    prepaid["unpaid_wan"] = Decimal("0.00")
    prepaid["paid_wan"] = prepaid["amount_wan"] + Decimal("10.00")
    prepaid["remark"] = "含预付款10.00万元"
    return tuple(rows)


def _staffing(chance: Random) -> tuple[dict[str, object], ...]:
    rows = []
    for form in words.EMPLOYMENT[: chance.randint(2, 5)]:
        people = chance.randint(12, 160)
        insured = people - chance.randint(0, 6)
        rows.append(
            {
                "form": form,
                "contracted": people,
                "paid": people,
                "insured": insured,
                "taxed": insured,
                "remark": "",
            }
        )
    return tuple(rows)


def _basics(
    chance: Random, invested: Decimal, staffing: tuple[dict[str, object], ...], full_year: int
) -> dict[str, object]:
    visits = chance.randint(60_000, 420_000)
    revenue = _wan(chance, visits * chance.uniform(80, 260) / 10_000)
    return {
        "address": f"{chance.choice(words.ROADS)}{chance.randint(1, 199)}号",
        "email": f"office{chance.randint(1, 99)}@example.com",
        "area_km2": Decimal(chance.randint(3000, 250_000)) / 10_000,
        "invested_wan": invested,
        "employees": sum(row["paid"] for row in staffing),
        "opened_on": date(full_year - chance.randint(2, 6), chance.randint(1, 12), 1),
        "opened_has_day": False,
        "revenue_year_wan": revenue,
        "revenue_half_wan": _cents(revenue * Decimal("0.52")),
        "visits_year": visits,
        "visits_half": visits * 54 // 100,
        "honours": "\n".join(chance.sample(words.HONOURS, 2)),
    }


def _wan(chance: Random, value: float) -> Decimal:
    """``value`` as an amount of 万元 with odd cents."""
    return Decimal(int(value)) + Decimal(chance.randint(0, 99)) / 100


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
