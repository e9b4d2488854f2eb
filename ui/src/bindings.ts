// Written by the tests of jit-core; do not edit. Renew with:
// JIT_UPDATE_BINDINGS=1 cargo test -p jit-core bindings

export type AboutView = { 
/**
 * Its version.
 */
version: string, 
/**
 * The system it runs on.
 */
system: System, 
/**
 * Its files and folders.
 */
files: Array<FileView>, };

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

export type ActionView = { 
/**
 * What the button says.
 */
label: string, 
/**
 * What it does.
 */
intent: Intent, 
/**
 * What to ask before it does: `Stops web-01 for everyone. Unsaved work is lost.`
 */
confirm: string | null, };

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

export type Adjustment = { "adjust": "port", 
/**
 * Which.
 */
port: number, } | { "adjust": "duration", 
/**
 * Which.
 */
duration: JitDuration, } | { "adjust": "whole-range" } | { "adjust": "address", 
/**
 * Which.
 */
address: string, } | { "adjust": "private-address" } | { "adjust": "user", 
/**
 * The user.
 */
user: string | null, 
/**
 * The key file for SSH.
 */
key: string | null, } | { "adjust": "start" };

export type AdviceView = { 
/**
 * What is in the way, and what to do.
 */
text: string, 
/**
 * What does it.
 */
action: ActionView, };

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
 * The machine.
 */
vm: VmRef, 
/**
 * The favourite it is for, where it is one.
 */
favourite: string | null, 
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
adapted: Array<Adaptation>, 
/**
 * How many attempts go before it, while it waits for its turn.
 */
queued: number | null, 
/**
 * When it began, RFC 3339.
 */
began: string, 
/**
 * Why the machine may not answer, once somebody wanted to know.
 */
check: CheckView | null, 
/**
 * Copies of the request that was made, to be used elsewhere: `Copy as az`, `Copy as PowerShell`, `Copy as REST`.
 */
copies: Array<ActionView>, };

export type CardView = { 
/**
 * Which of the failures it is, `E12`; for support, behind "Details".
 */
id: string, 
/**
 * At most 60 characters; names the thing.
 */
title: string, 
/**
 * Why, in plain words, without codes.
 */
body: string, 
/**
 * `Access: open until 15:42. Machine: running.`, where a machine is concerned.
 */
state: string | null, 
/**
 * The one action that mends it.
 */
action: ActionView, 
/**
 * What else may be wanted: dismiss, the portal, another way.
 */
more: Array<ActionView>, 
/**
 * Where it failed.
 */
step: Stage | null, 
/**
 * What support asks for.
 */
details: Details | null, };

export type CheckLine = { 
/**
 * What: `Your address`.
 */
label: string, 
/**
 * How it is.
 */
state: CheckState, 
/**
 * What was found, in a sentence.
 */
about: string, };

export type CheckState = "running" | "pass" | "fail" | "unknown";

export type CheckView = { 
/**
 * What is checked, always in this order.
 */
lines: Array<CheckLine>, 
/**
 * What to do, once everything was checked.
 */
advice: AdviceView | null, };

export type ChoiceView = { 
/**
 * As it is typed.
 */
value: string, 
/**
 * As people read it.
 */
label: string, };

export type Code = "not-signed-in" | "more-proof-needed" | "consent-needed" | "blocked-by-organisation" | "wrong-account" | "may-not-request" | "may-not-start" | "not-permitted" | "no-policy" | "port-not-in-policy" | "source-not-allowed" | "outside-policy" | "request-revoked" | "machine-not-found" | "unknown-machine" | "ambiguous-machine" | "no-public-address" | "not-answering" | "service-not-running" | "wrong-service" | "start-failed" | "start-blocked" | "machine-stopped" | "busy" | "azure-failed" | "offline" | "proxy-failed" | "not-trusted" | "clock-wrong" | "no-secret-store" | "interrupted" | "address-unsure" | "address-changed" | "timed-out" | "cancelled" | "no-client" | "client-failed" | "bad-setting" | "guest-refused" | "key-refused" | "host-key-changed" | "bad-file" | "usage" | "not-understood";

