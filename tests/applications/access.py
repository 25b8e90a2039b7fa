"""The access matrix of the scoring desk: one column a person of ``WHO``, one row for all addresses
that answer alike; other strangers and colleagues are asked by tests/test_access_matrix.py.

While the panel is at work ``second_member`` has handed in and ``member`` is still scoring; the
photo is ``member``'s. What the codes mean is said in tests/test_access_matrix.py.
"""

from applications.choices import Status

# fmt: off
WHO = (
    "-", "other_head", "head", "city", "far_city", "civil", "chair", "member", "second_member",
    "outsider", "province", "civil_reader", "finance_reader", "admin",
)
GET = {
    Status.DRAFTING: {
        #-    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:attachment_view", "applications:proof self_check",
             "applications:sheet_data self_check", "applications:crosschecks",
             "applications:section figures", "applications:evidence_reading self_check"),
        (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404):
            ("applications:seat_proof",),
        (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404):
            ("applications:photo",),
        (302, 404, 200, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:evidence 1.1",),
        (302, 404, 403, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:members", "applications:hand_in", "applications:averages",
             "applications:return_sheet"),
        (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 200, 404, 404, 404):
            ("reports:application_outputs",),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403):
            ("scoring:standards", "scoring:template", "scoring:import", "scoring:standard",
             "scoring:workbook", "scoring:head", "scoring:leaf 1.2", "scoring:publish",
             "scoring:delete", "applications:trial"),
        (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200):
            ("worker", "manifest", "offline"),
    },
    Status.REVIEWING: {
        #-    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        (302, 404, 200, 200, 404, 200, 404, 404, 404, 404, 200, 404, 404, 404):
            ("applications:attachment_view", "applications:crosschecks"),
        (302, 404, 403, 200, 404, 200, 404, 404, 404, 404, 200, 404, 404, 404):
            ("applications:proof first_review", "applications:evidence_reading first_review"),
    },
    Status.EVALUATING: {
        #-    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        (302, 404, 200, 200, 404, 200, 200, 200, 200, 404, 200, 200, 200, 404):
            ("applications:attachment_view", "applications:proof first_review",
             "reports:application_outputs"),
        (302, 404, 403, 403, 404, 403, 302, 403, 302, 404, 302, 403, 403, 404):
            ("applications:sheet final_score",),
        (302, 404, 403, 403, 404, 403, 200, 403, 200, 404, 200, 403, 403, 404):
            ("applications:proof final_score", "applications:sheet_data final_score",
             "applications:evidence_reading final_score"),
        (302, 404, 404, 404, 404, 404, 404, 302, 302, 404, 404, 404, 404, 404):
            ("applications:sheet member",),
        (302, 404, 404, 404, 404, 404, 404, 200, 200, 404, 404, 404, 404, 404):
            ("applications:proof member", "applications:sheet_data member",
             "applications:evidence_reading member"),
        (302, 404, 403, 403, 404, 403, 403, 200, 403, 404, 403, 403, 403, 404):
            ("applications:seat_proof",),
        (302, 404, 404, 404, 404, 404, 404, 200, 404, 404, 404, 404, 404, 404):
            ("applications:photo",),
        (302, 404, 403, 403, 404, 403, 200, 403, 403, 404, 403, 403, 403, 404):
            ("applications:members", "applications:averages", "applications:return_sheet"),
        (302, 404, 403, 403, 404, 403, 403, 200, 302, 404, 403, 403, 403, 404):
            ("applications:hand_in",),
    },
    Status.DESIGNATED: {
        #-    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404):
            ("applications:sheet member",),
        (302, 404, 200, 200, 404, 200, 404, 404, 404, 404, 200, 200, 200, 404):
            ("applications:proof final_score", "applications:evidence_reading final_score"),
        (302, 404, 403, 403, 404, 403, 404, 404, 404, 404, 200, 403, 403, 404):
            ("applications:seat_proof", "applications:members"),
        (302, 404, 403, 403, 404, 403, 404, 404, 404, 404, 403, 403, 403, 404):
            ("applications:hand_in",),
    },
}
POST = {
    Status.DRAFTING: {
        #-    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        (302, 404, 422, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:photo_save self_check 1.1", "applications:evidence 1.1"),
        (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:evidence_reading self_check",),
        (302, 404, 403, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:hand_in", "applications:averages", "applications:return_sheet"),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 422, 403, 403, 403):
            ("scoring:import", "scoring:head", "scoring:leaf 1.2"),
        (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 302, 403, 403, 403):
            ("scoring:publish", "scoring:delete"),
    },
    Status.REVIEWING: {
        #-    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        (302, 404, 423, 403, 404, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:photo_save self_check 1.1", "applications:section figures"),
        (302, 404, 403, 422, 404, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:photo_save first_review 1.1",
             "applications:evidence_reading first_review"),
        (302, 404, 302, 403, 404, 403, 404, 404, 404, 404, 403, 404, 404, 404):
            ("applications:evidence 1.1",),
    },
    Status.EVALUATING: {
        #-    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        (302, 404, 403, 302, 404, 403, 403, 403, 403, 404, 403, 403, 403, 404):
            ("applications:mark first_review 1.1", "applications:evidence_reading first_review"),
        (302, 404, 403, 403, 404, 403, 422, 403, 403, 404, 403, 403, 403, 404):
            ("applications:mark final_score 1.1", "applications:photo_save final_score 1.1",
             "applications:evidence_reading final_score", "applications:averages",
             "applications:return_sheet"),
        (302, 404, 404, 404, 404, 404, 404, 422, 302, 404, 404, 404, 404, 404):
            ("applications:mark member 1.1", "applications:evidence_reading member"),
        (302, 404, 403, 423, 404, 403, 403, 403, 403, 404, 403, 403, 403, 404):
            ("applications:photo_save first_review 1.1",),
        (302, 404, 404, 404, 404, 404, 404, 422, 423, 404, 404, 404, 404, 404):
            ("applications:photo_save member 1.1",),
        (302, 404, 302, 403, 404, 403, 403, 403, 403, 404, 403, 403, 403, 404):
            ("applications:evidence 1.1",),
        (302, 404, 403, 403, 404, 403, 403, 422, 302, 404, 403, 403, 403, 404):
            ("applications:hand_in",),
    },
    Status.DESIGNATED: {
        #-    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404):
            ("applications:mark member 1.1",),
        (302, 404, 403, 403, 404, 403, 404, 404, 404, 404, 403, 403, 403, 404):
            ("applications:photo_save final_score 1.1",
             "applications:evidence_reading final_score", "applications:hand_in",
             "applications:return_sheet"),
    },
}
#: Addresses that are only written to, and only read.
ONLY_POST = (
    "applications:photo_save self_check 1.1",
)
ONLY_GET = (
    "applications:attachment_view", "applications:proof self_check",
    "applications:sheet_data self_check", "applications:seat_proof", "applications:photo",
    "applications:crosschecks", "applications:members", "reports:application_outputs",
    "scoring:standards", "scoring:template", "scoring:standard", "scoring:workbook",
    "applications:trial", "worker", "manifest", "offline",
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
