import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { checkScript, compileScript } from "../../../src/definition/expressions/index.ts";
import { scopeWith, typesWith } from "./scopes.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "drover-script-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The shells at hand: `sh` may be dash, bash or another, and all of them have to agree. */
const SHELLS = ["/bin/sh", "/bin/bash"].filter((path) => existsSync(path));

function compiled(script: string, value: Json) {
  const result = compileScript(script)(scopeWith({ inputs: { value } }));
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

function run(shell: string, script: string, value: Json): string {
  const { script: text, variables } = compiled(script, value);
  const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C.UTF-8", ...variables };
  return start(shell, text, env);
}

const start = (shell: string, script: string, env: Record<string, string>): string =>
  execFileSync(shell, ["-e", "-c", script], { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

const SEPARATOR = "<drover-next-value>";

/** As `run`, for many values: a process for each would take most of the time. */
function runAll(shell: string, script: string, values: readonly string[]): readonly string[] {
  const texts = new Set(values.map((value) => compiled(script, value).script));
  const env = Object.fromEntries(values.map((value, i) => [`VALUE_${i}`, value]));
  const loop = `i=0; while [ $i -lt ${values.length} ]; do
    ( eval "DROVER_VALUE_1=\\$VALUE_$i"; eval "$SCRIPT" ); printf %s "$SEPARATOR"; i=$((i + 1)); done`;
  expect(texts.size).toBe(1);
  const SCRIPT = [...texts].join("");
  const printed = start(shell, loop, { PATH: process.env["PATH"] ?? "", LC_ALL: "C.UTF-8", ...env, SCRIPT, SEPARATOR });
  return printed.split(SEPARATOR).slice(0, -1);
}

const HOSTILE: readonly string[] = [
  "plain",
  "",
  " two  spaces ",
  "$(touch pwned)",
  "`touch pwned`",
  "; touch pwned;",
  "' ; touch pwned; '",
  '" ; touch pwned; "',
  "\n touch pwned \n",
  "line one\nline two",
  "*",
  "/*",
  "?[a-z]",
  "~",
  "-n",
  "--version",
  "${HOME}",
  "${{ inputs.value }}",
  "a\\nb\\",
  "\\",
  "!!",
  "# no comment",
  "EOF",
  "a[$(touch pwned)]",
  "żółć ✅ 𝕏",
  "\u0001\u001B[31m\t",
  "&& touch pwned || >pwned",
  "}",
  "))",
];

/** A script and what it prints for a value. */
const CONTEXTS: Readonly<Record<string, readonly [script: string, expected: (value: string) => string]>> = {
  bare: ["printf '<%s>' ${{ inputs.value }}", (v) => `<${v}>`],
  "inside a word": ["printf '<%s>' a${{ inputs.value }}b", (v) => `<a${v}b>`],
  "twice in a word": ["printf '<%s>' ${{ inputs.value }}${{ inputs.value }}", (v) => `<${v}${v}>`],
  "double quotes": ['printf "<%s>" "${{ inputs.value }}"', (v) => `<${v}>`],
  "double quotes with text": ['printf "<%s>" "say: \\"${{ inputs.value }}\\" !"', (v) => `<say: "${v}" !>`],
  assignment: ['X=${{ inputs.value }}\nprintf "<%s>" "$X"', (v) => `<${v}>`],
  "substitution in double quotes": ['printf "<%s>" "$(printf "%s." ${{ inputs.value }})"', (v) => `<${v}.>`],
  "quotes in substitution in quotes": ['printf "<%s>" "$(printf "%s." "${{ inputs.value }}")"', (v) => `<${v}.>`],
  "bare substitution": ["X=$(printf '%s.' ${{ inputs.value }})\nprintf '<%s>' \"$X\"", (v) => `<${v}.>`],
  backticks: ["X=`printf '%s.' ${{ inputs.value }}`\nprintf '<%s>' \"$X\"", (v) => `<${v}.>`],
  "backticks in double quotes": ['printf "<%s>" "`printf %s. ${{ inputs.value }}`"', (v) => `<${v}.>`],
  heredoc: ["cat <<EOF\n<${{ inputs.value }}>\nEOF\n", (v) => `<${v}>\n`],
  "heredoc with tabs": ["cat <<-END\n\t<${{ inputs.value }}>\n\tEND\n", (v) => `<${v}>\n`],
  "heredoc with quotes in its body": [
    "cat <<EOF\nit's \"${{ inputs.value }}\"\nEOF\nprintf '<%s>' ${{ inputs.value }}",
    (v) => `it's "${v}"\n<${v}>`,
  ],
  "two heredocs": [
    "cat <<A; cat <<'B'\n${{ inputs.value }}\nA\n'$literal\nB\nprintf '<%s>' ${{ inputs.value }}",
    (v) => `${v}\n'$literal\n<${v}>`,
  ],
  "after a literal heredoc that looks like code": [
    "cat <<'B'\n$(it's ` \\\nB\nprintf '<%s>' ${{ inputs.value }}",
    (v) => "$(it's ` \\\n<".concat(v, ">"),
  ],
  "substitution in a heredoc": ["cat <<EOF\n$(printf '%s.' ${{ inputs.value }})\nEOF\n", (v) => `${v}.\n`],
  "heredoc in a substitution": ['printf "<%s>" "$(cat <<EOF\n${{ inputs.value }}.\nEOF\n)"', (v) => `<${v}.>`],
  "default in quotes": ['unset X\nprintf "<%s>" "${X:-${{ inputs.value }}}"', (v) => `<${v}>`],
  "bare default": ["unset X\nprintf '<%s>' ${X:-${{ inputs.value }}}", (v) => `<${v}>`],
  "default in a heredoc": ["unset X\ncat <<EOF\n${X:-${{ inputs.value }}}\nEOF\n", (v) => `${v}\n`],
  "prefix taken off": ['X="${{ inputs.value }}/rest"\nprintf "<%s>" "${X#${{ inputs.value }}}"', () => "</rest>"],
  "suffix taken off": ["X=rest${{ inputs.value }}\nprintf '<%s>' ${X%${{ inputs.value }}}", () => "<rest>"],
  "after a comment": ["# it's a \"comment\nprintf '<%s>' ${{ inputs.value }} # ${{ nonsense( }}", (v) => `<${v}>`],
  "after single quotes": ["printf '<%s>' 'it'\"'\"'s' ${{ inputs.value }}", (v) => `<it's><${v}>`],
  "after escaped quotes": ["printf '<%s>' \\' \\\" ${{ inputs.value }}", (v) => `<'><"><${v}>`],
  "after an escaped dollar": ['printf "<%s>" "\\$(x" ${{ inputs.value }}', (v) => `<$(x><${v}>`],
  "a case's word": [
    "case ${{ inputs.value }} in ${{ inputs.value }}) printf same;; *) printf other;; esac",
    () => "same",
  ],
  "case in a substitution": [
    'printf "<%s>" "$(case x in (y) ;; x) printf "%s." ${{ inputs.value }};; esac)" ${{ inputs.value }}',
    (v) => `<${v}.><${v}>`,
  ],
  "word named case": ['printf "<%s>" "$(echo case)" ${{ inputs.value }}', (v) => `<case><${v}>`],
  "subshell and function": ["f() { printf '<%s>' \"$1\"; }\n(f ${{ inputs.value }})", (v) => `<${v}>`],
  test: ["if [ ${{ inputs.value }} = ${{ inputs.value }} ]; then printf yes; fi", () => "yes"],
  loop: ["for x in ${{ inputs.value }} end; do printf '<%s>' \"$x\"; done", (v) => `<${v}><end>`],
  "redirection target": ["printf %s ${{ inputs.value }} > out; cat out", (v) => v],
  "line continuation": ["printf '<%s>' \\\n  ${{ inputs.value }}", (v) => `<${v}>`],
  "arithmetic nearby": ["printf '<%s>' $((1 + (2 * 3))) ${{ inputs.value }}", (v) => `<7><${v}>`],
  "parameter length nearby": ["X=abc; printf '<%s>' ${#X} $# ${{ inputs.value }}", (v) => `<3><0><${v}>`],
};

describe.each(SHELLS)("with %s, a value stays a value", (shell) => {
  for (const [name, [script, expected]] of Object.entries(CONTEXTS))
    test(`${name}: whatever it holds`, () => {
      expect(runAll(shell, script, HOSTILE)).toEqual(HOSTILE.map(expected));
      expect(readdirSync(folder).filter((file) => file !== "out")).toEqual([]);
    });

  test("in arithmetic, negative numbers too", () => {
    expect(run(shell, "printf %s $(( 5 -${{ inputs.value }} ))", -3)).toBe("8");
    expect(run(shell, 'printf %s "$((${{ inputs.value }} * (1 + ${{ inputs.value }})))"', 4)).toBe("20");
  });

  test("numbers, null, lists and objects are written as in a text", () => {
    const printed = (value: Json) => run(shell, "printf %s ${{ inputs.value }}", value);
    expect(printed(3)).toBe("3");
    expect(printed(null)).toBe("");
    expect(printed([1, "a b"])).toBe('[1,"a b"]');
    expect(printed({ a: true })).toBe('{"a":true}');
  });
});

test("any text comes out as it went in, whichever way it is quoted", () => {
  const script = 'printf "%s|" ${{ inputs.value }} "${{ inputs.value }}"; cat <<EOF\n${{ inputs.value }}\nEOF';
  const text = fc.string({
    unit: fc.constantFrom(..."ab '\"`$(){}[]\\;&|<>*?~#!\n\t-=%€𝕏".match(/./gsu)!),
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, (value) => {
      expect(run("/bin/sh", script, value)).toBe(`${value}|${value}|${value}\n`);
    }),
    { numRuns: 40 },
  );
  expect(readdirSync(folder).filter((file) => file !== "out")).toEqual([]);
});

describe("places where a value cannot go are problems at load", () => {
  const types = typesWith();
  const refused: Readonly<Record<string, readonly [script: string, message: string]>> = {
    "single quotes": ["echo '${{ inputs.prompt }}'", "single quotes"],
    "single quotes in a substitution": ["echo \"$(echo 'a ${{ inputs.prompt }}')\"", "single quotes"],
    "a heredoc with a quoted delimiter": ["cat <<'EOF'\n${{ inputs.prompt }}\nEOF", "delimiter is quoted"],
    "a heredoc with an escaped delimiter": ["cat <<\\EOF\n${{ inputs.prompt }}\nEOF", "delimiter is quoted"],
    "a heredoc's delimiter": ["cat <<${{ inputs.prompt }}\nx\n", "delimiter cannot be"],
    "after a backslash": ["echo \\${{ inputs.prompt }}", "backslash"],
    "after a backslash in quotes": ['echo "\\${{ inputs.prompt }}"', "backslash"],
    "escaped backticks": ["echo `echo \\`echo ${{ inputs.prompt }}\\``", "backticks"],
    "a parameter's name": ["echo ${${{ inputs.prompt }}}", "can stand in ${ }"],
    "a substring's offset": ["echo ${X:${{ inputs.count }}}", "can stand in ${ }"],
    "an index": ["echo ${X[${{ inputs.count }}]}", "can stand in ${ }"],
    "double brackets": ["if true && [[ ${{ inputs.count }} -eq 1 ]]; then :; fi", "as code"],
    "double parentheses": ["if (( ${{ inputs.count }} > 1 )); then :; fi", "as code"],
    eval: ["eval echo ${{ inputs.prompt }}", "as code"],
  };
  test.each(Object.entries(refused))("%s", (_name, [script, message]) => {
    const problems = checkScript(script, types);
    expect(problems.map((each) => each.message).join()).toContain(message);
    expect(script.slice(problems[0]!.offset)).toMatch(/^\$\{\{/);
    expect(problems[0]!.suggestion).not.toBe(null);
    expect(compileScript(script)(scopeWith())).toMatchObject({ ok: false });
  });

  test("nothing else about a good script is a problem", () => {
    for (const [script] of Object.values(CONTEXTS)) {
      const mine = script.replaceAll("inputs.value", "inputs.prompt");
      expect(checkScript(mine, types)).toEqual([]);
    }
    expect(checkScript("[[ a ]] && echo ${{ inputs.prompt }}", types)).toEqual([]);
    expect(checkScript("eval x; echo ${{ inputs.prompt }}", types)).toEqual([]);
  });

  test("a wrong name is found at its place in the script", () => {
    const script = 'npm ci\necho "${{ inputs.promt }}"';
    const [problem] = checkScript(script, types);
    expect(script.slice(problem!.offset, problem!.offset + problem!.length)).toBe("promt");
    expect(problem!.suggestion).toBe("inputs.prompt");
  });

  test("text in arithmetic", () => {
    expect(checkScript("echo $(( ${{ inputs.prompt }} ))", types)).toMatchObject([{ expected: "a number" }]);
    expect(checkScript("echo $(( ${{ inputs.count }} ))", types)).toEqual([]);
  });
});

test("text in arithmetic is refused when it is evaluated, for a shell would run it", () => {
  const result = compileScript("echo $(( ${{ inputs.value }} ))")(
    scopeWith({ inputs: { value: "a[$(touch pwned)]" } }),
  );
  expect(result).toMatchObject({ ok: false });
  expect(result.ok ? "" : result.message).toContain("whole number");
});

test("the same expression travels once", () => {
  const { script, variables } = compiled(
    'echo ${{ inputs.value }} "${{inputs.value}}" ${{ size(inputs.value) }}',
    "abc",
  );
  expect(script).toBe('echo "${DROVER_VALUE_1}" "${DROVER_VALUE_1}" "${DROVER_VALUE_2}"');
  expect(variables).toEqual({ DROVER_VALUE_1: "abc", DROVER_VALUE_2: "3" });
});

test("a script without templates is left alone", () => {
  expect(compiled("echo '${X}' $${{ y }}", 1)).toEqual({ script: "echo '${X}' ${{ y }}", variables: {} });
  expect(compiled("echo $HOME", 1)).toEqual({ script: "echo $HOME", variables: {} });
});

test("an expression in a comment is neither checked nor evaluated, and stays in the comment", () => {
  const script = "# was ${{ inputs.gone +\n 1 }}\necho ok";
  expect(checkScript(script, typesWith())).toEqual([]);
  const { script: text, variables } = compiled(script, 1);
  expect(variables).toEqual({});
  expect(text.split("\n")).toHaveLength(2);
});

test("a value that no environment can carry is a failure that says so", () => {
  const evaluate = compileScript("echo ${{ inputs.value }}");
  const large = evaluate(scopeWith({ inputs: { value: "x".repeat(120_000) } }));
  expect(large.ok ? "" : large.message).toMatch(/Cannot pass "inputs.value".*120000 bytes.*100000/);
  const nul = evaluate(scopeWith({ inputs: { value: "a\0b" } }));
  expect(nul.ok ? "" : nul.message).toContain("NUL");
  const many = compileScript(Array.from({ length: 12 }, (_, i) => `echo \${{ inputs.value + "${i}" }}`).join("\n"));
  const all = many(scopeWith({ inputs: { value: "x".repeat(90_000) } }));
  expect(all.ok ? "" : all.message).toContain("all together");
});

test("the largest value that is let through starts a real shell", () => {
  expect(run("/bin/sh", "printf %s ${{ inputs.value }} | wc -c", "x".repeat(100_000)).trim()).toBe("100000");
});

test("a template without an end is a problem, and no script", () => {
  expect(checkScript("echo ${{ inputs.prompt", typesWith())).toMatchObject([{ offset: 5, expected: "}}" }]);
  expect(compileScript("echo ${{ inputs.prompt")(scopeWith())).toMatchObject({ ok: false });
});

test("no script makes the reader throw", () => {
  const piece = fc.constantFrom(
    ..."'\"`\\$(){}[]#;&|<>\n \t-:+%!@a".split(""),
    "${{ inputs.prompt }}",
    "${{",
    "$((",
    "<<EOF\n",
    "EOF",
    "case x in",
    "esac",
    "[[",
    "eval ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const script = pieces.join("");
      expect(Array.isArray(checkScript(script, typesWith()))).toBe(true);
      expect(typeof compileScript(script)(scopeWith()).ok).toBe("boolean");
    }),
    { numRuns: 1_000 },
  );
  const deep = `${"$(".repeat(50_000)}\${{ inputs.prompt }}`;
  expect(checkScript(deep, typesWith()).length).toBeGreaterThan(0);
});