export type ConnectOptions = { 
/**
 * The port.
 */
port?: number, 
/**
 * SSH or Remote Desktop.
 */
protocol?: Protocol, 
/**
 * How long.
 */
duration?: JitDuration, 
/**
 * Why, recorded by Azure.
 */
justification?: string, 
/**
 * The user to sign in as.
 */
user?: string, 
/**
 * The key file for SSH.
 */
key?: string, 
/**
 * Start the machine when it is stopped.
 */
start?: boolean, 
/**
 * Open the client at the end.
 */
launch?: boolean, };

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
 * The fingerprint of the host key that `ssh` knows of the machine.
 */
known_key?: string, 
/**
 * The fingerprint of the host key that the machine shows now.
 */
shown_key?: string, 
/**
 * File and line where `ssh` keeps the key it knows.
 */
known_key_place?: string, 
/**
 * When it happened.
 */
time?: string, };

export type DroppedView = { 
/**
 * What the file calls it: `password 51`.
 */
what: string, 
/**
 * Why: `Passwords are never taken over.`
 */
why: string, };

export type ExportForm = "favourites" | "csv";

export type FavouriteChange = { "change": "star", 
/**
 * The machine.
 */
vm: VmRef, 
/**
 * The name to know it by; a number is added where another favourite has it.
 */
alias: string, 
/**
 * The group it comes to.
 */
group?: string, 
/**
 * SSH or Remote Desktop, where it is not to be what people expect of the machine.
 */
protocol?: Protocol, 
/**
 * The port, likewise.
 */
port?: number, } | { "change": "unstar", 
/**
 * Which.
 */
favourite: string, } | { "change": "merge", 
/**
 * Those that were chosen.
 */
entries: Array<ImportedFavourite>, 
/**
 * The groups that come with them.
 */
groups: Array<ImportedGroup>, } | { "change": "rename", 
/**
 * Which.
 */
favourite: string, 
/**
 * 1 to 40 characters, no other favourite's.
 */
alias: string, } | { "change": "note", 
/**
 * Which.
 */
favourite: string, 
/**
 * One line; empty for nothing.
 */
note: string, } | { "change": "move", 
/**
 * Which.
 */
favourite: string, 
/**
 * The group it comes to; none for those without a group.
 */
group: string | null, 
/**
 * The favourite it comes to stand in front of; none for the end.
 */
before: string | null, } | { "change": "set", 
/**
 * Of whom.
 */
level: OptionLevel, 
/**
 * Which.
 */
field: OptionField, 
/**
 * The value as it is typed; none to inherit it.
 */
value: string | null, } | { "change": "repoint", 
/**
 * Which favourite.
 */
favourite: string, 
/**
 * Where it is.
 */
vm: VmRef, } | { "change": "add-group", 
/**
 * Its name.
 */
name: string, } | { "change": "rename-group", 
/**
 * Which.
 */
group: string, 
/**
 * The name.
 */
name: string, } | { "change": "move-group", 
/**
 * Which.
 */
group: string, 
/**
 * The group it comes to stand in front of; none for the end.
 */
before: string | null, } | { "change": "remove-group", 
/**
 * Which.
 */
group: string, } | { "change": "collapse", 
/**
 * Which.
 */
group: string, 
/**
 * Whether it is folded.
 */
collapsed: boolean, };

export type FavouriteSort = "my-order" | "recent" | "name";

export type FavouriteView = { 
/**
 * Its id, for [`crate::Intent::Connect`].
 */
id: string, 
/**
 * The machine.
 */
vm: VmRef, 
/**
 * Its alias.
 */
label: string, 
/**
 * The machine's own name and its subscription; its resource group while that is not known.
 */
machine: string, 
/**
 * Its group, where it is in one.
 */
group: string | null, 
/**
 * What it opens: `SSH`, `Remote Desktop`; nothing while that is not known.
 */
opens: string | null, 
/**
 * The attempt that runs for it now.
 */
attempt: AttemptId | null, 
/**
 * `Open until 15:42`, while a window is open.
 */
state: string | null, 
/**
 * The window that is open.
 */
window: string | null, 
/**
 * The machine's power state.
 */
power: Power, 
/**
 * The word for it: `Running`, `Stopped`, `Unknown`.
 */
power_word: string, 
/**
 * What a connect does beside connecting: `starts the machine, about 50 s`.
 */
note: string | null, 
/**
 * What the person noted about it.
 */
remark: string | null, 
/**
 * The machine is no longer where it was: `Find it again` is offered in place of a connect.
 */
missing: boolean, 
/**
 * Where it may be now, to point the favourite there.
 */
found_again: Array<FoundAgain>, 
/**
 * Its options, with those it inherits.
 */
options: Array<OptionView>, };

