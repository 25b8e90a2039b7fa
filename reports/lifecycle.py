"""Four lives, one line a move: a city's month, its 回执表, a yearly paper, a bulletin.

README repeats these tables; a test compares them.
"""

from portal.workflow import Lifecycle, Transition
from reports import effects
from reports.choices import (
    REPORTED_MONTH,
    BulletinStatus,
    CityMonthStatus,
    LiaisonListStatus,
    PaperStatus,
)
from reports.completeness import bulletin_not_ready, list_not_ready, month_not_ready
from reports.permissions import (
    can_accept_paper,
    can_confirm_list,
    can_forward_paper,
    can_hand_in_paper,
    can_report_list,
    can_report_month,
    can_review_month,
    can_revise_list,
    can_write_bulletin,
)

Month, List, Paper, Paperwork = CityMonthStatus, LiaisonListStatus, PaperStatus, BulletinStatus
REASON = 5

# fmt: off
city_month_lifecycle = Lifecycle(
    #          name      label     from                            to               who
    Transition("report", "报送",   (Month.FILLING, Month.RETURNED), Month.SUBMITTED, can_report_month, month_not_ready,
               sets=effects.report_values, then=effects.report, number="L1"),
    Transition("review", "审阅",   (Month.SUBMITTED,),              Month.REVIEWED,  can_review_month, number="L2"),
    Transition("return", "退回",   REPORTED_MONTH,                  Month.RETURNED,  can_review_month,
               then=effects.tell_month_returned, note_length=REASON, number="L3"),
)

liaison_list_lifecycle = Lifecycle(
    Transition("report", "报送",   (List.FILLING,),                 List.SUBMITTED,  can_report_list, list_not_ready,
               sets=effects.report_list_values, then=effects.report_list, number="N1"),
    Transition("confirm", "确认",  (List.SUBMITTED,),               List.CONFIRMED,  can_confirm_list, number="N2"),
    Transition("return", "退回",   (List.SUBMITTED, List.CONFIRMED), List.FILLING,   can_confirm_list,
               then=effects.tell_list_returned, note_length=REASON, number="N3"),
    Transition("revise", "修订",   (List.SUBMITTED, List.CONFIRMED), List.FILLING,   can_revise_list,
               then=effects.tell_list_revised, number="N4"),
)

paper_lifecycle = Lifecycle(
    Transition("hand_in", "上传报送", (Paper.DRAFT, Paper.SUBMITTED, Paper.RETURNED), Paper.SUBMITTED, can_hand_in_paper,
               sets=effects.hand_in_values, then=effects.tell_paper_came, number="Y1"),
    Transition("forward", "报省",  (Paper.SUBMITTED,),              Paper.FORWARDED, can_forward_paper, number="Y2"),
    Transition("return_to_unit", "退回修改", (Paper.SUBMITTED,),     Paper.RETURNED,  can_forward_paper,
               then=effects.tell_paper_returned, note_length=REASON, number="Y3"),
    Transition("accept", "审阅",   (Paper.FORWARDED,),              Paper.REVIEWED,  can_accept_paper, number="Y4"),
    Transition("return", "省级退回", (Paper.FORWARDED, Paper.REVIEWED), Paper.RETURNED, can_accept_paper,
               then=effects.tell_paper_returned, note_length=REASON, number="Y5"),
)

bulletin_lifecycle = Lifecycle(
    Transition("issue", "印发",    (Paperwork.DRAFT,),              Paperwork.ISSUED, can_write_bulletin, bulletin_not_ready,
               sets=effects.issue_values, then=effects.tell_issued, number="B1"),
    Transition("withdraw", "撤回印发", (Paperwork.ISSUED,),          Paperwork.DRAFT,  can_write_bulletin,
               sets=effects.withdraw_values, then=effects.tell_withdrawn, note_length=REASON, number="B2"),
)
# fmt: on
