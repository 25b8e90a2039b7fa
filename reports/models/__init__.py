from reports.models.output import OutputJob

__all__ = ["OutputJob"]
