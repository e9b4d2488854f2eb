// The time, for what has to be told anew as it passes.
import { createSubscriber } from "svelte/reactivity";

const TICK_MS = 1000;

const subscribe = createSubscriber((update) => {
  const ticking = setInterval(update, TICK_MS);
  return () => clearInterval(ticking);
});

/** The time now. Whatever uses it while it is drawn is drawn again every second, and nothing ticks for nobody. */
export function now(): number {
  subscribe();
  return Date.now();
}
