import os

from django.core.management.base import BaseCommand

from benchmarks import ground, machine, rush


class Command(BaseCommand):
    help = "Submit many complete reports; started by `python -m benchmarks rush`."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--units", type=int, default=200)

    def handle(self, *, units, **options):
        ground.prepare()
        drafts = rush.complete_drafts(units)
        ground.analyse()
        load = os.getloadavg()[0]
        ours, bare = rush.alone(drafts[: rush.ALONE])
        crowd, seconds = rush.at_once(drafts[rush.ALONE :])
        lines = [f"- {name}: {fact}" for name, fact in machine.facts().items()]
        lines += [f"- Load: {load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end", ""]
        lines += ["| request | median ms | p95 ms | × write | CPU ms, Python | PostgreSQL |"]
        lines += ["| --- | --: | --: | --: | --: | --: |"]
        for name, costs in (("auth-write", bare), ("提交", ours)):
            ratio = costs.median_ms / bare.median_ms
            lines.append(
                f"| {name}, alone | {costs.median_ms:.1f} | {costs.p95_ms:.1f} | {ratio:.1f} |"
                f" {costs.cpu_ms(costs.python):.1f} | {costs.cpu_ms(costs.database):.1f} |"
            )
        count = len(crowd.seconds)
        lines.append(
            f"| 提交, {rush.CROWD} at once | {crowd.median_ms:.1f} | {crowd.p95_ms:.1f} | | | |"
        )
        lines += ["", f"{count} by the crowd in {seconds:.1f} s: {count / seconds:.1f} a second."]
        self.stdout.write("\n".join(lines))
