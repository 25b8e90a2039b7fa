from reports.models.bulletin import Bulletin
from reports.models.calendar import DueDate, Excuse, LightRule, Reminder
from reports.models.ledger import CityMonth, LedgerLine, LedgerVersion, Merge, TaskFigure
from reports.models.liaison import Liaison, LiaisonConfirmation, LiaisonList, LiaisonVersion
from reports.models.output import OutputJob
from reports.models.paper import PaperVersion, YearlyPaper, paper_title
from reports.models.plan import LedgerChange, YearPlan, YearTask
from reports.models.project import Project, ProjectList

__all__ = [
    "Bulletin",
    "CityMonth",
    "DueDate",
    "Excuse",
    "LedgerChange",
    "LedgerLine",
    "LedgerVersion",
    "Liaison",
    "LiaisonConfirmation",
    "LiaisonList",
    "LiaisonVersion",
    "LightRule",
    "Merge",
    "OutputJob",
    "PaperVersion",
    "Project",
    "ProjectList",
    "Reminder",
    "TaskFigure",
    "YearPlan",
    "YearTask",
    "YearlyPaper",
    "paper_title",
]
