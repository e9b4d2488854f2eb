// The focus among rows: each has one button that does the most likely thing, and arrow keys go from one to the next.

/** The row that has the focus, or that something in it was pressed in. */
export function rowOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>("[data-row]") ?? null;
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")];
}

/** Goes to a row's main button, or to the action that mends what failed there. */
export function enter(row: HTMLElement): void {
  const button =
    row.querySelector<HTMLElement>("[data-mend]") ?? row.querySelector<HTMLElement>("[data-main]");
  button?.focus();
  row.scrollIntoView({ block: "nearest" });
}

/** The row with this key. */
export function find(key: string): HTMLElement | undefined {
  return rows().find((row) => row.dataset["row"] === key);
}

/** One row up or down; up from the first one comes back to the search. */
export function step(from: Element | null, by: -1 | 1): boolean {
  const all = rows();
  const row = rowOf(from);
  const at = row ? all.indexOf(row) : -1;
  if (at + by < 0) return false;
  const next = all[at + by];
  if (next) enter(next);
  return true;
}

export function first(): HTMLElement | undefined {
  return rows()[0];
}

export function last(): HTMLElement | undefined {
  const all = rows();
  return all[all.length - 1];
}

/** The parts of the window, in order, for F6. */
export function nextPart(by: -1 | 1): void {
  const parts = [...document.querySelectorAll<HTMLElement>("[data-part]")].filter(
    (part) => part.querySelector(FOCUSABLE) !== null,
  );
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  const next = parts[(at + by + parts.length) % parts.length];
  const wanted =
    next?.querySelector<HTMLElement>("[role=search] input") ?? next?.querySelector<HTMLElement>(FOCUSABLE);
  wanted?.focus();
}

const FOCUSABLE = "input:not([disabled]), button:not([disabled]), summary, [tabindex='0']";

/** Where the focus was before something was drawn anew. */
export interface Kept {
  row: string;
  /** The rows after it and before it, nearest first, should it be gone. */
  neighbours: string[];
  action: boolean;
  /** How far down it stood. */
  top: number;
}

/** Remembers the focus, if a row has it. */
export function remember(): Kept | null {
  const row = rowOf(document.activeElement);
  if (!row) return null;
  const all = rows();
  const at = all.indexOf(row);
  const key = (it: HTMLElement | undefined) => (it?.dataset["row"] ? [it.dataset["row"]] : []);
  return {
    row: row.dataset["row"] ?? "",
    neighbours: [...key(all[at + 1]), ...key(all[at - 1])],
    action: document.activeElement?.hasAttribute("data-more") ?? false,
    top: row.getBoundingClientRect().top,
  };
}

/** Gives the focus back to where it was, if what had it was moved or is gone. */
export function restore(kept: Kept | null, otherwise: () => void): void {
  if (!kept) return;
  const row = find(kept.row);
  // What comes in above must not push away what a person is about to press.
  if (row) row.closest("main")?.scrollBy(0, row.getBoundingClientRect().top - kept.top);
  if (document.activeElement && document.activeElement !== document.body) return;
  if (row && kept.action) row.querySelector<HTMLElement>("[data-more]")?.focus();
  else if (row) enter(row);
  else {
    const near = kept.neighbours.map(find).find((it) => it !== undefined);
    if (near) enter(near);
    else otherwise();
  }
}
