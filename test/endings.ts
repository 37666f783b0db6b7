import type { RunnerTestCase } from "vitest";

type OfFile = () => unknown;
type OfTest = (test: RunnerTestCase) => unknown;

const ofFiles: OfFile[] = [];
const ofTests: OfTest[] = [];

/**
 * What is to be done when a file of tests is over, the last first. Modules are loaded once for many files: a hook of Vitest's at the top of
 * one that several files import would belong to the first of them alone.
 */
export const atEndOfFile = (end: OfFile): void => void ofFiles.push(end);

/** The same for each test. */
export const atEndOfTest = (end: OfTest): void => void ofTests.push(end);

export async function endFile(): Promise<void> {
  for (const end of ofFiles.toReversed()) await end();
}

export async function endTest(test: RunnerTestCase): Promise<void> {
  for (const end of ofTests.toReversed()) await end(test);
}
