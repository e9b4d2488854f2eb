import type { AttemptView } from "../bindings";

/** What began longer ago than this was there before the page knew of it. */
const OLD_MS = 2500;

/** Whether an attempt has been on the screen for so long: `began` is too coarse for less than a second. */
export class Due {
  passed = $state(false);

  constructor(attempt: () => AttemptView | undefined, ms: number) {
    const id = $derived(attempt()?.id);
    const began = $derived(attempt()?.began);
    $effect(() => {
      if (id === undefined) return;
      this.passed = Date.now() - Date.parse(began ?? "") > OLD_MS;
      const timer = setTimeout(() => (this.passed = true), ms);
      return () => {
        clearTimeout(timer);
        this.passed = false;
      };
    });
  }
}
