"""Who gets which answer from every address (house.md §4): the access matrix.

One column a person of the cast, one row an address. 200 shown, 302 led elsewhere (to the
log-in page in the first column), 403 known but not theirs to do, 404 not theirs to know of,
405 wrong method, 409/422/423 theirs to do but refused as sent. A named address without a row
fails the build; addresses whose answer depends on the status have a table for each.
"""

import pytest
from django.urls import reverse

from applications.choices import Status
from portal import clock
from reports.choices import OutputState
from reports.models import OutputJob
from tests import paths
from tests.applications import access as desk
from tests.applications import process_access as process
from tests.factories.content import complete
from tests.factories.portal import NoticeFactory
from tests.matrix import WHO, answers, columns, named_addresses
from tests.paths import bring
from tests.reports import access as months

# fmt: off
# 填报中, the 报告书 complete
GET = {
    #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
    "home":                                       (302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "login":                                      (200, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302),
    "password_change":                            (302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "profile":                                    (302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "session":                                    (403, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "notices":                                    (302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "notice_open":                                (302, 404, 404, 404, 404, 302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
    "healthz":                                    (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "applications:list":                          (302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "applications:detail":                        (302, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404, 404, 200, 404, 404, 404),
    "applications:checks":                        (302, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:section basics":                (302, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:investment":                    (302, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:staffing":                      (302, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:table_template investment":     (302, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:table_import investment":       (302, 404, 404, 404, 200, 200, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:attachments":                   (302, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:attachment 3.1":                (302, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:sheet self_check":              (302, 404, 404, 404, 302, 302, 302, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:sheet_section self_check 1":    (302, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:comparison":                    (302, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:move submit":                   (302, 404, 404, 404, 403, 200, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:qualification":                 (302, 404, 404, 404, 403, 403, 302, 404, 404, 404, 404, 404, 302, 404, 404, 404),
    "applications:opinion":                       (302, 404, 404, 404, 403, 403, 302, 404, 404, 404, 404, 404, 302, 404, 404, 404),
    "applications:declaration":                   (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
    "applications:attendance":                    (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
    "applications:batches":                       (302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "applications:batch_new":                     (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
    "applications:batch":                         (302, 404, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "applications:batch_edit":                    (302, 404, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 302, 403, 403, 403),
    "applications:batch_move start_evaluation":   (302, 404, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
    "applications:results":                       (302, 404, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "applications:panel":                         (302, 404, 404, 404, 403, 403, 403, 404, 404, 404, 404, 404, 302, 404, 404, 404),
    "applications:result":                        (302, 404, 404, 404, 403, 403, 403, 404, 404, 404, 404, 404, 302, 404, 404, 404),
    "reports:outputs":                            (302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "reports:output":                             (302, 404, 404, 404, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
    "reports:output_state":                       (302, 404, 404, 404, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
    "reports:download":                           (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
}
POST = {
    #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
    "login":                                      (200, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302),
    "logout":                                     (302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302),
    "password_change":                            (302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "profile":                                    (302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302),
    "notices":                                    (302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302),
    "applications:start":                         (302, 404, 302, 302, 302, 302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403),
    "applications:section basics":                (302, 404, 404, 404, 409, 409, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:investment":                    (302, 404, 404, 404, 409, 409, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:staffing":                      (302, 404, 404, 404, 409, 409, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:table_import investment":       (302, 404, 404, 404, 422, 422, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:remove_attachment 3.1":         (302, 404, 404, 404, 302, 302, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:upload 3.1":                    (302, 404, 404, 404, 302, 302, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:waive 4.1-2021":                (302, 404, 404, 404, 302, 302, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:mark self_check 1.1":           (302, 404, 404, 404, 422, 422, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:move submit":                   (302, 404, 404, 404, 403, 422, 403, 404, 404, 404, 404, 404, 403, 404, 404, 404),
    "applications:qualification":                 (302, 404, 404, 404, 403, 403, 302, 404, 404, 404, 404, 404, 302, 404, 404, 404),
    "applications:opinion":                       (302, 404, 404, 404, 403, 403, 302, 404, 404, 404, 404, 404, 302, 404, 404, 404),
    "applications:declaration":                   (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
    "applications:attendance":                    (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
    "applications:batch_new":                     (302, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 422, 403, 403, 403),
    "applications:batch_edit":                    (302, 404, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 422, 403, 403, 403),
    "applications:batch_move start_evaluation":   (302, 404, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 422, 403, 403, 403),
    "applications:panel":                         (302, 404, 404, 404, 403, 403, 403, 404, 404, 404, 404, 404, 422, 404, 404, 404),
    "applications:result":                        (302, 404, 404, 404, 403, 403, 403, 404, 404, 404, 404, 404, 422, 404, 404, 404),
    "reports:request":                            (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
}
#: Addresses that are only written to, and only read.
ONLY_POST = (
    "logout", "applications:start", "applications:remove_attachment 3.1",
    "applications:upload 3.1", "applications:waive 4.1-2021", "applications:mark self_check 1.1",
    "reports:request",
)
ONLY_GET = (
    "home", "session", "notice_open", "healthz", "applications:list", "applications:detail",
    "applications:checks", "applications:table_template investment",
    "applications:attachments", "applications:attachment 3.1",
    "applications:sheet self_check", "applications:sheet_section self_check 1",
    "applications:comparison", "applications:batches", "applications:batch",
    "applications:results", "reports:outputs", "reports:output", "reports:output_state",
    "reports:download",
)
GET_LATER = {
    Status.REVIEWING: {
        #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
        "applications:detail":                        (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:checks":                        (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:section basics":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:attachments":                   (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:attachment 3.1":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:attachment 4.3":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:sheet self_check":              (302, 404, 404, 404, 302, 302, 302, 404, 302, 404, 404, 404, 302, 404, 404, 404),
        "applications:sheet first_review":            (302, 404, 404, 404, 403, 403, 302, 404, 302, 404, 404, 404, 302, 404, 404, 404),
        "applications:sheet final_score":             (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
        "applications:comparison":                    (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:qualification":                 (302, 404, 404, 404, 403, 403, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:opinion":                       (302, 404, 404, 404, 403, 403, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:move request_cosign":           (302, 404, 404, 404, 403, 403, 200, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:move return_to_unit":           (302, 404, 404, 404, 403, 403, 200, 404, 403, 404, 404, 404, 403, 404, 404, 404),
    },
    Status.COSIGNING: {
        #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
        "applications:detail":                        (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:checks":                        (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:section basics":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:attachments":                   (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:attachment 3.1":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:attachment 4.3":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:sheet self_check":              (302, 404, 404, 404, 302, 302, 302, 404, 302, 404, 404, 404, 302, 404, 404, 404),
        "applications:sheet first_review":            (302, 404, 404, 404, 403, 403, 302, 404, 302, 404, 404, 404, 302, 404, 404, 404),
        "applications:sheet final_score":             (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
        "applications:comparison":                    (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:qualification":                 (302, 404, 404, 404, 403, 403, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:opinion":                       (302, 404, 404, 404, 403, 403, 200, 404, 200, 404, 404, 404, 200, 404, 404, 404),
        "applications:move cosign":                   (302, 404, 404, 404, 403, 403, 403, 404, 200, 404, 404, 404, 403, 404, 404, 404),
    },
    Status.ACCEPTED: {
        #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
        "applications:detail":                        (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:checks":                        (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:section basics":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:attachments":                   (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:attachment 3.1":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:attachment 4.3":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 403, 200, 404),
        "applications:sheet self_check":              (302, 404, 404, 404, 302, 302, 302, 404, 302, 404, 404, 404, 302, 302, 302, 404),
        "applications:sheet first_review":            (302, 404, 404, 404, 302, 302, 302, 404, 302, 404, 404, 404, 302, 302, 302, 404),
        "applications:sheet final_score":             (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
        "applications:comparison":                    (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:qualification":                 (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:opinion":                       (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:declaration":                   (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 200, 404, 404, 404, 404, 404),
        "applications:panel":                         (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 200, 403, 403, 404),
        "applications:move start_evaluation":         (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 200, 403, 403, 404),
    },
    Status.EVALUATING: {
        #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
        "applications:detail":                        (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 200, 404, 200, 200, 200, 404),
        "applications:checks":                        (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 200, 404, 200, 200, 200, 404),
        "applications:section basics":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 200, 404, 200, 200, 200, 404),
        "applications:attachments":                   (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 200, 404, 200, 200, 200, 404),
        "applications:attachment 3.1":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 200, 404, 200, 200, 200, 404),
        "applications:attachment 4.3":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 200, 404, 200, 403, 200, 404),
        "applications:sheet self_check":              (302, 404, 404, 404, 302, 302, 302, 404, 302, 404, 302, 404, 302, 302, 302, 404),
        "applications:sheet first_review":            (302, 404, 404, 404, 302, 302, 302, 404, 302, 404, 302, 404, 302, 302, 302, 404),
        "applications:sheet final_score":             (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 302, 404, 302, 403, 403, 404),
        "applications:comparison":                    (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 200, 404, 200, 200, 200, 404),
        "applications:qualification":                 (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 200, 404, 200, 200, 200, 404),
        "applications:opinion":                       (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 200, 404, 200, 200, 200, 404),
        "applications:attendance":                    (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 200, 404, 403, 403, 403, 404),
        "applications:panel":                         (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 403, 404, 200, 403, 403, 404),
        "applications:result":                        (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 403, 404, 200, 403, 403, 404),
        "applications:move confirm_score":            (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 200, 404, 403, 403, 403, 404),
    },
    Status.DESIGNATED: {
        #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
        "applications:detail":                        (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:checks":                        (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:section basics":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:attachments":                   (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:attachment 3.1":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:attachment 4.3":                (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 403, 200, 404),
        "applications:sheet self_check":              (302, 404, 404, 404, 302, 302, 302, 404, 302, 404, 404, 404, 302, 302, 302, 404),
        "applications:sheet first_review":            (302, 404, 404, 404, 302, 302, 302, 404, 302, 404, 404, 404, 302, 302, 302, 404),
        "applications:sheet final_score":             (302, 404, 404, 404, 302, 302, 302, 404, 302, 404, 404, 404, 302, 302, 302, 404),
        "applications:comparison":                    (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:qualification":                 (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:opinion":                       (302, 404, 404, 404, 200, 200, 200, 404, 200, 404, 404, 404, 200, 200, 200, 404),
        "applications:results":                       (302, 404, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
        "applications:move publish":                  (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 302, 403, 403, 404),
    },
}
POST_LATER = {
    Status.REVIEWING: {
        #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
        "applications:section basics":                (302, 404, 404, 404, 423, 423, 403, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:upload 3.1":                    (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:mark self_check 1.1":           (302, 404, 404, 404, 302, 302, 403, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:mark first_review 1.1":         (302, 404, 404, 404, 403, 403, 422, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:mark final_score 1.1":          (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
        "applications:qualification":                 (302, 404, 404, 404, 403, 403, 302, 404, 423, 404, 404, 404, 423, 404, 404, 404),
        "applications:opinion":                       (302, 404, 404, 404, 403, 403, 302, 404, 423, 404, 404, 404, 423, 404, 404, 404),
        "applications:panel":                         (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 422, 404, 404, 404),
        "applications:result":                        (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 422, 404, 404, 404),
        "applications:upload 2":                      (302, 404, 404, 404, 403, 403, 302, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:upload 1":                      (302, 404, 404, 404, 302, 302, 403, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:move request_cosign":           (302, 404, 404, 404, 403, 403, 422, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:move return_to_unit":           (302, 404, 404, 404, 403, 403, 422, 404, 403, 404, 404, 404, 403, 404, 404, 404),
    },
    Status.COSIGNING: {
        #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
        "applications:section basics":                (302, 404, 404, 404, 423, 423, 403, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:upload 3.1":                    (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:mark self_check 1.1":           (302, 404, 404, 404, 302, 302, 403, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:mark first_review 1.1":         (302, 404, 404, 404, 403, 403, 302, 404, 403, 404, 404, 404, 403, 404, 404, 404),
        "applications:mark final_score 1.1":          (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
        "applications:qualification":                 (302, 404, 404, 404, 403, 403, 423, 404, 423, 404, 404, 404, 423, 404, 404, 404),
        "applications:opinion":                       (302, 404, 404, 404, 403, 403, 423, 404, 423, 404, 404, 404, 423, 404, 404, 404),
        "applications:panel":                         (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 422, 404, 404, 404),
        "applications:result":                        (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 422, 404, 404, 404),
        "applications:move cosign":                   (302, 404, 404, 404, 403, 403, 403, 404, 422, 404, 404, 404, 403, 404, 404, 404),
    },
    Status.ACCEPTED: {
        #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
        "applications:section basics":                (302, 404, 404, 404, 423, 423, 403, 404, 403, 404, 404, 404, 403, 403, 403, 404),
        "applications:upload 3.1":                    (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 403, 403, 403, 404),
        "applications:mark self_check 1.1":           (302, 404, 404, 404, 302, 302, 403, 404, 403, 404, 404, 404, 403, 403, 403, 404),
        "applications:mark first_review 1.1":         (302, 404, 404, 404, 403, 403, 302, 404, 403, 404, 404, 404, 403, 403, 403, 404),
        "applications:mark final_score 1.1":          (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
        "applications:qualification":                 (302, 404, 404, 404, 423, 423, 423, 404, 423, 404, 404, 404, 423, 423, 423, 404),
        "applications:opinion":                       (302, 404, 404, 404, 423, 423, 423, 404, 423, 404, 404, 404, 423, 423, 423, 404),
        "applications:panel":                         (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 422, 403, 403, 404),
        "applications:result":                        (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 302, 403, 403, 404),
        "applications:declaration":                   (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 422, 404, 404, 404, 404, 404),
        "applications:move start_evaluation":         (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 422, 403, 403, 404),
    },
    Status.EVALUATING: {
        #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
        "applications:section basics":                (302, 404, 404, 404, 423, 423, 403, 404, 403, 404, 403, 404, 403, 403, 403, 404),
        "applications:upload 3.1":                    (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 403, 404, 403, 403, 403, 404),
        "applications:mark self_check 1.1":           (302, 404, 404, 404, 302, 302, 403, 404, 403, 404, 403, 404, 403, 403, 403, 404),
        "applications:mark first_review 1.1":         (302, 404, 404, 404, 403, 403, 302, 404, 403, 404, 403, 404, 403, 403, 403, 404),
        "applications:mark final_score 1.1":          (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 422, 404, 403, 403, 403, 404),
        "applications:qualification":                 (302, 404, 404, 404, 423, 423, 423, 404, 423, 404, 423, 404, 423, 423, 423, 404),
        "applications:opinion":                       (302, 404, 404, 404, 423, 423, 423, 404, 423, 404, 423, 404, 423, 423, 423, 404),
        "applications:panel":                         (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 403, 404, 422, 403, 403, 404),
        "applications:result":                        (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 403, 404, 302, 403, 403, 404),
        "applications:attendance":                    (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 422, 404, 403, 403, 403, 404),
        "applications:upload 1-七":                    (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 302, 404, 403, 403, 403, 404),
        "applications:move confirm_score":            (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 422, 404, 403, 403, 403, 404),
    },
    Status.DESIGNATED: {
        #                                              -    non  far  oth  clr  hea  cit  fct  civ  fci  chr  out  pro  crd  frd  adm
        "applications:section basics":                (302, 404, 404, 404, 423, 423, 403, 404, 403, 404, 404, 404, 403, 403, 403, 404),
        "applications:upload 3.1":                    (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 403, 403, 403, 404),
        "applications:mark self_check 1.1":           (302, 404, 404, 404, 302, 302, 403, 404, 403, 404, 404, 404, 403, 403, 403, 404),
        "applications:mark first_review 1.1":         (302, 404, 404, 404, 403, 403, 302, 404, 403, 404, 404, 404, 403, 403, 403, 404),
        "applications:mark final_score 1.1":          (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 403, 403, 403, 404),
        "applications:qualification":                 (302, 404, 404, 404, 423, 423, 423, 404, 423, 404, 404, 404, 423, 423, 423, 404),
        "applications:opinion":                       (302, 404, 404, 404, 423, 423, 423, 404, 423, 404, 404, 404, 423, 423, 423, 404),
        "applications:panel":                         (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 422, 403, 403, 404),
        "applications:result":                        (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 422, 403, 403, 404),
        "applications:move publish":                  (302, 404, 404, 404, 403, 403, 403, 404, 403, 404, 404, 404, 302, 403, 403, 404),
    },
}
# fmt: on

TABLES = {"get": {Status.DRAFTING: GET, **GET_LATER}, "post": {Status.DRAFTING: POST, **POST_LATER}}
CASES = [(method, status) for method, tables in TABLES.items() for status in tables]


# --- the stage -------------------------------------------------------------------------------


@pytest.fixture
def stage(application, cast):
    """Sets the application to a status, with a file, a message and a seat to ask for."""

    def at(status):
        bring(application, to=status)
        if status == Status.DRAFTING:
            complete(application)
        if status == Status.ACCEPTED:
            paths.seat(application)
        NoticeFactory(recipient=cast["head"])
        OutputJob.objects.create(
            kind="dossier",
            application=application,
            requested_by=cast["head"],
            requested_at=clock.now(),
            slot="dossier",
            state=OutputState.FAILED,
        )
        return application

    return at


def address(row, application):
    """The address that a row means; what stands behind its name are further arguments."""
    name, *rest = row.split()
    return reverse(name, args=[*arguments(name, rest, application)])


def arguments(name, rest, application):
    if name in ("applications:upload", "applications:waive"):
        return [application.pk, application.batch.catalogue.get(code=rest[0]).pk]
    if name in ("applications:attachment", "applications:remove_attachment"):
        return [application.pk, application.attachments.filter(item__code=rest[0]).first().pk]
    if name == "applications:declaration":
        panel = application.panel
        return [panel.seats.get(user__username="chair").pk if panel else 0]
    if name == "notice_open":
        return [application.organisation.memberships.get(role="unit_head").user.notices.first().pk]
    if name.startswith("reports:") and name not in ("reports:outputs", "reports:request"):
        return [OutputJob.objects.get().pk]
    return [*subject(name, application), *rest]


def subject(name, application):
    """The batch or the application, where an address names one."""
    if name in OF_A_BATCH:
        return [application.batch_id]
    if name.startswith("applications:") and name not in OF_NOTHING:
        return [application.pk]
    return []


OF_A_BATCH = (
    "applications:start",
    "applications:batch",
    "applications:batch_edit",
    "applications:batch_move",
    "applications:results",
)
OF_NOTHING = ("applications:list", "applications:batches", "applications:batch_new")


# --- the tests -------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize(("method", "status"), CASES)
def test_every_address_answers_as_the_table_says(client, cast, stage, method, status):
    application = stage(status)
    table = TABLES[method][status]
    urls = [address(row, application) for row in table]

    codes = columns(client, cast, method, urls)

    assert dict(zip(table, codes, strict=True)) == table


def test_every_named_address_has_a_row():
    for method, others in (("get", ONLY_POST), ("post", ONLY_GET)):
        rows = [*TABLES[method][Status.DRAFTING], *others]
        for table in (desk, process, months):
            rows += table.rows(method)
        names = {row.replace("?", " ").split()[0] for row in rows}
        assert sorted(names) == sorted(named_addresses()), method


@pytest.mark.parametrize(("method", "rows"), [("get", ONLY_POST), ("post", ONLY_GET)])
def test_wrong_method_is_refused_whoever_asks(client, cast, stage, method, rows):
    application = stage(Status.DRAFTING)
    client.force_login(cast["head"])

    codes = answers(client, method, [address(row, application) for row in rows])

    assert {*codes} == {405}


def test_rows_are_complete():
    lengths = {
        len(codes)
        for tables in TABLES.values()
        for table in tables.values()
        for codes in table.values()
    }

    assert lengths == {len(WHO)}
