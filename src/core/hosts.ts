/** The host of an address in one spelling, as browsers write it; `null` for what is no single address. */
export function hostIn(address: string): string | null {
  // More than one stands there, or what somebody else may read as more than one.
  if (/\s/.test(address.trim())) return null;
  const host = canonical(address);
  return host === "" ? null : host;
}

/** A host of a rule, `*` for anything in it, in that same spelling. */
export function hostPattern(pattern: string): string {
  if (!pattern.includes("*")) return canonical(`http://${bracketed(pattern)}`) ?? plain(pattern);
  return plain(pattern)
    .split(".")
    .map((label) => (isPlain(label) || label.includes("*") ? label : (canonical(`http://${label}`) ?? label)))
    .join(".");
}

/** Whether it can be the host of an address at all. */
export const isHostPattern = (pattern: string): boolean => /^[^\s/@?#:]+$|^\[?[\da-f:.]*:[\da-f:.]*\]?$/i.test(pattern);

/** Whether it is of another scheme than the web's, as `file:`, whatever host it names. */
export const isElsewhere = (address: string): boolean => OTHER_SCHEME.test(address);

/** At its beginning, or behind what somebody else may read as one. */
const OTHER_SCHEME = /(?:^|\s)(?!https?:)[a-z][a-z\d+.-]*:/i;

function canonical(address: string): string | null {
  try {
    return unmapped(plain(new URL(address).hostname));
  } catch {
    return null;
  }
}

/** `evil.com.` is `evil.com`. Only of the schemes that browsers know a host is in small letters already. */
const plain = (host: string): string => host.toLowerCase().replace(/\.+$/, "");

/** `[::ffff:7f00:1]` leads to 127.0.0.1. */
function unmapped(host: string): string {
  const [, high = "", low = ""] = /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/.exec(host) ?? [];
  if (high === "") return host;
  return [high, low].flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]).join(".");
}

const isPlain = (label: string): boolean => /^[\w-]*$/.test(label);

/** Of the sixth version of the protocol, as they stand in an address. */
const bracketed = (host: string): string => (host.includes(":") && !host.startsWith("[") ? `[${host}]` : host);
