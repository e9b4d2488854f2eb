// Written by the tests of jit-core; do not edit. Renew with:
// JIT_UPDATE_BINDINGS=1 cargo test -p jit-core bindings

export type AccountId = string;

export type AccountView = { 
/**
 * Its id, for [`crate::Intent::SignOut`].
 */
id: AccountId, 
/**
 * The name people know it by.
 */
name: string, 
/**
 * How it signed in: `browser`, `Azure CLI`.
 */
way: string, 
/**
 * What to call signing it out; absent where there is nothing to sign out here.
 */
sign_out: string | null, 
/**
 * Its tenants, as they were last read.
 */
tenants: Array<TenantView>, };

export type Adaptation = { "what": "duration", 
/**
 * What was wished.
 */
asked: string, 
/**
 * What was asked of Azure.
 */
granted: string, } | { "what": "whole-range", 
/**
 * The range.
 */
range: string, } | { "what": "already-open", 
/**
 * Until when, RFC 3339.
 */
until: string, };

export type AttemptId = number;

export type AttemptView = { 
/**
 * Its id.
 */
id: AttemptId, 
/**
 * The machine's name.
 */
label: string, 
/**
 * The machine's resource id.
 */
machine: string, 
/**
 * The five stages people see, in fixed order, and the look behind them.
 */
stages: Array<StageView>, 
/**
 * How it ended, once it has.
 */
outcome: OutcomeView | null, 
/**
 * The one sentence for the menu: `starting, since 14:39`.
 */
state: string, 
/**
 * What differs from what was wished.
 */
adapted: Array<Adaptation>, };

export type Code = "not-signed-in" | "more-proof-needed" | "consent-needed" | "blocked-by-organisation" | "wrong-account" | "may-not-request" | "may-not-start" | "not-permitted" | "no-policy" | "port-not-in-policy" | "source-not-allowed" | "outside-policy" | "request-revoked" | "machine-not-found" | "unknown-machine" | "ambiguous-machine" | "no-public-address" | "not-answering" | "service-not-running" | "wrong-service" | "start-failed" | "start-blocked" | "machine-stopped" | "busy" | "azure-failed" | "offline" | "proxy-failed" | "not-trusted" | "clock-wrong" | "no-secret-store" | "interrupted" | "address-unsure" | "address-changed" | "timed-out" | "cancelled" | "no-client" | "client-failed" | "bad-file" | "usage" | "not-understood";

export type Connected = { 
/**
 * The address the service answered at.
 */
address: string, 
/**
 * The port the service answered at.
 */
port: number, 
/**
 * SSH or Remote Desktop.
 */
protocol: Protocol, 
/**
 * The source access is open for.
 */
source: string, 
/**
 * When access closes, RFC 3339.
 */
until: string, 
/**
 * The client that was opened.
 */
client: string | null, 
/**
 * From the click to the end, in milliseconds.
 */
total_ms: number, };

export type Details = { 
/**
 * Method and path of the call that failed.
 */
request?: string, 
/**
 * The HTTP status.
 */
status?: number, 
/**
 * Azure's own error code.
 */
azure_code?: string, 
/**
 * Azure's own words, cut to a readable length.
 */
azure_message?: string, 
/**
 * The correlation id support asks for.
 */
correlation_id?: string, 
/**
 * When it happened.
 */
time?: string, };

export type FavouriteView = { 
/**
 * Its id, for [`crate::Intent::Connect`].
 */
id: string, 
/**
 * Its alias.
 */
label: string, 
/**
 * The machine's own name and resource group.
 */
machine: string, 
/**
 * The attempt that runs for it now.
 */
attempt: AttemptId | null, 
/**
 * `Open until 15:42`, while a window is open.
 */
state: string | null, };

