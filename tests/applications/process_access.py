"""The access matrix of the process: returns, versions, dates, places, objections, lists, and what
is public. One column a person of ``WHO``, one row for all addresses that answer alike.

What the codes mean is said in tests/test_access_matrix.py.
"""

from applications.choices import Status

# fmt: off
WHO = (
    "-", "other_head", "clerk", "head", "city", "far_city", "civil", "far_civil", "chair",
    "province", "civil_reader", "finance_reader", "admin",
)
#: What an address names beside, or instead of, the application.
OF_NOTHING = (
    "applications:bulk_export", "applications:bulk", "public:batches", "public:verify",
    "people", "mail", "mail_deed",
)
OF_A_CITY = ("unit_new", "people_template", "people_import")
OF_A_PERSON = ("person", "person_deed", "applications:handover")
OF_A_UNIT = ("person_new", "reports:move_unit")
OF_A_BATCH = (
    "applications:batch_checks", "applications:batch_check", "applications:extensions",
    "applications:extension_new", "applications:boards", "applications:catalogue",
    "applications:catalogue_new", "applications:catalogue_copy", "applications:batch_wipe",
    "applications:objections", "applications:objection_new", "applications:objection_register",
    "applications:publicity_period",
    "applications:batch_urges", "applications:unstarted", "applications:unstarted_urge",
    "public:batch", "public:objection", "public:received",
)
OF_A_BOARD = ("applications:board", "applications:board_none", "applications:board_none_withdraw")
OF_A_CANDIDATE = ("applications:candidate", "applications:candidate_remove")
OF_A_POINT = (
    "applications:return_point", "applications:answer_point", "applications:settle_point",
)
OF_AN_OBJECTION = (
    "applications:objection", "applications:objection_assign", "applications:objection_answer",
    "applications:objection_release", "applications:objection_reopen",
)
OF_AN_ITEM = ("applications:catalogue_item", "applications:catalogue_deed")
GET = {
    Status.DRAFTING: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 404, 302, 302, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:copy",),
        (302, 404, 302, 302, 302, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:part_checks basics",),
        (302, 403, 403, 403, 200, 200, 403, 403, 403, 200, 403, 403, 403):
            ("applications:batch_checks", "applications:batch_check required_fields",
             "applications:extension_new", "applications:unstarted"),
        (302, 404, 200, 200, 200, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:returns", "applications:versions"),
        (302, 404, 403, 403, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:hand_back", "applications:note_point?section=basics"),
        (302, 404, 404, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:return_round 1", "applications:return_point",
             "applications:difference 1 1"),
        (302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200):
            ("applications:extensions",),
        (302, 404, 403, 200, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:ask_to_withdraw",),
        (302, 404, 403, 302, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:cancel_withdrawal",),
        (302, 404, 403, 403, 302, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:refuse_withdrawal",),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403):
            ("applications:boards", "applications:catalogue", "applications:catalogue_copy",
             "applications:catalogue_item", "applications:objections",
             "applications:objection_new", "applications:objection_register",
             "applications:publicity_period"),
        (302, 404, 404, 404, 200, 404, 200, 404, 404, 200, 404, 404, 404):
            ("applications:board",),
        (302, 404, 404, 404, 200, 404, 403, 404, 404, 403, 404, 404, 404):
            ("applications:candidate", "applications:candidate_remove",
             "applications:board_none", "applications:board_none_withdraw"),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 302, 403, 403, 403):
            ("applications:catalogue_new",),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403):
            ("applications:batch_wipe",),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 404, 403, 403, 403):
            ("applications:objection", "applications:objection_assign",
             "applications:objection_answer", "applications:objection_release",
             "applications:objection_reopen"),
        (302, 404, 403, 403, 200, 404, 404, 404, 404, 200, 404, 404, 404):
            ("applications:urge",),
        (302, 404, 200, 200, 200, 404, 404, 404, 404, 200, 404, 404, 404):
            ("applications:urges",),
        (302, 200, 200, 200, 200, 200, 200, 200, 403, 200, 403, 403, 403):
            ("applications:batch_urges",),
        (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200):
            ("public:batches", "public:verify", "public:verdict"),
        (404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404):
            ("public:batch", "public:objection", "public:received X"),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200):
            ("mail",),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 302):
            ("mail_deed drop",),
        (302, 200, 403, 200, 200, 200, 200, 200, 403, 200, 403, 403, 403):
            ("people",),
        (302, 404, 404, 200, 200, 404, 404, 404, 404, 200, 404, 404, 404):
            ("person", "person_deed password", "person_new", "applications:handover"),
        (302, 403, 403, 403, 200, 403, 403, 403, 403, 200, 403, 403, 403):
            ("unit_new", "people_template", "people_import"),
        (302, 404, 403, 403, 403, 404, 403, 404, 404, 200, 403, 403, 403):
            ("reports:move_unit",),
    },
    Status.REVIEWING: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 404, 403, 403, 403, 404, 403, 404, 404, 403, 404, 404, 404):
            ("applications:copy", "applications:hand_back"),
        (302, 404, 200, 200, 200, 404, 200, 404, 404, 200, 404, 404, 404):
            ("applications:returns", "applications:urges", "applications:versions"),
        (302, 404, 404, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404):
            ("applications:return_point",),
        (302, 404, 403, 403, 200, 404, 403, 404, 404, 403, 404, 404, 404):
            ("applications:note_point?section=basics",),
    },
    Status.CITY_RETURNED: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 404, 200, 200, 200, 404, 404, 404, 404, 200, 404, 404, 404):
            ("applications:returns", "applications:return_round 1"),
        (302, 404, 403, 403, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:hand_back", "applications:copy"),
    },
    Status.RECOMMENDED: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 404, 200, 200, 200, 404, 200, 404, 404, 200, 200, 200, 404):
            ("applications:returns", "applications:versions"),
        (302, 404, 404, 404, 404, 404, 404, 404, 404, 200, 404, 404, 404):
            ("applications:return_point",),
        (302, 404, 200, 200, 200, 404, 200, 404, 404, 200, 403, 403, 404):
            ("applications:urges",),
        (302, 404, 403, 403, 403, 404, 403, 404, 404, 302, 403, 403, 404):
            ("applications:refuse_withdrawal",),
        (302, 404, 403, 403, 403, 404, 403, 404, 404, 200, 403, 403, 404):
            ("applications:note_point?section=basics",),
    },
    Status.PROVINCE_RETURNED: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 404, 200, 200, 200, 404, 200, 404, 404, 200, 200, 200, 404):
            ("applications:return_round 1",),
        (302, 404, 403, 200, 403, 404, 403, 404, 404, 403, 403, 403, 404):
            ("applications:hand_back",),
    },
    Status.PUBLICISED: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403):
            ("applications:objection", "applications:objection_assign",
             "applications:objection_answer", "applications:objection_release"),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 302, 403, 403, 403):
            ("applications:objection_reopen",),
        (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200):
            ("public:batch", "public:objection"),
        (302, 404, 200, 200, 200, 404, 200, 404, 200, 200, 200, 200, 404):
            ("applications:returns",),
    },
}
POST = {
    Status.DRAFTING: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 403, 403, 403, 302, 302, 302, 302, 403, 302, 302, 302, 403):
            ("applications:bulk_export",),
        (302, 403, 403, 403, 302, 302, 403, 403, 403, 302, 403, 403, 403):
            ("applications:bulk urge", "applications:bulk extend",
             "applications:unstarted_urge"),
        (302, 404, 404, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:answer_point", "applications:settle_point",
             "applications:return_point", "applications:return_round 1"),
        (302, 404, 302, 302, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:copy",),
        (302, 403, 403, 403, 422, 422, 403, 403, 403, 422, 403, 403, 403):
            ("applications:extension_new",),
        (302, 404, 403, 403, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:hand_back", "applications:note_point?section=basics"),
        (302, 404, 403, 422, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:ask_to_withdraw",),
        (302, 404, 403, 302, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:cancel_withdrawal",),
        (302, 404, 403, 403, 302, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:refuse_withdrawal",),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 422, 403, 403, 403):
            ("applications:catalogue_copy", "applications:catalogue_item",
             "applications:objection_new", "applications:catalogue_new"),
        (302, 404, 404, 404, 422, 404, 403, 404, 404, 403, 404, 404, 404):
            ("applications:candidate", "applications:board_none"),
        (302, 404, 404, 404, 302, 404, 403, 404, 404, 403, 404, 404, 404):
            ("applications:candidate_remove", "applications:board_none_withdraw"),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403):
            ("applications:batch_wipe",),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 404, 403, 403, 403):
            ("applications:objection_assign", "applications:objection_answer",
             "applications:objection_release", "applications:objection_reopen"),
        (302, 404, 403, 403, 302, 404, 404, 404, 404, 302, 404, 404, 404):
            ("applications:urge",),
        (404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404):
            ("public:objection",),
        (302, 404, 302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404):
            ("notice_read",),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 302):
            ("mail_deed drop",),
        (302, 404, 404, 422, 422, 404, 404, 404, 404, 422, 404, 404, 404):
            ("person", "person_new", "applications:handover"),
        (302, 404, 404, 200, 200, 404, 404, 404, 404, 200, 404, 404, 404):
            ("person_deed password",),
        (302, 403, 403, 403, 422, 403, 403, 403, 403, 422, 403, 403, 403):
            ("unit_new", "people_import"),
        (302, 404, 403, 403, 403, 404, 403, 404, 404, 422, 403, 403, 403):
            ("reports:move_unit",),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 302, 403, 403, 403):
            ("applications:catalogue_deed up",),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 405):
            ("mail",),
    },
    Status.REVIEWING: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 404, 403, 403, 403, 404, 403, 404, 404, 403, 404, 404, 404):
            ("applications:copy", "applications:hand_back"),
        (302, 404, 404, 404, 422, 404, 404, 404, 404, 404, 404, 404, 404):
            ("applications:return_point",),
        (302, 404, 403, 403, 422, 404, 403, 404, 404, 403, 404, 404, 404):
            ("applications:note_point?section=basics",),
    },
    Status.CITY_RETURNED: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404):
            ("applications:answer_point", "applications:settle_point"),
        (302, 404, 302, 302, 302, 404, 404, 404, 404, 302, 404, 404, 404):
            ("applications:return_round 1",),
        (302, 404, 403, 403, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:hand_back", "applications:copy"),
    },
    Status.RECOMMENDED: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 404, 404, 404, 404, 404, 404, 404, 404, 422, 404, 404, 404):
            ("applications:return_point",),
        (302, 404, 403, 403, 403, 404, 403, 404, 404, 302, 403, 403, 404):
            ("applications:refuse_withdrawal",),
        (302, 404, 403, 403, 403, 404, 403, 404, 404, 422, 403, 403, 404):
            ("applications:note_point?section=basics",),
    },
    Status.PROVINCE_RETURNED: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 404, 422, 422, 403, 404, 403, 404, 404, 403, 403, 403, 404):
            ("applications:answer_point",),
        (302, 404, 302, 302, 302, 404, 302, 404, 404, 302, 302, 302, 404):
            ("applications:return_round 1",),
        (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404):
            ("applications:settle_point",),
        (302, 404, 403, 422, 403, 404, 403, 404, 404, 403, 403, 403, 404):
            ("applications:hand_back",),
    },
    Status.PUBLICISED: {
        #-    oth  clr  hea  cit  fct  civ  fci  chr  pro  crd  frd  adm
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 422, 403, 403, 403):
            ("applications:objection_assign", "applications:objection_answer",
             "applications:objection_reopen"),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 302, 403, 403, 403):
            ("applications:objection_release",),
        (422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 422):
            ("public:objection",),
    },
}
#: Addresses that are only written to, and only read.
ONLY_POST = (
    "applications:bulk_export", "applications:bulk urge", "applications:bulk extend",
    "applications:unstarted_urge",
    "applications:answer_point", "applications:settle_point", "notice_read",
    "applications:catalogue_deed up",
)
ONLY_GET = (
    "applications:part_checks basics", "applications:batch_checks",
    "applications:batch_check required_fields", "applications:returns",
    "applications:versions", "applications:difference 1 1", "applications:extensions",
    "applications:boards", "applications:catalogue",
    "applications:objection", "applications:urges", "applications:batch_urges",
    "applications:unstarted",
    "applications:board", "applications:objections", "applications:objection_register",
    "applications:publicity_period",
    "public:batches", "public:batch", "public:received X", "public:verify", "public:verdict",
    "people", "people_template",
)
# fmt: on


def by_address(tables):
    """The codes of each address, status by status."""
    return {
        status: {name: codes for codes, names in table.items() for name in names}
        for status, table in tables.items()
    }


TABLES = {"get": by_address(GET), "post": by_address(POST)}
CASES = [(method, status) for method, tables in TABLES.items() for status in tables]


def rows(method):
    """Every row that speaks of ``method``, also those that only say 405."""
    others = {"get": ONLY_POST, "post": ONLY_GET}[method]
    return [*TABLES[method][Status.DRAFTING], *others]
