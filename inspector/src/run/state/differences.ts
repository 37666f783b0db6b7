/** One place in which two values differ. */
export interface Difference {
  /** Such as `items[2].name`; empty for the whole. */
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  readonly before: unknown;
  readonly after: unknown;
}

/** Where two JSON values differ, innermost places only, in the order of the newer one. */
export function differences(before: unknown, after: unknown, path = ""): readonly Difference[] {
  if (Object.is(before, after)) return [];
  if (isMap(before) && isMap(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
    return names.flatMap((name) => {
      const at = pathTo(path, name, Array.isArray(after));
      if (!(name in before)) return [{ path: at, kind: "added" as const, before: undefined, after: after[name] }];
      if (!(name in after)) return [{ path: at, kind: "removed" as const, before: before[name], after: undefined }];
      return differences(before[name], after[name], at);
    });
  }
  return [{ path, kind: "changed", before, after }];
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function pathTo(path: string, name: string, isList: boolean): string {
  if (isList) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}
