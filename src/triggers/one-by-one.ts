/** Work under one key never goes on at the same time; work under different keys does. */
export type OneByOne = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createOneByOne(): OneByOne {
  const going = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    for (let other = going.get(key); other !== undefined; other = going.get(key)) await Promise.allSettled([other]);
    const own = work();
    going.set(key, own);
    try {
      return await own;
    } finally {
      going.delete(key);
    }
  };
}
