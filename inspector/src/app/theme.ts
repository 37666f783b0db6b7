/** `system` follows what the machine says. */
export type Theme = "system" | "light" | "dark";

const KEY = "drover.theme";
const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function theme(): Theme {
  const kept = localStorage.getItem(KEY);
  return THEMES.find((one) => one === kept) ?? "system";
}

export function applyTheme(wanted: Theme = theme()): void {
  localStorage.setItem(KEY, wanted);
  if (wanted === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = wanted;
}

export const nextTheme = (now: Theme): Theme => THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] ?? "system";
