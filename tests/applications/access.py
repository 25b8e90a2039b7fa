"""The access matrix of the scoring desk: one row an address, one column a person of ``WHO``;
other strangers and colleagues are asked by tests/test_access_matrix.py.

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
        #                                              -    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        "applications:attachment_view":              (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:proof self_check":             (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:sheet_data self_check":        (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:seat_proof":                   (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
        "applications:photo":                        (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
        "applications:crosschecks":                  (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:section figures":              (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:evidence 1.1":                 (302, 404, 200, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:evidence_reading self_check":  (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:members":                      (302, 404, 403, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:hand_in":                      (302, 404, 403, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:averages":                     (302, 404, 403, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:return_sheet":                 (302, 404, 403, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "reports:application_outputs":               (302, 404, 200, 200, 404, 404, 404, 404, 404, 404, 200, 404, 404, 404),
        "scoring:standards":                         (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
        "scoring:template":                          (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
        "scoring:import":                            (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
        "scoring:standard":                          (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
        "scoring:workbook":                          (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
        "scoring:head":                              (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
        "scoring:leaf 1.2":                          (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
        "scoring:publish":                           (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
        "scoring:delete":                            (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
        "applications:trial":                        (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
        "worker":                                    (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
        "manifest":                                  (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
        "offline":                                   (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    },
    Status.REVIEWING: {
        #                                              -    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        "applications:attachment_view":              (302, 404, 200, 200, 404, 200, 404, 404, 404, 404, 200, 404, 404, 404),
        "applications:proof first_review":           (302, 404, 403, 200, 404, 200, 404, 404, 404, 404, 200, 404, 404, 404),
        "applications:evidence_reading first_review":(302, 404, 403, 200, 404, 200, 404, 404, 404, 404, 200, 404, 404, 404),
        "applications:crosschecks":                  (302, 404, 200, 200, 404, 200, 404, 404, 404, 404, 200, 404, 404, 404),
    },
    Status.EVALUATING: {
        #                                              -    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        "applications:attachment_view":              (302, 404, 200, 200, 404, 200, 200, 200, 200, 404, 200, 200, 200, 404),
        "applications:sheet final_score":            (302, 404, 403, 403, 404, 403, 302, 403, 302, 404, 302, 403, 403, 404),
        "applications:proof final_score":            (302, 404, 403, 403, 404, 403, 200, 403, 200, 404, 200, 403, 403, 404),
        "applications:sheet_data final_score":       (302, 404, 403, 403, 404, 403, 200, 403, 200, 404, 200, 403, 403, 404),
        "applications:sheet member":                 (302, 404, 404, 404, 404, 404, 404, 302, 302, 404, 404, 404, 404, 404),
        "applications:proof member":                 (302, 404, 404, 404, 404, 404, 404, 200, 200, 404, 404, 404, 404, 404),
        "applications:sheet_data member":            (302, 404, 404, 404, 404, 404, 404, 200, 200, 404, 404, 404, 404, 404),
        "applications:proof first_review":           (302, 404, 200, 200, 404, 200, 200, 200, 200, 404, 200, 200, 200, 404),
        "applications:seat_proof":                   (302, 404, 403, 403, 404, 403, 403, 200, 403, 404, 403, 403, 403, 404),
        "applications:photo":                        (302, 404, 404, 404, 404, 404, 404, 200, 404, 404, 404, 404, 404, 404),
        "applications:evidence_reading final_score": (302, 404, 403, 403, 404, 403, 200, 403, 200, 404, 200, 403, 403, 404),
        "applications:evidence_reading member":      (302, 404, 404, 404, 404, 404, 404, 200, 200, 404, 404, 404, 404, 404),
        "applications:members":                      (302, 404, 403, 403, 404, 403, 200, 403, 403, 404, 403, 403, 403, 404),
        "applications:hand_in":                      (302, 404, 403, 403, 404, 403, 403, 200, 302, 404, 403, 403, 403, 404),
        "applications:averages":                     (302, 404, 403, 403, 404, 403, 200, 403, 403, 404, 403, 403, 403, 404),
        "applications:return_sheet":                 (302, 404, 403, 403, 404, 403, 200, 403, 403, 404, 403, 403, 403, 404),
        "reports:application_outputs":               (302, 404, 200, 200, 404, 200, 200, 200, 200, 404, 200, 200, 200, 404),
    },
    Status.DESIGNATED: {
        #                                              -    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        "applications:sheet member":                 (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
        "applications:proof final_score":            (302, 404, 200, 200, 404, 200, 404, 404, 404, 404, 200, 200, 200, 404),
        "applications:seat_proof":                   (302, 404, 403, 403, 404, 403, 404, 404, 404, 404, 200, 403, 403, 404),
        "applications:evidence_reading final_score": (302, 404, 200, 200, 404, 200, 404, 404, 404, 404, 200, 200, 200, 404),
        "applications:members":                      (302, 404, 403, 403, 404, 403, 404, 404, 404, 404, 200, 403, 403, 404),
        "applications:hand_in":                      (302, 404, 403, 403, 404, 403, 404, 404, 404, 404, 403, 403, 403, 404),
    },
}
POST = {
    Status.DRAFTING: {
        #                                              -    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        "applications:photo_save self_check 1.1":    (302, 404, 422, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:evidence 1.1":                 (302, 404, 422, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:evidence_reading self_check":  (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:hand_in":                      (302, 404, 403, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:averages":                     (302, 404, 403, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:return_sheet":                 (302, 404, 403, 403, 404, 404, 404, 404, 404, 404, 403, 404, 404, 404),
        "scoring:import":                            (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 422, 403, 403, 403),
        "scoring:head":                              (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 422, 403, 403, 403),
        "scoring:leaf 1.2":                          (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 422, 403, 403, 403),
        "scoring:publish":                           (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 302, 403, 403, 403),
        "scoring:delete":                            (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 302, 403, 403, 403),
    },
    Status.REVIEWING: {
        #                                              -    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        "applications:photo_save self_check 1.1":    (302, 404, 423, 403, 404, 403, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:photo_save first_review 1.1":  (302, 404, 403, 422, 404, 403, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:section figures":              (302, 404, 423, 403, 404, 403, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:evidence 1.1":                 (302, 404, 302, 403, 404, 403, 404, 404, 404, 404, 403, 404, 404, 404),
        "applications:evidence_reading first_review":(302, 404, 403, 422, 404, 403, 404, 404, 404, 404, 403, 404, 404, 404),
    },
    Status.EVALUATING: {
        #                                              -    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        "applications:mark first_review 1.1":        (302, 404, 403, 302, 404, 403, 403, 403, 403, 404, 403, 403, 403, 404),
        "applications:mark final_score 1.1":         (302, 404, 403, 403, 404, 403, 422, 403, 403, 404, 403, 403, 403, 404),
        "applications:mark member 1.1":              (302, 404, 404, 404, 404, 404, 404, 422, 302, 404, 404, 404, 404, 404),
        "applications:photo_save first_review 1.1":  (302, 404, 403, 423, 404, 403, 403, 403, 403, 404, 403, 403, 403, 404),
        "applications:photo_save final_score 1.1":   (302, 404, 403, 403, 404, 403, 422, 403, 403, 404, 403, 403, 403, 404),
        "applications:photo_save member 1.1":        (302, 404, 404, 404, 404, 404, 404, 422, 423, 404, 404, 404, 404, 404),
        "applications:evidence 1.1":                 (302, 404, 302, 403, 404, 403, 403, 403, 403, 404, 403, 403, 403, 404),
        "applications:evidence_reading first_review":(302, 404, 403, 302, 404, 403, 403, 403, 403, 404, 403, 403, 403, 404),
        "applications:evidence_reading final_score": (302, 404, 403, 403, 404, 403, 422, 403, 403, 404, 403, 403, 403, 404),
        "applications:evidence_reading member":      (302, 404, 404, 404, 404, 404, 404, 422, 302, 404, 404, 404, 404, 404),
        "applications:hand_in":                      (302, 404, 403, 403, 404, 403, 403, 422, 302, 404, 403, 403, 403, 404),
        "applications:averages":                     (302, 404, 403, 403, 404, 403, 422, 403, 403, 404, 403, 403, 403, 404),
        "applications:return_sheet":                 (302, 404, 403, 403, 404, 403, 422, 403, 403, 404, 403, 403, 403, 404),
    },
    Status.DESIGNATED: {
        #                                              -    oth  hea  cit  fct  civ  chr  mem  se2  out  pro  crd  frd  adm
        "applications:mark member 1.1":              (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
        "applications:photo_save final_score 1.1":   (302, 404, 403, 403, 404, 403, 404, 404, 404, 404, 403, 403, 403, 404),
        "applications:evidence_reading final_score": (302, 404, 403, 403, 404, 403, 404, 404, 404, 404, 403, 403, 403, 404),
        "applications:hand_in":                      (302, 404, 403, 403, 404, 403, 404, 404, 404, 404, 403, 403, 403, 404),
        "applications:return_sheet":                 (302, 404, 403, 403, 404, 403, 404, 404, 404, 404, 403, 403, 403, 404),
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

TABLES = {"get": GET, "post": POST}
CASES = [(method, status) for method, tables in TABLES.items() for status in tables]


def rows(method):
    """Every row that speaks of ``method``, also those that only say 405."""
    others = {"get": ONLY_POST, "post": ONLY_GET}[method]
    return [*TABLES[method][Status.DRAFTING], *others]
