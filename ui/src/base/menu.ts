// What a menu holds and where it stands.

/** One entry. */
export interface Choice {
  label: string;
  /** The keys that do the same, as people read them. */
  keys?: string | undefined;
  /** One of several of which one counts: whether it is that one. */
  checked?: boolean;
  /** Chosen, the menu closes first, so that the focus is where it was. */
  run: () => void;
}

/** A menu that is open. A dash parts what belongs together. */
export interface OpenMenu {
  /** Its accessible name. */
  name: string;
  choices: (Choice | "-")[];
  /** What it hangs on, and what has the focus again after it. */
  anchor: HTMLElement;
}

interface Size {
  width: number;
  height: number;
}

interface Place {
  left: number;
  top: number;
  height: number;
}

const GAP = 4;

/** Below what it hangs on, above it where there is more room, and always inside the window. */
export function place(anchor: DOMRect, menu: Size, window: Size): Place {
  const below = window.height - anchor.bottom - 2 * GAP;
  const above = anchor.top - 2 * GAP;
  const down = menu.height <= below || below >= above;
  const height = Math.min(menu.height, Math.max(down ? below : above, 0));
  const top = down ? anchor.bottom + GAP : anchor.top - GAP - height;
  const left = Math.min(anchor.right - menu.width, window.width - menu.width - GAP);
  return { left: Math.max(left, GAP), top, height };
}
