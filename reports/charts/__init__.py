"""Charts as ready geometry: figures in, frozen shapes out, no Django.

``templates/reports/charts/chart.html`` prints each of them, on pages and on paper alike. Nothing is
told by colour alone: lines differ by dash and marker, bars by pattern, lights by shape and word.
"""

from reports.charts.bars import Completeness, Returns, completeness
from reports.charts.lamps import LIGHTS, City, Light, LightRow, cities, lights
from reports.charts.plot import Plot, Series, columns, trend

__all__ = [
    "LIGHTS",
    "City",
    "Completeness",
    "Light",
    "LightRow",
    "Plot",
    "Returns",
    "Series",
    "cities",
    "columns",
    "completeness",
    "lights",
    "trend",
]
