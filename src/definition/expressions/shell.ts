import {
  ARITHMETIC,
  BARE,
  COMMENT,
  type Cursor,
  type Expression,
  IN_BACKTICKS,
  IN_CODE,
  IN_PARAMETER,
  IN_SINGLE_QUOTES,
  type Placement,
  QUOTED,
  cursorOver,
  isAtEnd,
  peek,
  place,
  sees,
  skipEscape,
} from "./cursor.ts";
import { heredocBodies, heredocStart } from "./heredoc.ts";
import type { Part } from "./parts.ts";

/**
 * Reads a script as a POSIX shell quotes it, as far as needed to know how the value of each expression can travel. A
 * script that a shell would refuse gets some placement as well: what is put in is always a variable, never text.
 */
export function placementsIn(parts: readonly Part[]): ReadonlyMap<Expression, Placement> {
  const cursor = cursorOver(parts);
  while (!isAtEnd(cursor)) readCommands(cursor, "");
  return cursor.placed;
}

/** What the reading of commands depends on, from what came before. */
interface Commands {
  /** The character that ends them: `)` of `$( )`, a backtick, or none. */
  readonly until: string;
  /** Whether a word may start here, and whether that word would be a command. */
  wordStart: boolean;
  commandStart: boolean;
  parentheses: number;
  /** Open `case`s: the `)` after a pattern closes nothing. */
  cases: number;
  /** The command at work, if the shell evaluates its arguments once more. */
  evaluates: "[[" | "command" | null;
}

function readCommands(cursor: Cursor, until: string): void {
  const commands: Commands = {
    until,
    wordStart: true,
    commandStart: true,
    parentheses: 0,
    cases: 0,
    evaluates: null,
  };
  while (!isAtEnd(cursor) && !isClosed(cursor, commands)) {
    if (place(cursor, commands.evaluates === null ? BARE : IN_CODE)) startNothing(commands);
    else (STEPS[peek(cursor)] ?? readWord)(cursor, commands);
  }
  cursor.at++;
}

function isClosed(cursor: Cursor, { until, parentheses, cases }: Commands): boolean {
  return until !== "" && peek(cursor) === until && (until !== ")" || (parentheses === 0 && cases === 0));
}

function startNothing(commands: Commands): void {
  commands.wordStart = false;
  commands.commandStart = false;
}

function startCommand(commands: Commands): void {
  commands.wordStart = true;
  commands.commandStart = true;
  if (commands.evaluates === "command") commands.evaluates = null;
}

type Step = (cursor: Cursor, commands: Commands) => void;

const inWord =
  (read: (cursor: Cursor) => void): Step =>
  (cursor, commands) => {
    read(cursor);
    startNothing(commands);
  };

const separate: Step = (cursor, commands) => {
  cursor.at++;
  startCommand(commands);
};

const blank: Step = (cursor, commands) => {
  cursor.at++;
  commands.wordStart = true;
};

const STEPS: Readonly<Record<string, Step>> = {
  "\\": inWord(skipEscape),
  "'": inWord(readSingleQuotes),
  '"': inWord(readDoubleQuotes),
  $: inWord((cursor) => readDollar(cursor, "code")),
  "`": inWord(readBackticks),
  " ": blank,
  "\t": blank,
  ">": blank,
  ";": separate,
  "&": separate,
  "|": separate,
  "#": readHash,
  "<": readLess,
  "(": readOpening,
  ")": readClosing,
  "\n": (cursor, commands) => {
    cursor.at++;
    startCommand(commands);
    heredocBodies(cursor, readHeredocExpansion);
  },
};

function readHash(cursor: Cursor, commands: Commands): void {
  if (!commands.wordStart) return void cursor.at++;
  while (!isAtEnd(cursor) && peek(cursor) !== "\n" && !(commands.until === "`" && peek(cursor) === "`"))
    if (!place(cursor, COMMENT)) cursor.at++;
}

function readLess(cursor: Cursor, commands: Commands): void {
  commands.wordStart = true;
  if (sees(cursor, "<<<")) cursor.at += 3;
  else if (sees(cursor, "<<")) heredocStart(cursor);
  else cursor.at++;
}

function readOpening(cursor: Cursor, commands: Commands): void {
  if (commands.commandStart && sees(cursor, "((")) {
    cursor.at += 2;
    return readArithmetic(cursor, IN_CODE);
  }
  cursor.at++;
  commands.parentheses++;
  startCommand(commands);
}

function readClosing(cursor: Cursor, commands: Commands): void {
  cursor.at++;
  if (commands.parentheses > 0) commands.parentheses--;
  startCommand(commands);
}

/** Words after which a command still starts. */
const LEADING: ReadonlySet<string> = new Set(["then", "do", "else", "elif", "if", "while", "until", "!", "{", "time"]);

