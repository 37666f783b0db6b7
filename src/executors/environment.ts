/**
 * What every child gets of Drover's own environment: enough to find programs, a home, a language and a place for temporary
 * files. Tokens, keys and cloud settings are not passed unless a profile names them under `inherit`. SSH_AUTH_SOCK is left
 * out on purpose: with it, whatever an agent was talked into could log in wherever the user can.
 */
const ALLOWED: readonly string[] = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TERM", "TMPDIR", "TZ"];
const ALLOWED_PREFIX = "LC_";

type Variables = Readonly<Record<string, string>>;

/**
 * Gives the whole environment for a child: the allowed part of `source`, what the project and the profile `inherit` by name,
 * and `extra` over both.
 */
export function childEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  projectInherit: readonly string[] = [],
): (extra: Variables, inherit?: readonly string[]) => Variables {
  const names = [...ALLOWED, ...Object.keys(source).filter((name) => name.startsWith(ALLOWED_PREFIX))];
  const allowed = pick(source, [...names, ...projectInherit]);
  return (extra, inherit = []) => ({ ...allowed, ...pick(source, inherit), ...extra });
}

function pick(source: Readonly<Record<string, string | undefined>>, names: readonly string[]): Variables {
  const set = names.flatMap((name) => {
    const value = source[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(set);
}
