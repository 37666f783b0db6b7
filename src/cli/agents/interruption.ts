/** Aborted by Ctrl-C, SIGTERM and a closed terminal: an agent has a session of its own, so nobody else would end it. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => controller.abort());
  return controller.signal;
}
