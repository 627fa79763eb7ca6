"""All addresses: three apps at the root, staff log-in, administration, language, health."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from surveyproj.health import health

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Log-in, log-out and a new password: nobody signs up and no mail is sent.
account_patterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
]

urlpatterns = [
    path("", include("surveys.urls")),
    path("", include("recruitment.urls")),
    path("", include("analytics.urls")),
    path("accounts/", include(account_patterns)),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("health/", health, name="health"),
]
