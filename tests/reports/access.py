"""Who gets which answer from the addresses of the months; read by two test modules.

Columns as in tests/matrix.py. The stage: March 2026 in 太原市, filled in by both units and
reported by nobody, on the 20th of March.
"""

# fmt: off
GET: dict[str, tuple[int, ...]] = {
    #                                 -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
}
POST: dict[str, tuple[int, ...]] = {
    #                                 -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
}
# fmt: on
#: Asked with the other method, these answer 405 to everybody.
ONLY_POST: tuple[str, ...] = ()
ONLY_GET: tuple[str, ...] = ()


def rows(method):
    """Every row that speaks of ``method``, also those that only say 405."""
    return {"get": [*GET, *ONLY_POST], "post": [*POST, *ONLY_GET]}[method]
