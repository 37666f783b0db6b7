import type { Token, Tokens } from "marked";
import { memo, useMemo, useState, type ReactNode } from "react";
import { Button } from "../../../ui/button.tsx";
import { MarkedText } from "../text/marked-text.tsx";
import { withoutEscapes } from "../text/sgr.ts";
import { lexed } from "./lex.ts";
import { unescaped } from "./unescaped.ts";
import styles from "./entries.module.css";

/** How deep lists and quotes may lie in each other. */
const DEEPEST = 12;

/**
 * What an agent wrote in Markdown. Only its structure is taken: HTML stays text, images are links, links lead to the web only and tell
 * the other side nothing.
 */
export const Markdown = memo(function Markdown({ text }: { readonly text: string }) {
  const clean = useMemo(() => withoutEscapes(text), [text]);
  const tokens = useMemo(() => lexed(clean), [clean]);
  if (tokens === null) return <LongText text={clean} />;
  return <div className={styles["markdown"]}>{blocks(tokens, 0)}</div>;
});

const SHOWN = 20_000;

/** A text of any length, of which the beginning is shown until somebody asks for more. */
export function LongText({ text }: { readonly text: string }) {
  const [count, setCount] = useState(SHOWN);
  return (
    <div className={styles["plain"]}>
      <MarkedText text={text.slice(0, count)} />
      {text.length > count && (
        <Button small onClick={() => setCount(count * 4)}>
          {(text.length - count).toLocaleString("en")} more characters
        </Button>
      )}
    </div>
  );
}

const blocks = (tokens: readonly Token[], depth: number): ReactNode =>
  tokens.map((token, i) => <Block key={i} token={token} depth={depth} />);

function Block({ token, depth }: { readonly token: Token; readonly depth: number }): ReactNode {
  if (depth > DEEPEST) return <MarkedText text={token.raw} />;
  const drawn = BLOCKS[token.type];
  if (drawn !== undefined) return drawn(token as never, depth);
  return token.type === "space" || token.type === "def" ? null : <p>{inline([token], depth)}</p>;
}

const BLOCKS: Readonly<Record<string, (token: never, depth: number) => ReactNode>> = {
  paragraph: ({ tokens }: Tokens.Paragraph, depth) => <p>{inline(tokens, depth)}</p>,
  // As large as the page's own ones they would pass for them.
  heading: ({ tokens }: Tokens.Heading, depth) => <p className={styles["heading"]}>{inline(tokens, depth)}</p>,
  code: ({ text, lang }: Tokens.Code) => <Code text={text} language={lang ?? ""} />,
  blockquote: ({ tokens }: Tokens.Blockquote, depth) => <blockquote>{blocks(tokens, depth + 1)}</blockquote>,
  hr: () => <hr />,
  list: (token: Tokens.List, depth) => <List token={token} depth={depth} />,
  table: (token: Tokens.Table, depth) => <Table token={token} depth={depth} />,
  html: ({ raw }: Tokens.HTML) => (
    <p className={styles["plain"]}>
      <MarkedText text={raw} />
    </p>
  ),
};

function List({ token: { ordered, start, items }, depth }: { readonly token: Tokens.List; readonly depth: number }) {
  const drawn = items.map((item, i) => (
    <li key={i}>
      {item.task && (
        <span aria-label={item.checked === true ? "done" : "to do"}>{item.checked === true ? "☑ " : "☐ "}</span>
      )}
      {item.tokens.map((token, j) =>
        token.type === "text" ? (
          <span key={j}>{inline((token as Tokens.Text).tokens ?? [token], depth)}</span>
        ) : token.type === "checkbox" ? null : (
          <Block key={j} token={token} depth={depth + 1} />
        ),
      )}
    </li>
  ));
  return ordered ? <ol start={typeof start === "number" ? start : 1}>{drawn}</ol> : <ul>{drawn}</ul>;
}

function Table({ token: { header, rows }, depth }: { readonly token: Tokens.Table; readonly depth: number }) {
  return (
    <div className={styles["wide"]} tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {header.map((cell, i) => (
              <th key={i}>{inline(cell.tokens, depth)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j}>{inline(cell.tokens, depth)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const inline = (tokens: readonly Token[], depth: number): ReactNode =>
  tokens.map((token, i) => <Inline key={i} token={token} depth={depth + 1} />);

function Inline({ token, depth }: { readonly token: Token; readonly depth: number }): ReactNode {
  const draw = depth > DEEPEST ? undefined : INLINES[token.type];
  return draw === undefined ? <MarkedText text={token.raw} /> : draw(token as never, depth);
}

const INLINES: Readonly<Record<string, (token: never, depth: number) => ReactNode>> = {
  strong: ({ tokens }: Tokens.Strong, depth) => <strong>{inline(tokens, depth)}</strong>,
  em: ({ tokens }: Tokens.Em, depth) => <em>{inline(tokens, depth)}</em>,
  del: ({ tokens }: Tokens.Del, depth) => <del>{inline(tokens, depth)}</del>,
  codespan: ({ text }: Tokens.Codespan) => (
    <code>
      <MarkedText text={text} />
    </code>
  ),
  br: () => <br />,
  link: ({ href, tokens }: Tokens.Link, depth) => <WebLink href={href}>{inline(tokens, depth)}</WebLink>,
  image: ({ href, text }: Tokens.Image) => <WebLink href={href}>{`[image] ${text}`}</WebLink>,
  escape: ({ text }: Tokens.Escape) => <MarkedText text={text} />,
  text: ({ text, tokens = [] }: Tokens.Text, depth) =>
    tokens.length > 0 ? inline(tokens, depth) : <MarkedText text={unescaped(text)} />,
};

/** Nothing but the web is led to; where a link leads is shown when one points at it. */
function WebLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  if (!/^https?:\/\//i.test(href)) return <span title={href}>{children}</span>;
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** Code with its language, to be copied as it was written. */
export function Code({ text, language }: { readonly text: string; readonly language: string }) {
  return (
    <div className={styles["code"]}>
      <div className={styles["codeHead"]}>
        <small>
          <MarkedText text={language.slice(0, 40)} />
        </small>
        <CopyButton text={text} />
      </div>
      <pre tabIndex={0} aria-label={language === "" ? "Code" : `Code (${language.slice(0, 40)})`}>
        <MarkedText text={text} />
      </pre>
    </div>
  );
}

const TOLD_MS = 1_500;

export function CopyButton({ text, what = "Copy" }: { readonly text: string; readonly what?: string }) {
  const [note, setNote] = useState<string | null>(null);
  const tell = (now: string): void => {
    setNote(now);
    window.setTimeout(() => setNote(null), TOLD_MS);
  };
  return (
    <Button
      kind="quiet"
      small
      onClick={() =>
        void navigator.clipboard.writeText(text).then(
          () => tell("Copied"),
          () => tell("The browser refuses"),
        )
      }
    >
      {note ?? what}
    </Button>
  );
}
