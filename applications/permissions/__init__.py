"""Who may do what (domain.md §3, §5.5). Dates and completeness are asked elsewhere."""

from applications.permissions.board import can_read_board, can_write_board
from applications.permissions.city import can_cosign, can_pass_over, can_review, can_write_review
from applications.permissions.ending import can_ask_to_end, can_close, can_end
from applications.permissions.files import PAPERS_OF_CITY, SCANS_OF_UNIT, can_upload
from applications.permissions.province import (
    can_administer,
    can_chair,
    can_mark,
    can_write_final_score,
    can_write_member_sheet,
)
from applications.permissions.reading import (
    COLUMN_OF,
    can_compare_members,
    can_read_attachment,
    can_read_dossier,
    can_see_audited,
    can_see_marks,
    can_see_member_sheet,
    can_see_phones,
    can_see_reviewers,
    can_see_slot,
    seen_members,
)
from applications.permissions.unit import can_edit_section, can_start, can_submit, can_withdraw
from applications.permissions.whose import (
    UNHEARD,
    is_of_city_civil,
    is_of_city_culture,
    is_of_unit,
    is_province,
    is_still_scoring,
    knows,
    member_seat,
    scores_blind,
    seat_of,
)

__all__ = [
    "COLUMN_OF",
    "PAPERS_OF_CITY",
    "SCANS_OF_UNIT",
    "UNHEARD",
    "can_administer",
    "can_ask_to_end",
    "can_chair",
    "can_close",
    "can_compare_members",
    "can_cosign",
    "can_edit_section",
    "can_end",
    "can_mark",
    "can_pass_over",
    "can_read_attachment",
    "can_read_board",
    "can_read_dossier",
    "can_review",
    "can_see_audited",
    "can_see_marks",
    "can_see_member_sheet",
    "can_see_phones",
    "can_see_reviewers",
    "can_see_slot",
    "can_start",
    "can_submit",
    "can_upload",
    "can_withdraw",
    "can_write_board",
    "can_write_final_score",
    "can_write_member_sheet",
    "can_write_review",
    "is_of_city_civil",
    "is_of_city_culture",
    "is_of_unit",
    "is_province",
    "is_still_scoring",
    "knows",
    "member_seat",
    "scores_blind",
    "seat_of",
    "seen_members",
]
