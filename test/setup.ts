// Evaluated anew for each file of tests, as modules are not: its hooks are those of every file.
import { afterAll, afterEach } from "vitest";
import { endFile, endTest } from "./endings.ts";

afterAll(() => endFile());
afterEach(({ task }) => endTest(task));
