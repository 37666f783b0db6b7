/** Aborted by Ctrl-C and SIGTERM: an agent has a session of its own, so nobody else would end it. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => controller.abort());
  return controller.signal;
}
