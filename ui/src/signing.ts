// Signing in, as the person asks for it on this page.
import type { AccountId, Intent, WayIn } from "./bindings";
import { dispatch } from "./bridge";

let begunHere = false;

function begin(intent: Intent): void {
  begunHere = true;
  dispatch(intent);
}

/** Whoever the person wants to be signs in. */
export function signIn(way: WayIn): void {
  begin({ intent: "sign-in", way });
}

/** Signs in once more, the account's own way; where there is no account yet, with the browser. */
export function signInAgain(account?: AccountId, tenant?: string | null): void {
  begin({ intent: "sign-in", ...(account && { account }), ...(tenant && { tenant }) });
}

export function signOut(account: AccountId): void {
  begin({ intent: "sign-out", account });
}

export function leaveSampleData(): void {
  begin({ intent: "leave-sample-data" });
}

/** Whether a change of who is signed in was begun on this page since the last call: then the focus may follow it. */
export function wasBegunHere(): boolean {
  const was = begunHere;
  begunHere = false;
  return was;
}

/** `F 7 G, 3 K Q, 2 L M`: a screen reader would try to say a code as a word. */
export function spelled(code: string): string {
  const groups = [...code.replace(/[^\p{L}\p{N}]/gu, "")].join("").match(/.{1,3}/gu) ?? [];
  return groups.map((group) => [...group].join(" ")).join(", ");
}
