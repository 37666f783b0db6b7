// What is on the disk after a crash at any write? Traces a real writer, rebuilds the files as they were at every one of its
// writes (killed there, or with the power cut there), opens each image with the store, and compares it with what must be in it.
// Usage: node scripts/crash-images.mjs [groups of commits] [most images] [seed]
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { startChecker } from "./crash-images/check.mjs";
import { buildImage, checkRebuilding, imagesOf } from "./crash-images/images.mjs";
import { traceWriter } from "./crash-images/trace.mjs";

const [groups = 40, most = 600, seed = 12_345] = process.argv.slice(2).map(Number);
const scratch = mkdtempSync(path.join(tmpdir(), "drover-crash-images-"));

/** Evenly spread over the writer's life. */
function sampleOf(images) {
  const stride = Math.max(1, images.length / most);
  return Array.from({ length: Math.min(most, images.length) }, (_, i) => images[Math.floor(i * stride)]);
}

/** What became of an image; only `sound` is good. */
function verdictOf(image, answer) {
  if (answer.outcome !== "sound") return answer.outcome;
  return answer.groups < image.acknowledged ? "lost" : "sound";
}

async function checkAll(images, record) {
  const waiting = images.entries();
  const workers = Array.from({ length: availableParallelism() }, async (_, n) => {
    const checker = startChecker();
    for (const [, image] of waiting) {
      const folder = path.join(scratch, `image-${n}`);
      rmSync(folder, { recursive: true, force: true });
      buildImage(image, folder);
      const answer = await checker.check(path.join(folder, "store"));
      record(image, verdictOf(image, answer), answer);
    }
    checker.end();
  });
  await Promise.all(workers);
}

try {
  const live = path.join(scratch, "live");
  const operations = traceWriter({ folder: live, groups, trace: path.join(scratch, "trace") });
  checkRebuilding(operations, live, path.join(scratch, "rebuilt"));
  const all = imagesOf(operations, seed);
  const images = sampleOf(all);
  const counts = {};
  const bad = [];
  await checkAll(images, (image, verdict, answer) => {
    const name = `${image.model} ${verdict}`;
    counts[name] = (counts[name] ?? 0) + 1;
    if (verdict !== "sound")
      bad.push({ ...answer, verdict, model: image.model, at: image.at, acknowledged: image.acknowledged });
  });
  for (const one of bad.slice(0, 10)) console.log(JSON.stringify(one));
  const writes = operations.filter(({ type }) => type === "write").length;
  const line = Object.keys(counts)
    .toSorted((a, b) => a.localeCompare(b))
    .map((name) => `${name} ${counts[name]}`);
  console.log(`${writes} writes, ${all.length} images, ${images.length} checked (seed ${seed}): ${line.join(", ")}`);
  process.exitCode = bad.length === 0 && images.length > 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
