/** Variables that would point git at another repository than the folder it is called in (Drover may be started by a git hook). */
const POINTING_ELSEWHERE = new Set([
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_PREFIX",
  "GIT_COMMON_DIR",
  "GIT_NAMESPACE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_GRAFT_FILE",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_EXTERNAL_DIFF",
  "GIT_LITERAL_PATHSPECS",
  "GIT_GLOB_PATHSPECS",
  "GIT_NOGLOB_PATHSPECS",
  "GIT_ICASE_PATHSPECS",
]);

/**
 * The environment git runs in: the user's own, so that configuration and hooks work as in their shell, without what
 * would lead git elsewhere, with messages in English (we read some) and with nobody to ask.
 */
export function gitEnvironment(own: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(own).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !POINTING_ELSEWHERE.has(entry[0]),
  );
  return {
    ...englishMessages(Object.fromEntries(kept)),
    GIT_TERMINAL_PROMPT: "0",
    GIT_EDITOR: "true",
    GIT_SEQUENCE_EDITOR: "true",
    GIT_MERGE_AUTOEDIT: "no",
    GIT_PAGER: "cat",
    GIT_REFLOG_ACTION: "drover",
  };
}

// Only the messages: LC_ALL=C would also give the user's hooks a character set without their letters.
function englishMessages(env: Record<string, string>): Record<string, string> {
  const { LC_ALL: all, LANGUAGE: _, ...rest } = env;
  const spread = all === undefined || all === "" ? {} : { LANG: all, LC_CTYPE: all };
  return { ...rest, ...spread, LC_MESSAGES: "C" };
}
