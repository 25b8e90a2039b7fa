"""Parts of addresses that several apps name."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class CityCode(StringConverter):
    """The code of a city; no other text of an address reaches the database."""

    regex = "[0-9]{6}"


register_converter(CityCode, "city_code")

CITY = "<city_code:city>"
