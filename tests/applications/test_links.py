"""Where each reader may go from the control panel of an application."""

import pytest

from applications.choices import Status
from applications.links import office_links
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
REVIEW = ["初评计分", "初评得分依据", "资格核查", "五、初评意见", "各栏对照"]

# In the order of the road, which one application goes.
# fmt: off
LINKS = [
    ("city",     Status.SUBMITTED,   []),
    ("clerk",    Status.REVIEWING,   []),
    ("city",     Status.REVIEWING,   REVIEW),
    ("civil",    Status.COSIGNING,   REVIEW),
    ("clerk",    Status.REVIEWED,    REVIEW),
    ("civil_reader", Status.RECOMMENDED, REVIEW),
    ("province", Status.ACCEPTED,    [*REVIEW, "组建评定组", "审定投资额和拟评定"]),
    ("chair",    Status.EVALUATING,  [*REVIEW, "评定计分", "评定得分依据", "成员计分对照", "登记参评情况"]),
    ("member",   Status.EVALUATING,  [*REVIEW, "成员计分"]),
    ("member",   Status.EVALUATED,   [*REVIEW, "成员计分", "评定计分", "评定得分依据"]),
    ("chair",    Status.EVALUATED,   [*REVIEW, "评定计分", "评定得分依据", "成员计分对照"]),
    ("city",     Status.EVALUATED,   REVIEW),
    ("province", Status.EVALUATED,   [*REVIEW, "评定计分", "评定得分依据", "成员计分对照", "审定投资额和拟评定"]),
    ("clerk",    Status.DESIGNATED,  [*REVIEW, "评定计分", "评定得分依据", "评定结果名单"]),
]
# fmt: on


def test_links_lead_where_the_reader_may_go(client, application, cast):
    for who, status, labels in LINKS:
        bring(application, to=status)
        client.force_login(cast[who])

        links = office_links(application, cast[who])

        log = ["催办记录"] if who in ("city", "civil", "clerk", "province") else []
        board = ["本市推荐名额"] if who in ("city", "civil", "province") else []
        assert [link.label for link in links] == ["数据核对", *labels, *log, *board], (who, status)
        assert {client.get(link.url, follow=True).status_code for link in links} <= {200}
