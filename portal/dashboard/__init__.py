"""ROOF: the home page (G-02): what must I do now, until when, what came back and why.

One module a group of roles, one function a role. Each makes a fixed number of queries, however
many applications there are, starts every lookup from ``visible_to``, and shows no mark.
"""

from django.views.generic import TemplateView

from portal.board import Board, arrange
from portal.choices import OPERATOR_ROLES, READER_ROLES, UNIT_ROLES, Role
from portal.dashboard import city, operator, panel, province, readers, unit
from portal.dashboard.files import recent_files
from portal.dashboard.operator import background
from portal.models import User
from reports import board as months

__all__ = ["Home", "board_of", "recent_files"]

BOARDS = (
    (UNIT_ROLES, unit.for_unit),
    (UNIT_ROLES, months.for_unit),
    ((Role.CITY_OFFICER,), city.for_culture),
    ((Role.CITY_OFFICER,), months.for_city),
    ((Role.CIVIL_OFFICER,), city.for_civil),
    ((Role.EXPERT,), panel.for_expert),
    ((Role.PROVINCE_OFFICER,), province.for_province),
    ((Role.PROVINCE_OFFICER,), months.for_province),
    (READER_ROLES, readers.for_reader),
    (OPERATOR_ROLES, operator.for_operator),
)


class Home(TemplateView):
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            board=board_of(user),
            files=recent_files(user),
            background=background(user),
            has_role=bool(user.roles),
            **kwargs,
        )


def board_of(user: User) -> Board:
    """The tasks of every role that ``user`` holds."""
    functions = [function for roles, function in BOARDS if user.has_role(*roles)]
    return arrange([task for function in functions for task in function(user)])
