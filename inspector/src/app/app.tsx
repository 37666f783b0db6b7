import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { client, DroverApiError } from "../data/client.ts";
import { Notifier } from "../notify/notifier.tsx";
import { InboxPage } from "../inbox/inbox-page.tsx";
import { RunPage } from "../run/run-page.tsx";
import { RunsPage } from "../runs/runs-page.tsx";
import { Boundary } from "../ui/boundary.tsx";
import { lazyPart } from "../ui/lazy-part.ts";
import { Empty, Loading } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { ConnectionNote } from "./connection-note.tsx";
import { Login } from "./login.tsx";
import { Navigation } from "./navigation.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import styles from "./app.module.css";

const BoardPage = lazyPart(async () => (await import("../board/board-page.tsx")).BoardPage);
const AgentsPage = lazyPart(async () => (await import("../agents/agents-page.tsx")).AgentsPage);
const TriggersPage = lazyPart(async () => (await import("../triggers/triggers-page.tsx")).TriggersPage);
const UsagePage = lazyPart(async () => (await import("../usage/usage-page.tsx")).UsagePage);
const HealthPage = lazyPart(async () => (await import("../health/health-page.tsx")).HealthPage);
const WorkflowsPage = lazyPart(async () => (await import("../workflows/workflows-page.tsx")).WorkflowsPage);
const WorkflowPage = lazyPart(async () => (await import("../workflows/workflow-page.tsx")).WorkflowPage);

/** The whole page: who is not known logs in first. */
export function App() {
  const [location] = useLocation();
  const version = useQuery({ queryKey: ["version"], queryFn: () => client.getVersion() });
  if (version.error instanceof DroverApiError && version.error.status === 401) return <Login />;
  return (
    <div className={styles["app"]}>
      <a className={styles["skip"]} href="#main">
        Skip to the content
      </a>
      <Navigation version={version.data?.drover ?? null} />
      <div className={styles["content"]}>
        <ConnectionNote />
        <Boundary what="this page" of={location}>
          <Suspense fallback={<Loading what="the page" />}>
            <Places />
          </Suspense>
        </Boundary>
      </div>
      <Notifier />
      <Shortcuts />
    </div>
  );
}

// The editor and the core of the engine weigh more than the rest of the page together.
const AuthorPage = lazyPart(async () => (await import("../author/author-page.tsx")).AuthorPage);
const NewWorkflowPage = lazyPart(async () => (await import("../author/author-page.tsx")).NewWorkflowPage);

const Places = () => (
  <Switch>
    <Route path="/" component={RunsPage} />
    <Route path="/runs">{() => <Redirect to={`/${window.location.search}`} replace />}</Route>
    <Route path="/runs/:run/:tab?">{({ run, tab }) => <RunPage key={run} run={run} tab={tab ?? "chart"} />}</Route>
    <Route path="/workflows/new" component={NewWorkflowPage} />
    <Route path="/workflows/:name/edit">
      {({ name }) => <AuthorPage key={name} name={decodeURIComponent(name)} />}
    </Route>
    <Route path="/board/:workflow?">{({ workflow }) => <BoardPage workflow={workflow} />}</Route>
    <Route path="/agents/:agent?">{({ agent }) => <AgentsPage chosen={agent} />}</Route>
    <Route path="/triggers" component={TriggersPage} />
    <Route path="/usage" component={UsagePage} />
    <Route path="/health" component={HealthPage} />
    <Route path="/inbox" component={InboxPage} />
    <Route path="/workflows" component={WorkflowsPage} />
    <Route path="/workflows/:workflow">
      {({ workflow }) => <WorkflowPage key={workflow} workflow={decodeURIComponent(workflow)} />}
    </Route>
    <Route>
      <Page title="Nothing here">
        <Empty title="This page does not exist.">
          <a href="/">All runs</a>
        </Empty>
      </Page>
    </Route>
  </Switch>
);
