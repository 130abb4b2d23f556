"""参数值: what was set, from which day, why and by whom; rows are added, never changed."""

from django.conf import settings
from django.db import models

from core.parameters.declared import declared


class ParameterValue(models.Model):
    """参数值: the newest row whose `since` has come is in force; without a row the declared default is."""

    code = models.SlugField("参数", max_length=40)
    value = models.DecimalField("数值", max_digits=14, decimal_places=4)
    since = models.DateField("自何日起")
    reason = models.CharField("理由", max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="设定人")
    set_at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = verbose_name_plural = "参数值"
        indexes = [models.Index(fields=["code", "-since", "-id"], name="parameter_value_in_force")]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="parameter_value_has_reason", violation_error_message="请写明理由。")]

    def __str__(self) -> str:
        parameter = declared().get(self.code)
        return f"{parameter.name}自 {self.since} 起为 {parameter.words(self.value)}" if parameter else f"{self.code} {self.value.normalize():f}"