export type FileView = { 
/**
 * `Settings`.
 */
what: string, 
/**
 * Where it lies.
 */
path: string, };

export type FilterView = { 
/**
 * `state running`
 */
label: string, 
/**
 * The search without it.
 */
without: string, };

export type FoundAgain = { 
/**
 * The machine, for [`crate::FavouriteChange::Repoint`].
 */
vm: VmRef, 
/**
 * Its name.
 */
name: string, 
/**
 * `rg-web · Contoso Production`
 */
about: string, 
/**
 * It is the very same machine, by Azure's own number; else only its name is the same.
 */
surely: boolean, };

export type GroupView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Whether it is folded up.
 */
collapsed: boolean, 
/**
 * Its options, with those it inherits.
 */
options: Array<OptionView>, };

export type ImportCandidate = { 
/**
 * The machine.
 */
vm: VmRef, 
/**
 * `web-01 · rg-web · Contoso Production`
 */
label: string, 
/**
 * The favourite it is already: the entry's id then.
 */
favourite: string | null, };

export type ImportPreview = { 
/**
 * The file's name.
 */
name: string, 
/**
 * What kind of file it is: `Remote Desktop file`.
 */
kind: string, 
/**
 * `3 machines: 2 new, 1 already there.`
 */
summary: string, 
/**
 * One for each machine of the file, in its order.
 */
rows: Array<ImportRow>, 
/**
 * Groups that come with them, where they are not there yet.
 */
groups: Array<ImportedGroup>, 
/**
 * What belongs to no machine and is not taken over.
 */
dropped: Array<DroppedView>, };

export type ImportRow = { 
/**
 * What it is called in the file.
 */
label: string, 
/**
 * What would become of it.
 */
status: ImportStatus, 
/**
 * The word for it: `New`, `Changed`, `Already there`.
 */
status_word: string, 
/**
 * Where the file says it is: `203.0.113.7:3390`, `line 4`.
 */
from: string, 
/**
 * The machine it is: `web-01 · rg-web · Contoso Production`.
 */
machine: string | null, 
/**
 * What there is to know, or why it cannot be imported.
 */
note: string | null, 
/**
 * What would be set: `SSH user: ada`; for a favourite that is there already, what would change.
 */
settings: Array<string>, 
/**
 * What counts only when it is switched on here.
 */
switches: Array<ImportSwitch>, 
/**
 * The machines it may be, where the person has to say.
 */
candidates: Array<ImportCandidate>, 
/**
 * What is not taken over.
 */
dropped: Array<DroppedView>, 
/**
 * Whether it is chosen unless somebody says otherwise.
 */
ticked: boolean, 
/**
 * What to import, for whoever chooses the row; without a machine where that has to be said first. Nothing where it
 * cannot be imported.
 */
entry: ImportedFavourite | null, };

export type ImportStatus = "new" | "changed" | "same" | "ask" | "unseen" | "invalid";

export type ImportSwitch = { 
/**
 * `Share the clipboard`.
 */
label: string, 
/**
 * What is added to the entry's options when it is switched on.
 */
option: TypedOption, };

export type ImportedFavourite = { 
/**
 * The favourite it is already, or the id it had where it came from.
 */
id: string | null, 
/**
 * The machine.
 */
vm: VmRef | null, 
/**
 * The name to know it by; a number is added where another favourite has it.
 */
alias: string, 
/**
 * The name of its group; none leaves it where it is.
 */
group: string | null, 
/**
 * A note; none leaves what is there.
 */
note: string | null, 
/**
 * What it sets; what is not named stays as it is.
 */
options: Array<TypedOption>, };

export type ImportedGroup = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it sets for its favourites.
 */