function readWord(cursor: Cursor, commands: Commands): void {
  let word = "";
  for (let char = peek(cursor); char !== "" && STEPS[char] === undefined; char = peek(cursor)) {
    word += char;
    cursor.at++;
  }
  const isCommand = commands.commandStart && commands.wordStart;
  startNothing(commands);
  if (word === "]]" && commands.evaluates === "[[") commands.evaluates = null;
  if (isCommand) readCommandWord(word, commands);
}

function readCommandWord(word: string, commands: Commands): void {
  if (word === "case") commands.cases++;
  else if (word === "esac") commands.cases = Math.max(0, commands.cases - 1);
  else if (word === "[[") commands.evaluates = "[[";
  else if (word === "eval" || word === "let") commands.evaluates = "command";
  else commands.commandStart = LEADING.has(word);
}

function readSingleQuotes(cursor: Cursor): void {
  cursor.at++;
  while (!isAtEnd(cursor) && peek(cursor) !== "'") if (!place(cursor, IN_SINGLE_QUOTES)) cursor.at++;
  cursor.at++;
}

function readDoubleQuotes(cursor: Cursor): void {
  cursor.at++;
  while (!isAtEnd(cursor) && peek(cursor) !== '"') readQuoted(cursor);
  cursor.at++;
}

/** One piece of what stands in double quotes. */
function readQuoted(cursor: Cursor): void {
  if (place(cursor, QUOTED)) return;
  const char = peek(cursor);
  if (char === "\\") skipEscape(cursor);
  else if (char === "$") readDollar(cursor, "quotes");
  else if (char === "`") readBackticks(cursor);
  else cursor.at++;
}

const readHeredocExpansion = (cursor: Cursor): void =>
  peek(cursor) === "$" ? readDollar(cursor, "heredoc") : readBackticks(cursor);

type Surroundings = "code" | "quotes" | "heredoc";

function readDollar(cursor: Cursor, around: Surroundings): void {
  if (sees(cursor, "$((")) {
    cursor.at += 3;
    readArithmetic(cursor, ARITHMETIC);
  } else if (sees(cursor, "$(")) {
    cursor.at += 2;
    readCommands(cursor, ")");
  } else if (sees(cursor, "${")) {
    cursor.at += 2;
    readParameter(cursor, around);
  } else cursor.at++;
}

/** A backslash in backticks is taken off before the commands are read, so that quotes are not what they seem. */
function readBackticks(cursor: Cursor): void {
  let end = 1;
  let escapes = false;
  while (cursor.at + end < cursor.units.length && peek(cursor, end) !== "`") {
    const isEscape = peek(cursor, end) === "\\";
    escapes ||= isEscape;
    end += isEscape ? 2 : 1;
  }
  const last = cursor.at + end;
  cursor.at++;
  if (!escapes) return readCommands(cursor, "`");
  while (cursor.at < last) if (!place(cursor, IN_BACKTICKS)) cursor.at++;
  cursor.at = last + 1;
}

function readArithmetic(cursor: Cursor, placement: Placement): void {
  let depth = 0;
  while (!isAtEnd(cursor)) {
    if (place(cursor, placement)) continue;
    const char = peek(cursor);
    if (char === ")" && depth === 0) break;
    if (char === "$") readDollar(cursor, "quotes");
    else if (char === "`") readBackticks(cursor);
    else cursor.at++;
    if (char === "(") depth++;
    if (char === ")") depth--;
  }
  cursor.at += sees(cursor, "))") ? 2 : 1;
}

/** `${NAME…}`: only what follows some operators is a text. */
function readParameter(cursor: Cursor, around: Surroundings): void {
  if (sees(cursor, "#") || sees(cursor, "!")) cursor.at++;
  while (/[\w@*]/.test(peek(cursor))) cursor.at++;
  const operator = operatorAt(cursor);
  const placement = operandPlacement(operator, around);
  const takesQuotes = around === "code" || operator === "pattern";
  while (!isAtEnd(cursor) && !sees(cursor, "}")) {
    if (place(cursor, placement)) continue;
    if (sees(cursor, "'") && takesQuotes) readSingleQuotes(cursor);
    else if (sees(cursor, '"') && around !== "heredoc") readDoubleQuotes(cursor);
    else readQuoted(cursor);
  }
  cursor.at++;
}

type Operator = "pattern" | "word" | "other";

function operatorAt(cursor: Cursor): Operator {
  if (sees(cursor, "#") || sees(cursor, "%")) return "pattern";
  const char = sees(cursor, ":") ? peek(cursor, 1) : peek(cursor);
  return char !== "" && "-=?+".includes(char) ? "word" : "other";
}

function operandPlacement(operator: Operator, around: Surroundings): Placement {
  if (operator === "other") return IN_PARAMETER;
  if (operator === "word") return around === "code" ? BARE : QUOTED;
  // In a pattern even double quotes around the whole leave `*` and `?` at work, so the variable needs its own.
  return around === "heredoc" ? IN_PARAMETER : BARE;
}
