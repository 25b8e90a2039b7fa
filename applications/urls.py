from django.urls import path

app_name = "applications"

urlpatterns = [
    # shared: list, control panel, start
    # the unit's sections, tables, attachments
    # the scoring desk and comparison
    # moves
    # the city's review, civil affairs
    # the panel
    # the province: batches, receipt, panel, result
]