options: Array<TypedOption>, };

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
attempt: AttemptId, } | { "intent": "open-anyway", 
/**
 * The attempt that was cancelled while it waited.
 */
attempt: AttemptId, } | { "intent": "stop-machine", 
/**
 * The attempt that was cancelled.
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
account: AccountId, } | { "intent": "look-around" } | { "intent": "leave-sample-data" } | { "intent": "connect-with", 
/**
 * The machine.
 */
vm: VmRef, 
/**
 * The name to show.
 */
label: string, 
/**
 * The favourite it is, where it is one.
 */
favourite?: string, 
/**
 * The options.
 */
options: ConnectOptions, } | { "intent": "retry-with", 
/**
 * Which.
 */
attempt: AttemptId, 
/**
 * What.
 */
adjustment: Adjustment, } | { "intent": "keep-trying", 
/**
 * Which attempt failed for it.
 */
attempt: AttemptId, } | { "intent": "check", 
/**
 * The attempt that failed for it.
 */
attempt: AttemptId, } | { "intent": "copy-for-admin", 
/**
 * The attempt that failed for it.
 */
attempt: AttemptId, } | { "intent": "copy-request", 
/**
 * Which attempt.
 */
attempt: AttemptId, 
/**
 * In which form.
 */
form: RequestForm, } | { "intent": "open-portal", 
/**
 * The machine.
 */
vm: VmRef, 
/**
 * Which page.
 */
page: PortalPage, } | { "intent": "extend", 
/**
 * The window's id.
 */
window: string, } | { "intent": "extend-all" } | { "intent": "refresh" } | { "intent": "favourites", 
/**
 * How.
 */
change: FavouriteChange, } | { "intent": "edit-favourite", 
/**
 * Which.
 */
favourite: string, } | { "intent": "find-machine", 
/**
 * The name.
 */
name: string, } | { "intent": "sign-in-trouble", 
/**
 * The attempt that opened it.
 */
attempt: AttemptId, } | { "intent": "change-settings", 
/**
 * How.
 */
change: SettingsChange, } | { "intent": "welcome", 
/**
 * Where to.
 */
step: WelcomeStep, } | { "intent": "open-taskbar-settings" } | { "intent": "undo" } | { "intent": "show-window" } | { "intent": "show-settings", 
/**
 * Which part of them.
 */
section: SettingsSection, } | { "intent": "quit" };

export type JitDuration = string;

export type MachineRow = { 
/**
 * The machine.
 */
vm: VmRef, 
/**
 * Its name.
 */
name: string, 
/**
 * `rg-web · Contoso Production`, and the tenant where there are several.
 */
about: string, 
/**
 * The operating system.
 */
os: Os, 
/**
 * Its power state.
 */
power: Power, 
/**
 * The word for it: `Running`, `Stopped`, `Unknown`.
 */
power_word: string, 
/**
 * The ports its JIT policy allows; empty without one.
 */
ports: Array<number>, 
/**
 * What there is to know of its protection: `No JIT policy`, `Access unknown`; nothing where all is well.
 */
jit_word: string | null, 
/**
 * The favourite it is, where it is starred.
 */
favourite: string | null, 
/**
 * `Open until 15:42`, while a window of mine is open.
 */
state: string | null, 
/**
 * The attempt that runs for it now.
 */
attempt: AttemptId | null, };

export type MachinesPage = { 
/**
 * The favourites that match, by id, in their own order.
 */
favourites: Array<string>, 
/**
 * The machines that match, the likeliest first.
 */
rows: Array<MachineRow>, 
/**
 * How many match in all.
 */
total: number, 
/**
 * Of how many machines it could not be told whether they match.
 */
undecided: number, 
/**
 * The filters that were recognised, each to be removed.
 */
filters: Array<FilterView>, 
/**
 * What may have been meant: `Did you mean sub: ?`
 */
hints: Array<string>, 
/**
 * What to say when nothing was found: `No machine matches 'sql-9'. Looked in 3 subscriptions.`
 */
nothing: string | null, };

export type MachinesQuery = { 
/**
 * What the person typed, in the search language; empty for all machines.
 */
text: string, 
/**
 * How many machines to leave out in front.
 */
offset: number, 
/**
 * How many machines to show at most.
 */
limit: number, };

export type MachinesState = { 
/**
 * Grows with every change of the list, so that a page that shows a part of it asks again.
 */
version: number, 
/**
 * How many machines are known.
 */
count: number, 
/**
 * In how many subscriptions.
 */
subscriptions: number, 
/**
 * `14:02`, when the oldest part of it was read; nothing before anything was.
 */
as_of: string | null, 
/**
 * Whether it is being read for the first time.
 */
reading: boolean, 
/**
 * What did not answer, by name.
 */
unanswered: Array<string>, 
/**
 * `2 of 14 subscriptions did not answer. Showing what we have.`
 */
partial: string | null, 
/**
 * `Offline. This list is from 14:02. Access that is open keeps its closing time.`
 */
offline: string | null, };

export type NamedValue = { 
/**
 * The name.
 */
name: string, 
/**
 * The value.
 */
value: string, };

