/** `1 run`, `2 runs`; `plural` where an s is not enough. */
export const count = (n: number, word: string, plural = `${word}s`): string => `${n} ${n === 1 ? word : plural}`;
