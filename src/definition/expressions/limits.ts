/** Longest expression, in UTF-16 units. */
export const MAX_EXPRESSION = 4_096;
/** How deep `map`, `filter`, `all`, `exists` may stand in one another. */
export const MAX_LOOPS = 3;
/** Longest text that an expression or a template may give, in UTF-16 units. */
export const MAX_TEXT = 1_048_576;
/** Longest list that `+` may give. */
export const MAX_LIST = 100_000;
/** Work that one evaluation may do; a unit took 5 to 40 ns when measured. Counting, not a clock, keeps evaluation pure. */
export const MAX_WORK = 1_000_000;
/** Longest pattern of `regex()`, in UTF-16 units. */
export const MAX_PATTERN = 1_000;
/** Largest value that travels in one environment variable, in bytes: Linux refuses 128 KiB. */
export const MAX_VARIABLE = 100_000;
/** All variables of one script together, in bytes. */
export const MAX_VARIABLES = 1_000_000;
/** How many compiled texts are kept. */
export const CACHE_SIZE = 5_000;
/** Largest result as a whole: characters of its texts and 8 for each value. */
export const MAX_RESULT = 8_388_608;
