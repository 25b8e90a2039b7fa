"""材料目录 of a batch: prepared slot by slot or copied, then corrected in its wording only."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from applications import permissions as may
from applications.forms.catalogue import CatalogueItemForm, CatalogueSourceForm
from applications.services import catalogue
from applications.services.batches import BatchLocked
from applications.views.answers import REFUSED
from applications.views.province import OfficeForm, batch_crumbs, find_batch, is_preparing
from portal.access import require

STEPS = {"up": -1, "down": 1}


def list_url(batch):
    return reverse("applications:catalogue", args=[batch.pk])


class Catalogue(View):
    """Every slot of a batch, in its order."""

    def get(self, request, pk):
        batch = find_batch(request, pk)
        require(may.can_administer(request.user, batch))
        context = {
            "batch": batch,
            "items": batch.catalogue.all(),
            "is_open": is_preparing(batch),
            "crumbs": batch_crumbs(batch),
            "heading": f"{batch}材料目录",
        }
        return render(request, "applications/province/catalogue.html", context)


class ItemForm(OfficeForm):
    """A slot: new while the batch is prepared, else what may be changed of it."""

    template = "applications/province/catalogue_item.html"
    done = "材料目录已保存。"

    def find(self, pk):
        batch, key = find_batch(self.request, pk), self.kwargs.get("item")
        self.item = get_object_or_404(batch.catalogue, pk=key) if key else None
        return batch

    def crumbs(self):
        return [*batch_crumbs(self.record), ("材料目录", list_url(self.record))]

    def closed(self):
        if catalogue.open_fields(self.record, self.item):
            return ""
        return "申报已经开始，不能再增加材料。"

    def stored(self):
        return catalogue.boxes(self.item)

    def build_form(self, data=None):
        return CatalogueItemForm(data, batch=self.record, item=self.item)

    def save(self, form, seen):
        deed = {"values": form.cleaned_data, "actor": self.request.user}
        if self.item is None:
            catalogue.add_item(batch=self.record, **deed)
        else:
            catalogue.change_item(item=self.item, seen=seen, **deed)
        return list_url(self.record)

    def facts(self):
        return {"batch": self.record, "item": self.item, "back_url": list_url(self.record)}


class ItemDeed(View):
    """POST only: a slot goes, up or down; what stands in the way is a message."""

    def post(self, request, pk, item, deed):
        batch = find_batch(request, pk)
        slot = get_object_or_404(batch.catalogue, pk=item)
        try:
            if deed == "remove":
                catalogue.remove_item(item=slot, actor=request.user)
                messages.success(request, f"已删除“{slot}”。")
            else:
                catalogue.move_item(item=slot, step=STEPS[deed], actor=request.user)
        except BatchLocked as refusal:
            messages.error(request, str(refusal))
        return redirect(list_url(batch))


class CatalogueCopy(View):
    """Take over the catalogue of another batch; the page says what it replaces."""

    def dispatch(self, request, pk):
        self.batch = find_batch(request, pk)
        require(may.can_administer(request.user, self.batch))
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.ask(CatalogueSourceForm(batch=self.batch))

    def post(self, request, pk):
        form = CatalogueSourceForm(request.POST, batch=self.batch)
        if not form.is_valid():
            return self.ask(form)
        source = form.cleaned_data["source"]
        try:
            count = catalogue.copy_items(batch=self.batch, source=source, actor=request.user)
        except BatchLocked as refusal:
            form.add_error(None, str(refusal))
            return self.ask(form)
        messages.success(request, f"已从“{source}”复制{count}项材料。")
        return redirect(list_url(self.batch))

    def ask(self, form):
        context = {
            "batch": self.batch,
            "form": form,
            "crumbs": [*batch_crumbs(self.batch), ("材料目录", list_url(self.batch))],
            "heading": f"复制材料目录：{self.batch}",
            "question": "用所选批次的材料目录替换本批次现有的目录？",
            "consequences": [
                f"本批次现有的{self.batch.catalogue.count()}项材料全部替换。",
                "按年度报送的材料改为本批次的年份。",
            ],
            "submit_label": "复制并替换",
            "cancel_url": list_url(self.batch),
        }
        path = "applications/province/catalogue_copy.html"
        return render(self.request, path, context, status=REFUSED if form.is_bound else 200)
