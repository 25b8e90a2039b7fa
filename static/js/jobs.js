// How far a file in the making has come (docs/frontend.md §8).
import { badge } from "./lib/badge.js";
import { getJSON } from "./lib/net.js";

const EVERY = 1000;
const OVER = new Set(["done", "failed"]);

function follow(job) {
  if (OVER.has(job.dataset.status)) return;
  let failures = 0;
  const ask = async () => {
    const { kind, data } = await getJSON(job.dataset.job);
    failures = kind === "ok" ? 0 : failures + 1;
    if (kind === "ok") show(job, data);
    if (failures) part(job, "stage").textContent = "暂时查不到进度，正在重试…";
    if (kind === "ok" && OVER.has(data.status)) return;
    if (kind === "forbidden" || kind === "login") return stop(job);
    setTimeout(ask, EVERY * Math.min(10, 1 + failures));
  };
  setTimeout(ask, EVERY);
}

const part = (job, name) => job.querySelector(`[data-job-${name}]`);

function show(job, { status, label, progress, stage, error, download }) {
  if (job.dataset.status !== status) part(job, "badge").replaceChildren(badge(status, label));
  job.dataset.status = status;
  if (part(job, "stage").textContent !== (stage || "")) part(job, "stage").textContent = stage || "";
  const bar = job.querySelector("progress");
  bar.value = progress;
  bar.hidden = OVER.has(status);
  part(job, "error").textContent = error || "";
  part(job, "error").hidden = !error;
  if (download) part(job, "download").href = download;
  part(job, "download").hidden = !download;
}

function stop(job) {
  part(job, "stage").textContent = "登录已过期或没有权限，请刷新本页。";
}

document.querySelectorAll("[data-job]").forEach(follow);
