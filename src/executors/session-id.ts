/** Longer ones, and such with white space or control characters, are no names of anything. */
const NAME = /^[^\s\p{C}]{1,512}$/u;
/** As an argument it can be no option and no path. */
const ARGUMENT = /^\w[\w.:@+=~-]{0,255}$/;

/** An agent's word for a session, which goes into the run's state; `null` for what can be none. */
export const sessionName = (told: string | null): string | null => (told !== null && NAME.test(told) ? told : null);

/** A session that is named among the arguments of a program. */
export const sessionArgument = (told: string | null): string | null =>
  told !== null && ARGUMENT.test(told) ? told : null;
