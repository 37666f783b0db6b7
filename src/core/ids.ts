/** `Brand<string, "RunId">` is a string that only code which means a run id can make. */
type Brand<T, Name extends string> = T & { readonly __brand: Name };

/** Sorts by creation time: 10 characters of time, 10 of chance, lower-case Crockford base 32. */
export type RunId = Brand<string, "RunId">;
/** SHA-256 of a definition's canonical JSON, 64 hex digits. */
export type DefinitionHash = Brand<string, "DefinitionHash">;
/** `<run>.<seq>.<n>`: one start of one activity or timer. A result that carries another generation is stale. */
export type Gen = Brand<string, "Gen">;

export const RunId = (text: string): RunId => text as RunId;
export const DefinitionHash = (text: string): DefinitionHash => text as DefinitionHash;
export const Gen = (text: string): Gen => text as Gen;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_LENGTH = 10;
const CHANCE_LENGTH = 10;

/** `now` in milliseconds since 1970; `random` gives a number in [0, 1). */
export function makeRunId(now: number, random: () => number): RunId {
  let time = "";
  for (let rest = now, i = 0; i < TIME_LENGTH; i++, rest = Math.floor(rest / 32))
    time = ALPHABET.charAt(rest % 32) + time;
  let chance = "";
  for (let i = 0; i < CHANCE_LENGTH; i++) chance += ALPHABET.charAt(Math.floor(random() * 32));
  return RunId(time + chance);
}

/** The tail of a run id that people type and branches carry. */
export const shortId = (run: RunId): string => run.slice(-6);

export const makeGen = (run: RunId, seq: number, n: number): Gen => Gen(`${run}.${seq}.${n}`);

/** The run that a generation belongs to. */
export const runOfGen = (gen: Gen): RunId => RunId(gen.slice(0, gen.indexOf(".")));
