import type { AttemptView, Problem, SignInView, View } from "./bindings";
import { spelled } from "./signing";
import { texts } from "./texts";

/** A screen reader that is told more often than this talks over itself. */
const PAUSE_MS = 2000;

/** Says to the live region what changed: where connects and a sign-in stand, and how they end. */
export class Announcer {
  #said = new Map<string, string>();
  #next = "";
  #waiting = false;
  #first = true;

  constructor(private readonly say: (sentence: string) => void) {}

  show(view: View): void {
    const now = new Map(view.attempts.map((attempt) => [String(attempt.id), sentence(attempt)]));
    // The most pressing last: what comes while something is said takes the place of what waits.
    now.set("accounts", accountsSentence(view));
    now.set("sign-in", signInSentence(view.sign_in));
    for (const [id, words] of now) {
      // What was there before the window opened is on the screen already.
      if (!this.#first && words && this.#said.get(id) !== words) this.#queue(words);
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
