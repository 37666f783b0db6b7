/** What one look at the machine or the project has found. */
export interface Finding {
  readonly level: "ok" | "warn" | "fail";
  readonly what: string;
  readonly found: string;
  readonly advice: string | null;
}

export const ok = (what: string, found: string): Finding => ({ level: "ok", what, found, advice: null });
export const warn = (what: string, found: string, advice: string): Finding => ({ level: "warn", what, found, advice });
export const fail = (what: string, found: string, advice: string): Finding => ({ level: "fail", what, found, advice });
