import path from "node:path";
import { openLmdbStore } from "../../src/store/lmdb.ts";
import { describeStore } from "./store-contract.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const temporaryFolder = temporaryFolders();

describeStore("the store in LMDB", () => openLmdbStore({ folder: path.join(temporaryFolder(), "store") }));

describeStore("the store in LMDB of a process that is alone", () =>
  openLmdbStore({ folder: path.join(temporaryFolder(), "store"), isAlone: true }),
);
