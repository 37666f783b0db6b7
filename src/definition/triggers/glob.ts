/** True where a text names more than one thing. */
export const isGlob = (text: string): boolean => /[*?]/.test(text);

/** Other globs know these; a name may hold them, but whoever writes them here means something else. */
export const FOREIGN_GLOB = /[[\]{}!]/;

/** Whether one name fits: `*` stands for any characters, `?` for one. Takes time in proportion to both texts at worst. */
export function matchesGlob(glob: string, name: string): boolean {
  let [g, n, star, mark] = [0, 0, -1, 0];
  while (n < name.length) {
    if (glob[g] === "*") [star, mark, g] = [g, n, g + 1];
    else if (g < glob.length && (glob[g] === "?" || glob[g] === name[n])) [g, n] = [g + 1, n + 1];
    else if (star >= 0) [g, mark, n] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (glob[g] === "*") g += 1;
  return g === glob.length;
}
