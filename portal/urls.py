"""The roof of addresses: the front door, and the apps behind it."""

from django.urls import include, path

from portal import dashboard
from portal.addresses import CITY
from portal.admin import site
from portal.views import (
    account,
    health,
    mail,
    notices,
    offline,
    people,
    people_imports,
    people_register,
    person_deeds,
)

handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"

urlpatterns = [
    path("", dashboard.Home.as_view(), name="home"),
    path("login/", account.LogIn.as_view(), name="login"),
    path("logout/", account.LogOut.as_view(), name="logout"),
    path("password/", account.PasswordChange.as_view(), name="password_change"),
    path("profile/", account.Profile.as_view(), name="profile"),
    path("session/", account.session, name="session"),
    path("notices/", notices.NoticeList.as_view(), name="notices"),
    path("notices/<int:pk>/", notices.open_notice, name="notice_open"),
    path("notices/<int:pk>/read/", notices.mark_read, name="notice_read"),
    path("people/", people.People.as_view(), name="people"),
    path("people/<int:pk>/", people.Person.as_view(), name="person"),
    path("people/<int:pk>/<slug:deed>/", person_deeds.PersonDeed.as_view(), name="person_deed"),
    path("people/units/<int:pk>/new/", people.PersonNew.as_view(), name="person_new"),
    path(f"people/cities/{CITY}/new/", people_register.UnitNew.as_view(), name="unit_new"),
    path(
        f"people/cities/{CITY}/template/",
        people_imports.PeopleTemplate.as_view(),
        name="people_template",
    ),
    path(
        f"people/cities/{CITY}/import/",
        people_imports.PeopleImport.as_view(),
        name="people_import",
    ),
    path("mail/", mail.Outbox.as_view(), name="mail"),
    path("mail/<slug:deed>/", mail.MailDeed.as_view(), name="mail_deed"),
    path("healthz", health.healthz, name="healthz"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.page, name="offline"),
    path("admin/", site.urls),
    path("applications/", include("applications.urls")),
    path("public/", include("applications.urls.public")),
    path("standards/", include("scoring.urls")),
    path("", include("reports.urls")),
]