export type OfferView = { 
/**
 * The way, for [`crate::Intent::SignIn`].
 */
way: WayIn, 
/**
 * What the button says.
 */
label: string, };

export type OptionField = "protocol" | "port" | "duration" | "justification" | "start" | "after-use" | "address" | "ssh-user" | "ssh-key" | "rdp-user" | "rdp-screen" | "rdp-size" | "rdp-admin" | "rdp-restricted-admin" | "rdp-remote-guard" | "rdp-clipboard" | "rdp-drives" | "rdp-printers" | "rdp-audio" | "rdp-gateway";

export type OptionLevel = { "level": "all" } | { "level": "group", 
/**
 * Which.
 */
group: string, } | { "level": "favourite", 
/**
 * Which.
 */
favourite: string, };

export type OptionView = { 
/**
 * Which.
 */
field: OptionField, 
/**
 * What it is called: `Duration`.
 */
label: string, 
/**
 * What counts, as it is typed; nothing where nobody said anything.
 */
value: string | null, 
/**
 * Whether it is set here, and not inherited.
 */
custom: boolean, 
/**
 * Where it comes from when it is not set here: `3 h, from the settings`, `2 h, from Production`.
 */
inherited: string, 
/**
 * What may be chosen, as it is typed and as it is read; empty where anything may be typed.
 */
choices: Array<ChoiceView>, };

export type Os = "linux" | "windows" | "unknown";

export type OutcomeView = { "outcome": "connected" } & Connected | { "outcome": "failed", 
/**
 * Why.
 */
problem: Problem, 
/**
 * `Access: open until 15:42. Machine: running.`
 */
state: string, 
/**
 * The same for a screen: title, why, and the one action that mends it.
 */
card: CardView, } | { "outcome": "extended", 
/**
 * When it closes now, RFC 3339.
 */
until: string, 
/**
 * `Open until 18:42`.
 */
state: string, } | { "outcome": "cancelled", 
/**
 * What is true now, in one line.
 */
state: string, 
/**
 * What can be done about it: `Open anyway`, `Stop it again`.
 */
offers: Array<ActionView>, };

export type PlaceView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The tenant a subscription is in; nothing for a tenant itself.
 */
tenant: string | null, 
/**
 * How many machines were seen in it.
 */
machines: number, 
/**
 * Whether it is looked at.
 */
looked_at: boolean, 
/**
 * What to name it in the settings: its name where no other has it.
 */
setting: string, };

export type PortalPage = "overview" | "boot-diagnostics" | "networking";

export type Power = "starting" | "running" | "stopping" | "stopped" | "deallocating" | "deallocated" | "unknown";

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

export type RequestForm = "az" | "powershell" | "rest";

export type ResourceId = string;

export type SettingView = { 
/**
 * Which.
 */
field: SettingsField, 
/**
 * What it holds, as it is typed.
 */
value: SettingsValue, 
/**
 * Whether it differs from what counts when nobody says anything.
 */
custom: boolean, };

export type SettingsAnswer = { 
/**
 * Tells apart answers to several changes of one setting.
 */
number: number, 
/**
 * The setting.
 */
field: SettingsField, 
/**
 * Why it was not changed.
 */
problem: Problem | null, };

export type SettingsChange = { 
/**
 * Which setting.
 */
field: SettingsField, 
/**
 * The value as it is typed; none for what counts without one.
 */
value: SettingsValue | null, };

export type SettingsField = "theme" | "sort-favourites" | "start-at-sign-in" | "notifications" | "warn-early" | "warn-late" | "hide-names" | "hotkey" | "keys" | "duration" | "ssh-user" | "ssh-key" | "rdp-user" | "fixed-address" | "networks" | "address-services" | "proxy" | "proxy-exceptions" | "ca-file" | "ssh-command" | "rdp-command" | "terminal" | "browser" | "cloud" | "client-id" | "tenants" | "not-tenants" | "subscriptions" | "not-subscriptions";

export type SettingsSection = "welcome" | "general" | "accounts" | "connect" | "favourites" | "network" | "apps" | "keyboard" | "about";

export type SettingsValue = boolean | string | Array<string> | Array<NamedValue>;