export type Intent = { "intent": "connect", 
/**
 * The favourite's id.
 */
favourite: string, } | { "intent": "connect-to", 
/**
 * The machine.
 */
vm: VmRef, 
/**
 * The name to show.
 */
label: string, 
/**
 * The options.
 */
wish: Wish, } | { "intent": "cancel", 
/**
 * Which.
 */
attempt: AttemptId, } | { "intent": "retry", 
/**
 * Which.
 */
attempt: AttemptId, } | { "intent": "dismiss", 
/**
 * Which.
 */
attempt: AttemptId, } | { "intent": "open-again", 
/**
 * The window's id.
 */
window: string, } | { "intent": "copy-address", 
/**
 * The window's id.
 */
window: string, } | { "intent": "sign-in", 
/**
 * The way; without one, the account's own, else the browser.
 */
way?: WayIn, 
/**
 * The account that signs in once more.
 */
account?: AccountId, 
/**
 * The tenant to sign in to.
 */
tenant?: string, } | { "intent": "cancel-sign-in" } | { "intent": "copy-sign-in" } | { "intent": "open-sign-in-page" } | { "intent": "sign-out", 
/**
 * Which.
 */
account: AccountId, } | { "intent": "look-around" } | { "intent": "leave-sample-data" } | { "intent": "show-window" } | { "intent": "quit" };

export type JitDuration = string;

export type OfferView = { 
/**
 * The way, for [`crate::Intent::SignIn`].
 */
way: WayIn, 
/**
 * What the button says.
 */
label: string, };

export type OutcomeView = { "outcome": "connected" } & Connected | { "outcome": "failed", 
/**
 * Why.
 */
problem: Problem, 
/**
 * `Access: open until 15:42. Machine: running.`
 */
state: string, } | { "outcome": "cancelled", 
/**
 * What is true now, in one line.
 */
state: string, };

export type Problem = { 
/**
 * What kind of failure it is.
 */
code: Code, 
/**
 * What is so, in plain words, without codes.
 */
message: string, 
/**
 * The way out.
 */
hint: string, 
/**
 * What support asks for.
 */
details?: Details, 
/**
 * A sign-in that mends it, where one does and the person can be asked here.
 */
sign_in?: SignInNeeded, };

export type Protocol = "ssh" | "rdp";

export type ResourceId = string;

export type SignInNeeded = { 
/**
 * The account.
 */
account: AccountId, 
/**
 * The tenant; without one, the account's own.
 */
tenant?: string, };

export type SignInView = { "state": "starting" } | { "state": "signing-in", 
/**
 * `Signing in with Azure CLI`.
 */
label: string, 
/**
 * What it is for: `To go on with web-01, as barbara@contoso.com.`
 */
purpose: string | null, } | { "state": "waiting-for-browser", 
/**
 * `Waiting for your browser`.
 */
label: string, 
/**
 * What it is for.
 */
purpose: string | null, 
/**
 * The address of the page, should nothing have opened.
 */
address: string, 
/**
 * `15:42`: when nobody waits for it any more.
 */
until: string, } | { "state": "waiting-for-code", 
/**
 * `Waiting for your code`.
 */
label: string, 
/**
 * What it is for.
 */
purpose: string | null, 
/**
 * The code.
 */
code: string, 
/**
 * Where to enter it.
 */
address: string, 
/**
 * `15:42`: when it is worth nothing any more.
 */
until: string, } | { "state": "needs-consent", 
/**
 * What was refused.
 */
problem: Problem, 
/**
 * A text to send to an administrator; [`crate::Intent::CopySignIn`] copies it.
 */
request: string, } | { "state": "needs-more", 
/**
 * Why.
 */
problem: Problem, 
/**
 * What the button says: `Sign in to Contoso Robotics`.
 */
label: string, 
/**
 * The account.
 */
account: AccountId, 
/**
 * The tenant; without one, the account's own.
 */
tenant: string | null, 
/**
 * The tenant's name, where it is known.
 */
tenant_name: string | null, } | { "state": "signed-in", 
/**
 * The ways to add another account.
 */
offers: Array<OfferView>, 
/**
 * Why the last sign-in came to nothing.
 */
problem: Problem | null, } | { "state": "signed-out", 
/**
 * The ways in, the best first.
 */
offers: Array<OfferView>, 
/**
 * Why the last sign-in came to nothing.
 */
problem: Problem | null, };

