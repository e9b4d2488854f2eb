import type { AttemptView, Problem, SignInView, View, WindowView } from "./bindings";
import { clock } from "./clock";
import { left, type Left } from "./popover/closing";
import { current, steps } from "./popover/steps";
import { spelled } from "./signing";
import { texts } from "./texts";

/** A screen reader that is told more often than this talks over itself. */
const PAUSE_MS = 2000;
const LAST_MS = 2 * 60_000;

interface Sentence {
  words: string;
  /** The person waits for it, and it did not go well. */
  pressing?: boolean;
}

type Say = (sentence: string) => void;

/** Says to the live regions what changed: where connects and a sign-in stand, how they end, and when access ends. */
export class Announcer {
  #said = new Map<string, string>();
  #phases = new Map<string, Phase>();
  #waiting = new Map<string, Sentence>();
  #speaking = false;
  #first = true;
  #sample = false;

  constructor(
    private readonly politely: Say,
    private readonly atOnce: Say,
  ) {}

  show(view: View): void {
    const now = new Map(view.attempts.map((attempt) => [String(attempt.id), sentence(attempt)]));
    now.set("accounts", { words: accountsSentence(view) });
    now.set("sign-in", { words: signInSentence(view.sign_in) });
    now.set("undo", { words: view.undo?.text ?? "" });
    now.set("offline", { words: view.machines.offline ?? "" });
    const another = !this.#first && view.can_leave !== this.#sample;
    if (another) this.#forget();
    for (const [about, told] of now) {
      // What was there before the window opened, or while sample data were shown, is on the screen already.
      const isNew = !this.#first && (!another || about === "accounts");
      if (isNew && told.words && this.#said.get(about) !== told.words) this.#queue(about, told);
    }
    this.#said = new Map([...now].map(([about, { words }]) => [about, words]));
    this.#first = false;
    this.#sample = view.can_leave;
  }

  /** Something a key press or a search came to. */
  say(words: string): void {
    if (words) this.#queue("answer", { words });
  }

  /** What time does to access: ten and two minutes before its end, and at the end. */
  time(windows: WindowView[], now: number): void {
    for (const window of windows) {
      const phase = phaseOf(left(window, now));
      const before = this.#phases.get(window.id);
      // That it was put off is told by the extension itself.
      if (before !== undefined && before < phase) this.#queue(window.id, phaseSentence(window, phase));
      this.#phases.set(window.id, phase);
    }
  }

  /** Sample data and the person's own have nothing in common but the ids. */
  #forget(): void {
    this.#waiting.clear();
    this.#phases.clear();
    this.politely("");
    this.atOnce("");
  }

  /** What is told of one thing takes the place of what still waits to be told of it. */
  #queue(about: string, told: Sentence): void {
    if (!told.words) return;
    this.#waiting.set(about, told);
    if (!this.#speaking) this.#speak();
  }

  #speak(): void {
    const all = [...this.#waiting];
    const next = all.find(([, told]) => told.pressing) ?? all[0];
    this.#speaking = next !== undefined;
    if (!next) return;
    const [about, { words, pressing }] = next;
    this.#waiting.delete(about);
    (pressing ? this.atOnce : this.politely)(words);
    setTimeout(() => this.#speak(), PAUSE_MS);
  }
}

/** The later, the greater. */
enum Phase {
  Open,
  Near,
  Last,
  Closed,
}

function phaseOf({ ms, near, closed }: Left): Phase {
  if (closed) return Phase.Closed;
  if (ms <= LAST_MS) return Phase.Last;
  return near ? Phase.Near : Phase.Open;
}

function phaseSentence({ label, until }: WindowView, phase: Phase): Sentence {
  if (phase === Phase.Closed) return { words: texts.closedNow(label) };
  return {
    words: phase === Phase.Last ? texts.twoMinutesLeft(label) : texts.tenMinutesLeft(label, clock(until)),
  };
}

function sentence(attempt: AttemptView): Sentence {
  const { label, outcome, queued } = attempt;
  switch (outcome?.outcome) {
    case "connected":
      return { words: texts.connectedTo(label) };
    case "extended":
      return { words: texts.extendedNow(label, outcome.state) };
    case "failed": {
      const { title, body, state } = outcome.card;
      return { words: [texts.failed(label, title), body, state].filter(Boolean).join(" "), pressing: true };
    }
    case "cancelled":
      return { words: `${texts.cancelled(label)}. ${outcome.state}` };
    case undefined:
      return { words: texts.failed(label, queued === null ? doing(attempt) : texts.queued(queued)) };
  }
}

function doing({ stages, state }: AttemptView): string {
  const shown = steps(stages);
  const at = current(shown);
  return shown.find(({ stage }) => stage === at)?.label ?? state;
}

/** What the person has to know or to do. Who is signed in after it is told where that changes. */
function signInSentence(signIn: SignInView): string {
  switch (signIn.state) {
    case "starting":
      return "";
    case "signing-in":
    case "waiting-for-browser":
      return [signIn.label, signIn.purpose].filter(Boolean).join(". ");
    case "waiting-for-code":
      return `${texts.enterCode} ${signIn.address}. ${texts.code(spelled(signIn.code))}`;
    case "needs-consent":
    case "needs-more":
      return told(signIn.problem);
    case "signed-in":
    case "signed-out":
      return signIn.problem ? told(signIn.problem) : "";
  }
}

function accountsSentence({ ready, can_leave, accounts }: View): string {
  if (!ready) return "";
  if (can_leave) return texts.sampleData;
  const names = accounts.map(({ name }) => name);
  return names.length > 0 ? texts.nowSignedIn(names.join(", ")) : texts.nowSignedOut;
}

function told({ message, hint }: Problem): string {
  return `${message} ${hint}`;
}
