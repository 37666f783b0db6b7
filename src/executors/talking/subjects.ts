import path from "node:path";

/** As rules write them: from the working folder within it, whole outside of it. `..` leads nowhere unseen. */
export function fromFolder(cwd: string, file: string): string {
  const whole = path.resolve(cwd, file);
  const relative = path.relative(cwd, whole);
  return relative === ".." || relative.startsWith("../") ? whole : relative;
}

/** What rules about `fetch` are held against: the host of an address; nothing for what is none. */
export function hostOf(address: string): readonly string[] {
  try {
    return [new URL(address).hostname];
  } catch {
    return [];
  }
}
