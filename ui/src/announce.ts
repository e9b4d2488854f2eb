import type { AttemptView, View } from "./bindings";
import { texts } from "./texts";

/** A screen reader that is told more often than this talks over itself. */
const PAUSE_MS = 2000;

/** Says to the live region what changed: how connects end, and which stage they are in. */
export class Announcer {
  #said = new Map<string, string>();
  #next = "";
  #waiting = false;
  #first = true;

  constructor(private readonly say: (sentence: string) => void) {}

  show(view: View): void {
    const now = new Map(view.attempts.map((attempt) => [String(attempt.id), sentence(attempt)]));
    for (const [id, words] of now) {
      // What was there before the window opened is on the screen already.
      if (!this.#first && this.#said.get(id) !== words) this.#queue(words);
    }
    this.#said = now;
    this.#first = false;
  }

  #queue(words: string): void {
    this.#next = words;
    if (!this.#waiting) this.#speak();
  }

  #speak(): void {
    this.say(this.#next);
    this.#next = "";
    this.#waiting = true;
    setTimeout(() => {
      this.#waiting = false;
      if (this.#next) this.#speak();
    }, PAUSE_MS);
  }
}

function sentence(attempt: AttemptView): string {
  const { label, outcome, stages } = attempt;
  switch (outcome?.outcome) {
    case "connected":
      return texts.connectedTo(label);
    case "failed":
      return texts.failed(label, `${outcome.problem.message} ${outcome.problem.hint}`);
    case "cancelled":
      return `${texts.cancelled(label)}. ${outcome.state}`;
    case undefined:
      return texts.failed(label, stages.find((stage) => stage.state === "running")?.label ?? attempt.state);
  }
}
