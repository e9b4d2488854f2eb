// How much of an access window is left, and what that is called.
import type { WindowView } from "../bindings";

/** From here on its end is near. */
export const NEAR_MS = 10 * 60_000;
/** From here on every second is told. */
const SECONDS_MS = 2 * 60_000;

export interface Left {
  /** Zero once it is closed. */
  ms: number;
  /** Of the whole window. */
  share: number;
  near: boolean;
  closed: boolean;
  /** `47 min`, `1:59`. */
  words: string;
}

export function left(window: WindowView, now: number): Left {
  const until = Date.parse(window.until);
  const ms = Math.max(until - now, 0);
  const whole = until - Date.parse(window.from);
  const share = whole > 0 ? Math.min(ms / whole, 1) : 0;
  return { ms, share, near: ms <= NEAR_MS, closed: ms === 0, words: words(ms) };
}

function words(ms: number): string {
  if (ms < SECONDS_MS) {
    const seconds = Math.ceil(ms / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** How long a window that closed is still shown, with the way back in. */
const KEPT_MS = 5 * 60_000;

/** Windows that closed by themselves while they were looked at. The view forgets them at once; a person does not. */
export class Closed {
  #open: WindowView[] = [];
  #closed: WindowView[] = [];
  /** Those that were put away. The view may still hold one for a moment. */
  #away = new Set<string>();

  get any(): boolean {
    return this.#closed.length > 0;
  }

  /** The open ones and those that closed lately, as they stood. */
  show(open: WindowView[], now: number): WindowView[] {
    const there = new Set(open.map(({ id }) => id));
    const gone = this.#open.filter(({ id, until }) => !there.has(id) && Date.parse(until) <= now + 1500);
    const fresh = ({ id, until }: WindowView) => !there.has(id) && now - Date.parse(until) < KEPT_MS;
    const kept = this.#closed.filter(({ id }) => !gone.some((window) => window.id === id));
    this.#closed = [...kept, ...gone].filter(fresh);
    this.#open = open;
    return [...open, ...this.#closed].filter((window) => !this.#away.has(end(window)));
  }

  /** Puts one away that closed. Opened anew, it is another. */
  forget(window: WindowView): void {
    this.#away.add(end(window));
  }
}

function end({ id, until }: WindowView): string {
  return `${id} ${until}`;
}
