import { lazy, type ComponentType, type LazyExoticComponent } from "react";

/** A part of the page that could not be fetched. A browser does not fetch such a module again: only the page as a whole can be loaded anew. */
export class AbsentPart extends Error {}

/** A part of the page that is fetched when it is first shown. */
export const lazyPart = <Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> =>
  lazy(async () => {
    try {
      return { default: await load() };
    } catch (cause) {
      throw new AbsentPart("A part of this page did not come: the daemon was away, or is another version by now.", {
        cause,
      });
    }
  });
