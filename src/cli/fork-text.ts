import type { ForkedFiles } from "../core/run.ts";

/** Which files a fork has begun with, as the end of a sentence. */
export function filesText({ of, seq, isOlder }: ForkedFiles): string {
  const older = isOlder ? "; what was changed between the two is not in them" : "";
  switch (of) {
    case "entry":
      return `with the files as of entry ${seq}${older}`;
    case "base":
      return `with the files of the commit that its branch started from${older}`;
    case "now":
      return "with the files that it had when it was forked";
    case "place":
      return "in the same folder, with the files as they are";
    case "new":
      return "with those of a new workspace";
  }
}
