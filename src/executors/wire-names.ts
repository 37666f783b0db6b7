/** Protocols by which agents are talked with; each is an executor. */
const WIRE_NAMES = ["acp", "claude", "codex", "opencode"] as const;

export type WireName = (typeof WIRE_NAMES)[number];

export const isWire = (name: string): name is WireName => WIRE_NAMES.some((wire) => wire === name);
