let shown = "";
let waiting = 0;

function write(): void {
  const title = shown === "" ? "Drover" : `${shown} · Drover`;
  document.title = waiting === 0 ? title : `(${waiting}) ${title}`;
}

/** What the tab of the browser says: the page, and before it how many requests wait for the person. */
export function setPageTitle(title: string): void {
  shown = title;
  write();
}

export function setWaiting(count: number): void {
  waiting = count;
  write();
}