export type SettingsView = { 
/**
 * Light or dark.
 */
theme: Theme, 
/**
 * What favourites stand by.
 */
sort_favourites: FavouriteSort, 
/**
 * The keys of commands, where they are not the usual ones.
 */
keys: Array<NamedValue>, 
/**
 * What the settings hold. One that is not here holds nothing.
 */
values: Array<SettingView>, 
/**
 * What came of the last change.
 */
answer: SettingsAnswer | null, 
/**
 * Settings that were changed and count only from the next start on.
 */
restart: Array<SettingsField>, 
/**
 * What is wrong with the files, and what the desktop does not grant of what is set.
 */
banners: Array<Problem>, 
/**
 * This program, for a page about it.
 */
about: AboutView, };

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
ms: number, 
/**
 * `usually about 50 s`, or, once that has passed, the one calm sentence about it.
 */
note: string | null, };

export type StartChoice = "auto" | "ask" | "never";

export type SuggestionView = { 
/**
 * The machine.
 */
vm: VmRef, 
/**
 * Its name.
 */
name: string, 
/**
 * Its subscription and resource group.
 */
about: string, 
/**
 * Why it is suggested: `You asked for access on 12 Nov`.
 */
why: string, 
/**
 * The favourite it is, once it is starred.
 */
favourite: string | null, };

export type System = "windows" | "mac" | "linux";

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

export type Theme = "system" | "light" | "dark";

export type TrayIcon = "error" | "expiring" | "working" | "open" | "offline" | "idle";

export type TypedOption = { 
/**
 * Which.
 */
field: OptionField, 
/**
 * The value.
 */
value: string, };

export type UndoView = { 
/**
 * `web-01 is no longer a favourite.`
 */
text: string, 
/**
 * Until when it can be brought back, RFC 3339.
 */
until: string, };

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
 * Their groups, in their order.
 */
groups: Array<GroupView>, 
/**
 * The options of all favourites.
 */
defaults: Array<OptionView>, 
/**
 * What was just taken away and can be brought back.
 */
undo: UndoView | null, 
/**
 * Why the last change of the favourites was not made.
 */
refused: Problem | null, 
/**
 * The machines that were connected to last and are no favourites, the last one first.
 */
recent: Array<ActionView>, 
/**
 * What ending the program is called: `Quit JIT Tray`, or `Quit - 2 stay open until 15:42`.
 */
quit: string, 
/**
 * What is known of the list of machines.
 */
machines: MachinesState, 
/**
 * Attempts that run or ended and were not dismissed, the newest first.
 */
attempts: Array<AttemptView>, 
/**
 * Windows known to be open, the one that closes first in front.
 */
windows: Array<WindowView>, 
/**
 * What prolongs all of them, where there are several: `Extend all`.
 */
extend_all: ActionView | null, 
/**
 * The accounts that are signed in.
 */
accounts: Array<AccountView>, 
/**
 * Where signing in stands.
 */
sign_in: SignInView, 
/**
 * The settings.
 */
settings: SettingsView, 
/**
 * The first steps, while they are not done.
 */
welcome: WelcomeView | null, 
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

export type WelcomeScreen = "sign-in" | "where" | "favourites" | "handy";

export type WelcomeStep = "begin" | "next" | "back" | "finish";

export type WelcomeView = { 
/**
 * Which.
 */
screen: WelcomeScreen, 
/**
 * Its place among them, from 1 on.
 */
number: number, 
/**
 * How many there are.
 */
of: number, 
/**
 * Whether the machines are still being read.
 */
reading: boolean, 
/**
 * The tenants and subscriptions there are, where they can be chosen.
 */
places: Array<PlaceView>, 
/**
 * Machines that are worth a star, where they are to be chosen.
 */
suggestions: Array<SuggestionView>, };

export type WindowView = { 
/**
 * Its id, for [`crate::Intent::OpenAgain`].
 */
id: string, 
/**
 * The machine.
 */
vm: VmRef, 
/**
 * The machine's name.
 */
label: string, 
/**
 * The favourite it was opened for, where it is one.
 */
favourite: string | null, 
/**
 * `Open until 15:42`.
 */
state: string, 
/**
 * When it was opened, RFC 3339.
 */
from: string, 
/**
 * When it closes, RFC 3339.
 */
until: string, 
/**
 * What prolongs it: `Extend 3 h`.
 */
extend: ActionView | null, 
/**
 * What to press when the machine did not let one in: `Trouble signing in?`
 */
trouble: ActionView | null, 
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
 * What happens to the machine when it is stopped.
 */
start: StartChoice, 
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
key?: string, 
/**
 * Go to the machine's address inside its network, where the person is too.
 */
private: boolean, };
