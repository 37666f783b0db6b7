import type { PlantedBug } from "../planted-bugs.ts";

const TALKS = ["talk", "talk-branches"];
const MACHINE = "machines/talk-inputs.ts";
const DESK = "engine/desk.ts";
const TALKING = "executors/talking/talking-executor.ts";

/** Bugs in what agents ask, and in what is said to them. */
export const TALK_BUGS: readonly PlantedBug[] = [
  {
    name: "a decision can be decided again",
    in: TALKS,
    says: /was decided once more|decided first was/,
    plant: {
      file: MACHINE,
      replace: [
        [
          'if (activity === undefined || asked?.decision !== null) return "unexpected";',
          'if (activity === undefined || asked === undefined) return "unexpected";',
        ],
      ],
    },
  },
  {
    name: "an ask has no timer",
    in: TALKS,
    says: /is stuck/,
    plant: { file: MACHINE, replace: [["  if (expiresAt === null) return;\n", "  if (draft.seq >= 0) return;\n"]] },
  },
  {
    name: "time that runs out allows",
    in: TALKS,
    says: /expired and was not denied|decided after its time/,
    plant: {
      file: MACHINE,
      replace: [["decision: EXPIRED }", 'decision: { ...EXPIRED, answer: "allow" } }']],
    },
  },
  {
    name: "a person is asked what the agent has taken back",
    in: TALKS,
    says: /a person is still asked/,
    plant: { file: DESK, replace: [["if (open?.decision === null) await", "if (open === undefined) await"]] },
  },
  {
    name: "a message is said before it is taken",
    in: TALKS,
    says: /and taken is/,
    plant: {
      file: DESK,
      replace: [
        [
          "if (message === null || message.takenBy === gen) return message;",
          "if (message === null || message.takenBy !== undefined) return message;",
        ],
      ],
    },
  },
  {
    name: "a message that another attempt has taken is taken once more",
    in: ["talk-branches"],
    says: /and taken is|was said twice|had not taken/,
    plant: {
      file: MACHINE,
      replace: [
        [
          'if (!isLive || message === undefined || message.takenBy !== null) return "stale";',
          'if (!isLive || message === undefined) return "stale";',
        ],
      ],
    },
  },
  {
    name: "what an attempt took and did not say is lost with it",
    in: TALKS,
    says: /is lost/,
    plant: {
      file: MACHINE,
      replace: [
        [
          "draft.messages.map((message) => (message.takenBy === gen ? { ...message, takenBy: null } : message));",
          "draft.messages.filter((message) => message.takenBy !== gen);",
        ],
      ],
    },
  },
  {
    name: "what a former engine said goes back when the attempt ends before it is taken up",
    in: TALKS,
    says: /was said twice|waits to be said again/,
    plant: {
      file: "engine/performer.ts",
      replace: [["if (!messages.some(({ takenBy }) => takenBy === gen)) return [];", "if (gen !== null) return [];"]],
    },
  },
  {
    name: "a prompt that may have been said is said again",
    in: ["talk-branches"],
    says: /was said twice|said to be interrupted/,
    plant: {
      file: TALKING,
      replace: [
        ["!unsure.has(place) || wire.isWork(line));", "!unsure.has(place));"],
        ["return last >= 0 && unsure.has(last);", "return last > 1e9;"],
      ],
    },
  },
];
