import type { MachinesPage } from "../bindings";
import { machines } from "../bridge";

/** How many machines come at a time. */
const STEP = 20;
/** Fewer letters say too little about ten thousand machines. */
const LETTERS = 2;

/** What is looked for, and what was found. */
export class Searching {
  text = $state("");
  /** All machines are looked at, without a search. */
  browsing = $state(false);
  found = $state.raw<MachinesPage | null>(null);
  #wanted = STEP;
  #asked = 0;

  get active(): boolean {
    return this.text.trim() !== "";
  }

  /** Whether machines that are no favourites are shown as well. */
  get everywhere(): boolean {
    return this.browsing || this.text.trim().length >= LETTERS;
  }

  look(text: string): void {
    this.text = text;
    this.#wanted = STEP;
    if (this.active) this.browsing = false;
    void this.#ask();
  }

  async browse(): Promise<void> {
    this.text = "";
    this.browsing = true;
    this.#wanted = STEP;
    await this.#ask();
  }

  clear(): void {
    this.browsing = false;
    this.look("");
  }

  async more(): Promise<void> {
    this.#wanted += STEP;
    await this.#ask();
  }

  /** Asks again: what is known of machines changes with every view, and which are favourites. */
  renew(): void {
    if (this.active || this.browsing) void this.#ask();
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    if (!this.active && !this.browsing) {
      this.found = null;
      return;
    }
    const page = await machines({ text: this.text, offset: 0, limit: this.#wanted });
    // A later question was asked meanwhile.
    if (asked === this.#asked) this.found = page;
  }
}
