/** `DROVER_SIM_SEED` repeats a failure; `DROVER_SIM_CASES` looks longer. */
export const SEED = Number(process.env["DROVER_SIM_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** How many cases to play: the normal suite's share, or what the environment says. */
const casesOr = (usual: number): number => Number(process.env["DROVER_SIM_CASES"] ?? usual);

/** What a property needs to print its seed when it fails, and to be repeated. */
export const parameters = (usual: number) => ({ numRuns: casesOr(usual), seed: SEED });
