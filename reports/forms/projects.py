"""重大项目 as rows."""

from applications.forms.tables import Column, Table
from reports.choices import Stage

PROJECTS = Table(
    "projects",
    (
        Column("name", "项目名称", max_length=100),
        Column("investment_wan", "总投资", "amount", unit="万元"),
        Column("completed_wan", "累计完成投资", "amount", unit="万元"),
        Column("stage", "阶段", "choice", choices=tuple(Stage.choices)),
        Column("progress", "进展", "long", 500),
    ),
    unit="万元",
)
