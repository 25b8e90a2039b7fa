"""清除演练批次: what would go, then the deed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views import View

from applications.forms.wiping import WipeForm
from applications.models import Batch
from applications.permissions import can_wipe
from applications.services import wiping
from applications.views.answers import REFUSED
from applications.views.province import batch_crumbs, find_batch
from portal.access import require


class BatchWipe(View):
    """One action for a whole rehearsal; a second click says that it is done."""

    def dispatch(self, request, pk):
        if not Batch.objects.filter(pk=pk).exists() and wiping.was_wiped(pk):
            messages.info(request, "该演练批次已清除。")
            return redirect("applications:batches")
        self.batch = find_batch(request, pk)
        require(can_wipe(request.user, self.batch))
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.ask(WipeForm(batch=self.batch))

    def post(self, request, pk):
        form = WipeForm(request.POST, batch=self.batch)
        if not form.is_valid():
            return self.ask(form)
        wiping.wipe(batch=self.batch, actor=request.user)
        messages.success(request, f"“{self.batch}”及其全部数据、文件和消息已清除。")
        return redirect("applications:batches")

    def ask(self, form):
        context = {
            "batch": self.batch,
            "form": form,
            "crumbs": batch_crumbs(self.batch),
            "heading": f"清除演练批次：{self.batch.name}",
            "extent": wiping.extent(self.batch),
            "question": "确认清除以上全部内容？",
            "consequences": [
                "清除后不能恢复；办理记录（审计）保留。",
                "演练中被评定为示范区的单位恢复为创建单位。",
                "单位、账号和其他批次不受影响。",
            ],
            "submit_label": "清除演练批次",
            "cancel_url": self.batch.get_absolute_url(),
            "danger": True,
        }
        path = "applications/province/wipe.html"
        return render(self.request, path, context, status=REFUSED if form.is_bound else 200)
