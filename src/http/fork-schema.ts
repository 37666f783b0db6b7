export const RUN_ID = { type: "string", pattern: "^[0-9a-z]{20}$", description: "A run's id." } as const;

export const FORK_ORIGIN = {
  $id: "ForkOrigin",
  type: ["object", "null"],
  description: "Where a forked run comes from; null for a run that was started.",
  required: ["run", "seq"],
  properties: {
    run: RUN_ID,
    seq: { type: "integer", description: "The entry in that run's journal after which this one goes its own way." },
    files: {
      type: "object",
      required: ["of", "seq", "isOlder"],
      description: "Which files it has begun with.",
      properties: {
        of: {
          enum: ["entry", "base", "now", "place", "new"],
          description:
            "`entry`: those after entry `seq`; `base`: those of the commit that the branch started from; `now`: those of when it was forked; `place`: it works in the same folder; `new`: those of any new run.",
        },
        seq: { type: ["integer", "null"] },
        isOlder: {
          type: "boolean",
          description: "Something has ended between those files and the entry; what it changed is not in them.",
        },
      },
    },
  },
} as const;
