/** An expression that could not be evaluated inside a transition. `at` is its place in the YAML as `line:col`. */
interface Fault {
  readonly message: string;
  readonly at: string;
}

/**
 * Guards and operations must never throw out of a transition (a throwing guard would make a poison input), so they note
 * the fault here and answer "no"; the step that ran the transition takes the faults and fails the run with the first.
 */
export interface Faults {
  note(fault: Fault): void;
  take(): readonly Fault[];
  isEmpty(): boolean;
}

export function collectFaults(): Faults {
  let faults: Fault[] = [];
  return {
    note: (fault) => void faults.push(fault),
    isEmpty: () => faults.length === 0,
    take: () => {
      const taken = faults;
      faults = [];
      return taken;
    },
  };
}
