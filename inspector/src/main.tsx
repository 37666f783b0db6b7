import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { LiveProvider } from "./app/context.ts";
import { applyTheme } from "./app/theme.ts";
import { openLive } from "./data/live.ts";
import { createQueries } from "./data/queries.ts";
import { Boundary } from "./ui/boundary.tsx";
import { NoticesProvider } from "./ui/notices.tsx";
import "./styles/tokens.css";
import "./styles/base.css";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");

applyTheme();
const queries = createQueries();
const live = openLive(queries);

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LiveProvider value={live}>
        <NoticesProvider>
          <Boundary what="the page">
            <App />
          </Boundary>
        </NoticesProvider>
      </LiveProvider>
    </QueryClientProvider>
  </StrictMode>,
);
