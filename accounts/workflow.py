"""Acts on accounts, posts and units, as the audit trail names them."""

from django.db import models


class Act(models.TextChoices):
    """行为."""

    LOGIN = "accounts.login", "登录"
    LOGIN_FAILED = "accounts.login_failed", "登录失败"
    LOGIN_BLOCKED = "accounts.login_blocked", "登录被限制"
    LOGOUT = "accounts.logout", "退出登录"
    LOGIN_ENDED = "accounts.end_logins", "结束登录"
    PROVED = "accounts.prove", "再次验证密码"
    FACTOR_PASSED = "accounts.factor_passed", "双因子验证通过"
    FACTOR_FAILED = "accounts.factor_failed", "双因子验证未通过"
    FACTOR_SET = "accounts.factor_set", "设置双因子"
    FACTOR_RESET = "accounts.factor_reset", "重置双因子"
    CODES_RENEWED = "accounts.codes_renewed", "更换恢复码"
    PASSWORD_CHANGED = "accounts.change_password", "修改密码"
    ACTIVATED = "accounts.activate", "激活账号"
    ACTIVATION_FAILED = "accounts.activate_failed", "激活失败"
    CREATED = "accounts.create_account", "建立账号"
    EDITED = "accounts.edit_account", "修改账号"
    DISABLED = "accounts.disable_account", "停用账号"
    ENABLED = "accounts.enable_account", "启用账号"
    RESET = "accounts.reset_account", "重置密码"
    UNLOCKED = "accounts.unlock_account", "解除登录限制"
    POST_GRANTED = "accounts.grant_post", "授予岗位"
    POST_ENDED = "accounts.end_post", "终止岗位"
    POST_MOVED = "accounts.move_post", "岗位随单位变更"
    POST_TAKEN = "accounts.take_post", "切换岗位"
    UNIT_CREATED = "accounts.create_unit", "新增单位"
    UNIT_EDITED = "accounts.edit_unit", "修改单位"
    UNIT_RENAMED = "accounts.rename_unit", "单位更名"
    UNIT_SUCCEEDED = "accounts.succeed_unit", "单位合并撤销"
    UNIT_MOVED = "accounts.move_unit", "变更上级单位"
    UNIT_CLOSED = "accounts.close_unit", "停用单位"
    UNIT_OPENED = "accounts.open_unit", "启用单位"
    UNITS_WRITTEN = "accounts.write_units", "导入单位"
    ACCOUNTS_WRITTEN = "accounts.write_accounts", "导入账号"
    POST_REFUSED = "accounts.refuse_post", "不予授予岗位"
    SLIP_PRINTED = "accounts.print_slip", "发出激活码（通知单）"
    SLIPS_PRINTED = "accounts.print_slips", "打印激活通知单"
    GROUP_CREATED = "accounts.create_group", "新建单位组"
    GROUP_EDITED = "accounts.edit_group", "修改单位组"
    GROUP_DELETED = "accounts.delete_group", "删除单位组"


class TrailAct(models.TextChoices):
    """对审计日志的行为."""

    VERIFIED = "audit.verify", "核验审计链"
