"""Django admin: for administrators and the supervising body to look things up; every change is an act on its own page."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.models import LoginRecord, Post, Role, Unit, User

admin.site.unregister(Group)  # powers come from posts alone


class ReadOnlyAdmin(admin.ModelAdmin[Model]):
    """Shown to administrators whose role holds `view_power`; never added to, changed or deleted here."""

    view_power = ""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return isinstance(request.user, User) and request.user.is_staff and request.user.has_perm(self.view_power)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class TradeAdmin(ReadOnlyAdmin):
    """业务数据: rows of the trade within the sight of whoever looks, by the columns named and no others; encrypted ones stay out."""

    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows: QuerySet[Model] = super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]
        return rows


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    view_power = "accounts.view_units"
    list_display = ("name", "short_name", "kind", "parent", "code", "is_active")
    list_filter = ("kind", "is_active", "is_vertical")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "code")


@admin.register(Role)
class RoleAdmin(ReadOnlyAdmin):
    view_power = "accounts.manage_policy"
    list_display = ("name", "code", "scope", "needs_second_factor", "is_administrator", "idle_minutes")
    filter_horizontal = ("permissions",)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    view_power = "accounts.view_accounts"
    list_display = ("username", "name", "unit", "is_active", "last_login")
    list_filter = ("is_active",)
    list_select_related = ("unit",)
    search_fields = ("username", "name")
    fields = ("username", "name", "unit", "email", "is_active", "must_change_password", "password_changed_at", "last_login", "date_joined")


@admin.register(Post)
class PostAdmin(ReadOnlyAdmin):
    view_power = "accounts.view_accounts"
    list_display = ("user", "role", "unit", "since", "until", "is_default")
    list_filter = ("role",)
    list_select_related = ("user", "role", "unit")
    search_fields = ("user__username", "user__name")


@admin.register(LoginRecord)
class LoginRecordAdmin(ReadOnlyAdmin):
    view_power = "core.view_audit"
    list_display = ("at", "user", "succeeded", "source", "device")
    list_filter = ("succeeded",)
    list_select_related = ("user",)
    date_hierarchy = "at"
