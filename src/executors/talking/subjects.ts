import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { hostIn, isElsewhere } from "../../core/hosts.ts";

/**
 * Where a file lies, as rules write it: from the working folder within it, whole outside of it; and where links lead to, when that is
 * another place. An allowing rule has to cover all of them, one that denies any.
 */
export function placesOf(cwd: string, file: string): readonly string[] {
  const folder = followed(cwd);
  const places = spellings(file).flatMap((spelled) => {
    const whole = path.resolve(cwd, spelled);
    // Agents may tell the folder by its own name where a link led to it, or by a link from elsewhere that leads to it.
    const told = within(cwd, whole) ?? within(folder, whole) ?? byOtherName(folder, whole) ?? whole;
    const real = followed(path.isAbsolute(spelled) ? spelled : `${cwd}/${spelled}`);
    return [told, within(folder, real) ?? real];
  });
  return [...new Set(places)];
}

/** `null` for what lies outside. */
function within(folder: string, whole: string): string | null {
  const relative = path.relative(folder, whole);
  return relative === ".." || relative.startsWith("../") ? null : relative;
}

/** From the folder on, where what lies above the file is the folder; a link in the place of the file itself lies where it is. */
function byOtherName(folder: string, whole: string): string | null {
  if (whole.length > LONGEST) return null;
  for (let above = path.dirname(whole); above !== "/"; above = path.dirname(above))
    if (folderAt(above) === folder) return path.relative(above, whole);
  return null;
}

/** What is longer is no path for the system. Characters. */
const LONGEST = 4096;

/** `null` for what is not there, or may not be looked at. */
function folderAt(place: string): string | null {
  try {
    return fs.realpathSync.native(place);
  } catch {
    return null;
  }
}

/** What an agent may mean by it; what only a shell or another system could tell lies, as far as we know, outside too. */
function spellings(file: string): readonly string[] {
  if (file === "~" || file.startsWith("~/")) return [file, path.join(os.homedir(), file.slice(1))];
  const local = /^\s*file:/i.test(file) ? fileOf(file) : null;
  if (local !== null) return [local];
  return UNKNOWN.some((spelling) => spelling.test(file)) ? [file, `/${file}`] : [file];
}

const UNKNOWN: readonly RegExp[] = [
  // Another user's home, a variable, an address or a drive.
  /^\s*(?:~|\$[A-Z_{(]|[A-Za-z][A-Za-z\d+.-]*:(?!\s))/,
  // Whoever trims it is led out; so is who takes backslashes for slashes.
  /^\s+\/|^\s*\\|(?:^|[\\/])\.\.\\|\\\.\.(?:[\\/]|$)/,
  // One of several that a pattern names.
  /[{,](?:[/~]|\.\.[/,}])/,
];

function fileOf(url: string): string | null {
  try {
    return fileURLToPath(url);
  } catch {
    // Of another host, or no address at all.
    return null;
  }
}

/** More links than the system follows lead nowhere. */
const LINKS = 40;

/** Where a whole path leads, also one that is not there yet: `..` counts from where links have led, as for the system. */
function followed(file: string): string {
  const rest = file.split("/").toReversed();
  let at = "/";
  let links = 0;
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    const next = path.join(at, name);
    const target = name === "" || name === "." || name === ".." || links >= LINKS ? null : targetOf(next);
    at = target === null ? next : target.startsWith("/") ? "/" : at;
    if (target === null) continue;
    rest.push(...target.split("/").toReversed());
    links += 1;
  }
  return at;
}

/** `null` where no link is, or none that we may look at. */
function targetOf(file: string): string | null {
  try {
    return fs.readlinkSync(file);
  } catch {
    return null;
  }
}

/** What rules about `fetch` are held against: the host of an address, and the whole one where it is not the web's; nothing for what is none. */
export function hostOf(address: string): readonly string[] {
  const host = hostIn(address);
  return [...(host === null ? [] : [host]), ...(isElsewhere(address) ? [address.trim()] : [])];
}
