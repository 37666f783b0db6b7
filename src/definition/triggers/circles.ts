import type { DefinitionHash } from "../../core/ids.ts";
import type { Definition } from "../definition.ts";

/** A trigger that follows the runs of one workflow and starts another, with everything that one starts as a step. */
export interface Follower {
  readonly after: string;
  /** Names of the workflows whose runs it brings about. */
  readonly starts: readonly string[];
}

/** The names on the way round, the first one again at the end, if a run of `from.after` brings about another one of itself; else `null`. */
export function circleOf(from: Follower, all: readonly Follower[]): readonly string[] | null {
  const ways: Way[] = [{ name: from.after, before: null }];
  const seen = new Set<string>();
  // The list grows while it is walked: that is the queue of the search.
  for (const way of ways) {
    const followers = way.before === null ? [from] : all.filter(({ after }) => after === way.name);
    for (const name of followers.flatMap(({ starts }) => starts)) {
      const next = { name, before: way };
      if (name === from.after) return namesOn(next);
      if (!seen.has(name)) ways.push(next);
      seen.add(name);
    }
  }
  return null;
}

interface Way {
  readonly name: string;
  readonly before: Way | null;
}

const namesOn = ({ name, before }: Way): readonly string[] => (before === null ? [name] : [...namesOn(before), name]);

/** Every follower that lies on a circle, with the way round. */
export function circlesOf<F extends Follower>(
  all: readonly F[],
): readonly { follower: F; circle: readonly string[] }[] {
  return all.flatMap((follower) => {
    const circle = circleOf(follower, all);
    return circle === null ? [] : [{ follower, circle }];
  });
}

/** The names of some definitions and of everything that they start as steps. */
export function namesStarted(
  bundle: ReadonlyMap<DefinitionHash, Definition>,
  hashes: readonly DefinitionHash[],
): readonly string[] {
  const names = hashes.flatMap((hash) => {
    const definition = bundle.get(hash);
    return definition === undefined
      ? []
      : [definition.name, ...namesStarted(bundle, Object.values(definition.workflows))];
  });
  return [...new Set(names)];
}
