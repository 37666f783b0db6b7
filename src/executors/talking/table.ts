/** A table that is asked by what an agent says: a plain object knows `constructor` and `__proto__` as well. */
export const tableOf = <T>(entries: Readonly<Record<string, T>>): ReadonlyMap<string, T> =>
  new Map(Object.entries(entries));
