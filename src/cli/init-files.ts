/** What `drover init` writes, by path below `.drover`. The example runs as it is: it needs no agent. */
export const INIT_FILES: Readonly<Record<string, string>> = {
  "config.yaml": `# What holds for every run of this project. Everything here may be left out.

# agent: claude             # the profile where the expression of a step's agent gives nothing
# env:
#   inherit: [NODE_ENV]     # variables that scripts and agents get beside PATH, HOME and the like
# workspace:
#   base: main              # where new branches start; left out: where the repository stands
#   copy: [.env]            # files that git ignores and a run needs all the same
`,
  ".gitignore": `state/
`,
  "workflows/hello.yaml": `# An example. Run it:  drover run hello -i name=Ada
# A run works in a git worktree on a branch of its own: your files stay as they are.
name: hello
description: Writes a greeting on a branch of its own.

inputs:
  name: { type: string, default: World, description: Who is greeted. }

steps:
  # A shell script. What stands in \${{ }} becomes a shell variable; it is never parsed as code.
  - id: greet
    run: |
      echo "Hello, \${{ inputs.name }}!" | tee hello.txt

  # An agent. \`drover agents\` lists the profiles; your own stand in .drover/agents/.
  # - id: improve
  #   agent: claude
  #   prompt: Make the greeting in hello.txt friendlier.
  #   timeout: 10m

  - id: check
    run: test -s hello.txt
    # on-failure: { goto: improve, max: 2 }

  # A person. The run waits, without costing anything, until somebody answers with \`drover approve\`.
  # - id: approve
  #   approve: Keep the greeting on \${{ workspace.branch }}?
  #   timeout: 7d

  - id: commit
    uses: git.commit
    with: { message: "Greet \${{ inputs.name }}" }

# Runs at the end, whatever happened.
finally:
  - id: goodbye
    run: echo "That was run \${{ run.id }}."

outputs:
  commit: \${{ steps.commit.output.commit }}
`,
  "agents/example.yaml": `# An agent profile; the file's name is its name. The prompt goes to standard input, the answer comes from standard output.
description: Repeats what it is asked. Put your agent's command here.
executor: command
command: [cat]
# format: jsonl                           # when it writes one JSON value a line …
# fields: { text: result, session: id }   # … and where in it the answer and the session's id stand
# resume: [--resume, "{{session}}"]       # what continues a session
# inherit: [MY_API_KEY]                   # variables that it gets from your environment
`,
};
