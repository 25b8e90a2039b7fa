"""Plays a whole batch with invented units and writes every output to a folder."""

import json
import shutil
from pathlib import Path
from time import perf_counter, sleep

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from applications.models import Application, Batch
from portal.choices import OrganisationStanding
from portal.models import User
from portal.services import save_organisation
from reports.models import OutputJob
from reports.outputs import jobs
from reports.rehearsal.play import Performance, play, sheet_totals
from reports.services.outputs import request_output
from scoring.standards import find_standard

STANDARD = "DB14/T 2480-2022"


class Command(BaseCommand):
    help = "Drive invented units from filling to publication and write every output to DIR."

    def add_arguments(self, parser):
        parser.add_argument("--units", type=int, required=True, help="how many units, 1 to 200")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, units, out, seed, **options):
        if not 1 <= units <= 200:
            raise CommandError("--units takes a whole number from 1 to 200.")
        out.mkdir(parents=True, exist_ok=True)
        started = perf_counter()
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        performance = play(seed, units, find_standard(STANDARD), self.stdout.write)
        files = self.write_outputs(performance, out)
        self.write_manifest(performance, files, out)
        self.retire(performance)
        self.report(performance, files, perf_counter() - started)

    def write_outputs(self, performance: Performance, out: Path) -> list[dict]:
        """Ask for every file as the province, make it, and copy it to ``out``."""
        user = performance.cast.province
        files = []
        for application in performance.applications.values():
            name = application.organisation.name
            files.append(self.write_output(user, out, "dossier", name=name, subject=application))
        files.append(
            self.write_output(user, out, "batch_summary", name=None, subject=performance.batch)
        )
        return files

    def write_output(
        self, user: User, out: Path, kind: str, *, name: str | None, subject: Application | Batch
    ) -> dict:
        started = perf_counter()
        job = request_output(user=user, kind=kind, subject=subject)
        jobs.run_output(job.pk)
        job = self.finished(job)
        with job.file.open("rb") as source, (out / job.file_name).open("wb") as target:
            shutil.copyfileobj(source, target)
        self.stdout.write(f"　　{job.file_name}：{perf_counter() - started:.1f} 秒")
        return {"path": job.file_name, "kind": kind, "application": name, "sha256": job.sha256}

    @staticmethod
    def finished(job: OutputJob) -> OutputJob:
        """The job once it is done, here or by a worker that was faster."""
        job.refresh_from_db()
        while job.is_live:
            sleep(0.2)
            for forgotten in jobs.rescue_outputs():
                jobs.run_output(forgotten)
            job.refresh_from_db()
        if not job.is_available:
            raise CommandError(f"Output {job.pk} failed: {job.error}")
        return job

    @staticmethod
    def write_manifest(performance: Performance, files: list[dict], out: Path) -> None:
        applications = [
            {
                "unit": application.organisation.name,
                "city": application.city.name,
                "state": application.status,
                "totals": sheet_totals(application),
            }
            for application in performance.applications.values()
        ]
        manifest = {
            "batch": performance.batch.name,
            "seed": performance.seed,
            "applications": applications,
            "files": files,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        (out / "manifest.json").write_text(text + "\n", encoding="utf-8")

    @staticmethod
    def retire(performance: Performance) -> None:
        """Nobody can log in, and no invented unit stands in a real ledger."""
        performance.casting.retire_everybody()
        for application in performance.applications.values():
            organisation = application.organisation
            organisation.refresh_from_db()
            organisation.standing = OrganisationStanding.DISABLED
            save_organisation(organisation=organisation, fields=["standing"], actor=None)

    def report(self, performance: Performance, files: list[dict], seconds: float) -> None:
        for application in performance.applications.values():
            state = application.get_status_display()
            totals = "/".join(str(value) for value in sheet_totals(application).values())
            self.stdout.write(
                f"{application.city.name} {application.organisation.name}：{state} {totals}"
            )
        self.stdout.write(f"共 {len(files)} 个文件，用时 {seconds:.1f} 秒。")