export type Stage = "address" | "look" | "request" | "start" | "reach" | "launch";

export type StageState = "waiting" | "running" | "done" | "skipped" | "failed";

export type StageView = { 
/**
 * Which.
 */
stage: Stage, 
/**
 * Where it is.
 */
state: StageState, 
/**
 * What to show: a running label, or the result.
 */
label: string, 
/**
 * How long it took or has taken so far, in milliseconds.
 */
ms: number, };

export type TenantView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name, or its id where Azure gives no name.
 */
name: string, 
/**
 * `Sign in to Contoso Robotics to see its machines`, where that would show them.
 */
sign_in: string | null, 
/**
 * Why its machines cannot be seen.
 */
problem: Problem | null, };

export type TrayIcon = "error" | "expiring" | "working" | "open" | "offline" | "idle";

export type View = { 
/**
 * The summary: tooltip, first line of the menu, first line of the window.
 */
header: string, 
/**
 * What the tray icon shows.
 */
icon: TrayIcon, 
/**
 * The name of the cloud.
 */
cloud: string, 
/**
 * Whether the files were read and work can begin.
 */
ready: boolean, 
/**
 * Whether these are sample data in place of the person's own: [`crate::Intent::LeaveSampleData`] goes back.
 */
can_leave: boolean, 
/**
 * The public address, where it is known, with the network's name.
 */
my_address: string | null, 
/**
 * The favourites in their order.
 */
favourites: Array<FavouriteView>, 
/**
 * Attempts that run or ended and were not dismissed, the newest first.
 */
attempts: Array<AttemptView>, 
/**
 * Windows known to be open, the one that closes first in front.
 */
windows: Array<WindowView>, 
/**
 * The accounts that are signed in.
 */
accounts: Array<AccountView>, 
/**
 * Where signing in stands.
 */
sign_in: SignInView, 
/**
 * What stays true until somebody mends it: a broken file, a desktop without a tray.
 */
banners: Array<Problem>, };

export type VmRef = { 
/**
 * The machine's resource id.
 */
id: ResourceId, 
/**
 * The tenant the subscription was seen from; without it the signed-in tenant is used.
 */
tenant?: string, 
/**
 * The account it was seen with; without it the first one is used.
 */
account?: AccountId, };

export type WayIn = "azure-cli" | "browser" | "device-code" | "service-principal";

export type WindowView = { 
/**
 * Its id, for [`crate::Intent::OpenAgain`].
 */
id: string, 
/**
 * The machine's name.
 */
label: string, 
/**
 * `Open until 15:42`.
 */
state: string, 
/**
 * `SSH, port 22, for 203.0.113.7`.
 */
about: string, 
/**
 * Where it was reached, `203.0.113.50:22`, once it was.
 */
address: string | null, };

export type Wish = { 
/**
 * The port; without it, the one people expect for the machine.
 */
port?: number, 
/**
 * SSH or Remote Desktop; without it, what people expect on the port.
 */
protocol?: Protocol, 
/**
 * How long; clamped to what the policy allows.
 */
duration: JitDuration, 
/**
 * Why, recorded by Azure.
 */
justification?: string, 
/**
 * The address to open for, instead of the one that is found.
 */
address?: string, 
/**
 * The person agreed to open for the policy's whole range, which holds their address.
 */
whole_range: boolean, 
/**
 * Start the machine when it is stopped.
 */
start: boolean, 
/**
 * Open the client at the end.
 */
launch: boolean, 
/**
 * How long to wait for the service once access is open and the machine runs, in seconds.
 */
wait_secs: number, 
/**
 * The user to sign in as.
 */
user?: string, 
/**
 * The key file for SSH.
 */
key?: string, };
