import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { client } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Loading, Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { Author, Simulate } from "./author.tsx";
import { outlineOf } from "./text/outline.ts";

/** A workflow of the project, or one that ships with Drover, in the editor. */
export function AuthorPage({ name }: { readonly name: string }) {
  const [search] = useSearchParams();
  const found = useQuery({
    queryKey: keys.workflows("text", name),
    queryFn: () => client.getWorkflow({ workflow: name }),
    // Once it is in the editor, it is the editor's.
    gcTime: 0,
    refetchOnReconnect: false,
  });
  const replayed = search.get("run");
  if (found.data === undefined)
    return (
      <Page title={`Edit ${baseName(name)}`}>
        <Shown of={found} what="the workflow">
          {() => null}
        </Shown>
        {found.error !== null && (
          <p>
            <Link href="/workflows">All workflows</Link>, or <Link href="/workflows/new">a new one</Link>
          </p>
        )}
        {/* A run keeps the definition that it follows, whatever has become of the file. */}
        {found.error !== null && replayed !== null && (
          <Suspense fallback={<Loading what="the core of the engine" />}>
            <Simulate name={baseName(name)} good={null} isBroken={false} replayed={replayed} />
          </Suspense>
        )}
      </Page>
    );
  const { text, revision, isShipped, file } = found.data;
  return (
    <Author
      key={name}
      title={`Edit ${baseName(name)}`}
      draftName={name}
      nameOf={() => name}
      checkedAs={baseName(name)}
      loaded={{ text, revision: isShipped ? null : revision }}
      note={isShipped ? `Ships with Drover (${file}). Saving makes a file of the project's own.` : file}
      replayed={replayed}
    />
  );
}

const baseName = (name: string): string => name.replace(/^.*\//, "").replace(/\.ya?ml$/, "");

const TEMPLATE = `name: my-workflow
description: What it is for.

inputs:
  title: { type: string }

steps:
  - id: work
    run: echo "\${{ inputs.title }}"
  - id: review
    approve: Is "\${{ inputs.title }}" done?
    on-failure: { goto: work, max: 3 }
`;

/** A workflow that the project does not have yet; its file is called as its text says. */
export function NewWorkflowPage() {
  const [, go] = useLocation();
  return (
    <Author
      title="New workflow"
      draftName=""
      nameOf={nameIn}
      checkedAs="workflow"
      loaded={{ text: TEMPLATE, revision: null }}
      note="Saved as .drover/workflows/<name>.yaml, by the name in the text."
      replayed={null}
      isNew
      onSaved={(name) => go(`/workflows/${encodeURIComponent(name)}/edit`)}
    />
  );
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

/** `null` where the text gives none that a file can have. */
function nameIn(text: string): string | null {
  const name = outlineOf(text).find(({ path }) => path.length === 1 && path[0] === "name")?.value ?? "";
  return NAME.test(name) ? name : null;
}
