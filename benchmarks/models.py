from django.db import models


class Line(models.Model):
    """A row that the bare pages read and write; as wide as a line of a table of ours."""

    title = models.CharField(max_length=100)
    text = models.CharField(max_length=500)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    changes = models.PositiveIntegerField(default=0)

    def __str__(self):
        return self.title
