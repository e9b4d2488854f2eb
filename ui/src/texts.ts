// Every text the page adds to what the view says, in one table.
import type {
  AccountView,
  Adaptation,
  CheckState,
  Connected,
  Details,
  Protocol,
  Stage,
  StageState,
} from "./bindings";
import { words } from "./words";

export const texts = {
  app: "JIT Tray",
  loading: "Reading your favourites…",
  yourAddress: (address: string) => `You: ${address}`,

  banners: "Needs attention",
  connecting: "Connections",
  openNow: "Open now",
  favourites: "Favourites",

  close: "Close",
  search: "Search machines",
  searchHint: "Search machines or type sub: rg: tag:",
  clearSearch: "Clear the search",
  removeFilter: (filter: string) => `Remove filter ${filter}`,
  fromAll: "From all machines",
  all: "All machines",
  of: (shown: number, total: number) => (shown === total ? `${total}` : `${shown} of ${total}`),
  more: (count: number) => `Show ${count} more`,
  undecided: (count: number) =>
    count === 1 ? "1 machine could not be told to match." : `${count} machines could not be told to match.`,
  found: (favourites: number, machines: number) =>
    `${counted(favourites, "favourite")} and ${counted(machines, "machine")} found`,
  enterConnects: (label: string) => `Enter connects to ${label}`,
  retryNow: words.retryNow,
  undo: "Undo",
  tellsOffline: "Not while offline.",

  connect: "Connect",
  connectTo: (label: string) => `Connect to ${label}`,
  actionsOf: (label: string) => `More for ${label}`,
  connectWith: "Connect with options…",
  edit: "Edit favourite…",
  rename: "Rename",
  newNameOf: (label: string) => `New name of ${label}`,
  aliasLength: "A name has 1 to 40 characters.",
  aliasTaken: (alias: string) => `Another favourite is called ${alias}.`,
  groupTaken: (name: string) => `Another group is called ${name}.`,
  moveUp: "Move up",
  moveDown: "Move down",
  moveTo: "Move to group…",
  sort: "Sort…",
  onlyInMyOrder: "Favourites are moved up and down in “My order” only.",
  noGroup: "No group",
  newGroup: "New group…",
  groupName: "Name of the group",
  addGroup: "Make the group",
  renameGroup: "Rename group…",
  removeGroup: "Remove group",
  emptyGroup: "Empty. Move a favourite here, or remove the group.",
  star: "Add to favourites",
  starOf: (label: string) => `Add ${label} to favourites`,
  unstar: "Remove from favourites",
  unstarOf: (label: string) => `Remove ${label} from favourites`,
  findAgain: "Find it again",
  findAgainFor: (label: string) => `Find it again: ${label}`,
  foundAt: (name: string, about: string, surely: boolean) =>
    surely ? `${name}, ${about}` : `${name}, ${about} (the same name)`,
  note: "Note",
  missing: "It is no longer where it was.",
  portal: words.openInPortal,
  showDetails: "Show details",
  hideDetails: "Hide details",
  movedTo: (label: string, [place, count, group]: [number, number, string | null]) =>
    `${label}, ${place} of ${count}${group === null ? "" : ` in ${group}`}`,
  noAddress: (label: string) => `The address of ${label} is known once it was reached.`,

  options: "Options",
  custom: "Custom",
  reset: "Reset",
  resetOf: (label: string) => `Reset ${label}`,
  inherit: "As inherited",
  otherwise: (inherited: string) => `Otherwise: ${inherited}`,
  editOf: (label: string) => `Edit ${label}`,
  alias: "Name",
  group: "Group",
  optionParts: { general: "Connect", ssh: "SSH", rdp: "Remote Desktop" },
  forThisOnce: "For this once. What you leave open is as always.",
  asAlways: "As always",
  opensWith: "Opens",
  access: "Access",
  address: "Address",
  resource: "Resource id",
  protocolWord: "Connect with",
  port: "Port",
  portRange: "A port is a number from 1 to 65535.",
  duration: "For how long",
  durationRange: "From 5 minutes to 24 hours: 90m, 2h or 1h30m.",
  reason: "Reason, recorded by Azure",
  user: "User name",
  key: "Key file for SSH",
  whenStopped: "When it is stopped",
  startIt: "Start it",
  doNotStart: "Do not start it",
  openIt: "Open the client at the end",
  done: "Done",

  shortcuts: "Keyboard shortcuts",
  settings: words.settings,

  queued: (ahead: number) => (ahead === 0 ? "Queued, next" : `Queued (${ahead} ahead)`),
  progressOf: (label: string) => `Connecting to ${label}`,
  extendOf: (extend: string, label: string) => `${extend}: ${label}`,
  left: (time: string) => `${time} left`,
  closesAt: (time: string) => `closes ${time}`,
  closed: "Closed",
  closedAbout: words.notCut,
  tenMinutesLeft: (label: string, time: string) => `${label}: access closes ${time}`,
  twoMinutesLeft: (label: string) => `${label}: access closes in 2 minutes`,
  closedNow: (label: string) => `${label}: access closed. A session that is open is not cut.`,
  extendedNow: (label: string, state: string) => `${label}: ${state}`,

  keepIt: "Keep",
  checked: "Connection check",
  checkState: {
    running: "being checked",
    pass: "good",
    fail: "in the way",
    unknown: "not known",
  } satisfies Record<CheckState, string>,

  cancel: words.cancel,
  cancelConnect: (label: string) => `Cancel connecting to ${label}`,
  tryAgain: words.tryAgain,
  tryAgainWith: (label: string) => `Try again to connect to ${label}`,
  goOn: words.goOn,
  goOnWith: (label: string) => `Go on connecting to ${label}`,
  dismiss: words.dismiss,
  dismissResult: (label: string) => `Dismiss the result for ${label}`,
  openAgain: words.openAgain,
  openAgainFor: (label: string) => `Open again: ${label}`,
  copyAddress: words.copyAddress,
  copyAddressOf: (label: string) => `Copy address of ${label}`,
  details: words.details,
  detailsOf: (label: string) => `Details for ${label}`,
  copyDetails: "Copy details",
  copied: "Copied",
  notCopied: "Select the text and copy it by hand",
  quit: "Quit",

  noFavourites: "Star a machine to get a one-click button here.",
  browse: "Browse machines",
  browseAll: (count: number) => (count === 1 ? "Browse the 1 machine" : `Browse all ${count} machines`),
  readingMachines: "Reading your machines…",

  signInTitle: "Sign in to see your machines",
  signInAbout: "JIT Tray reads machine names, states and access policies, with the rights you have.",
  lookAround: "Look around with sample data",
  sampleData: "You are looking at sample data. Nothing here is real.",
  leaveSampleData: "Leave the sample data",
  notSignedIn: "The sign-in did not work",
  waitingForBrowser: (time: string) => `Finish signing in there, before ${time}.`,
  openPage: "Open the page",
  openPageAgain: "Open the page again",
  copyPage: "Copy the address",
  enterCode: "On this or any other device, open this page and enter the code:",
  code: (letters: string) => `The code is ${letters}`,
  copyCode: "Copy code",
  codeUntil: (time: string) => `The code works until ${time}.`,
  requestForAdmin: "The request",
  copyRequest: words.copyForAdmin,
  notNow: words.notNow,

  signedInAs: (accounts: AccountView[]) =>
    accounts.length === 1
      ? `Signed in as ${accounts[0]?.name}`
      : `Signed in with ${accounts.length} accounts`,
  tenantsWait: (count: number) => (count === 1 ? "1 tenant waits for you" : `${count} tenants wait for you`),
  tenantsSeen: (count: number) => (count === 1 ? "Sees 1 tenant" : `Sees ${count} tenants`),
  way: (way: string) => `Signed in with: ${way}`,
  signOutOf: (what: string, name: string) => `${what}: ${name}`,
  accounts: "Accounts",
  addAccount: "Add an account",
  nowSignedIn: (names: string) => `Signed in as ${names}`,
  nowSignedOut: "Signed out",

  stageState: {
    waiting: "to do",
    running: "in progress",
    done: "done",
    skipped: "not needed",
    failed: "failed",
  } satisfies Record<StageState, string>,

  connectedTo: (label: string) => `${label} is ready`,
  connectedAbout: ({ protocol, address, port, source }: Connected) =>
    `${texts.protocol[protocol]} at ${socket(address, port)}, access for ${source}`,
  openUntil: (time: string) => `Access open until ${time}`,
  opened: (client: string) => `Opened with ${client}`,
  notOpened: "No client was opened",
  took: (seconds: string) => `Took ${seconds} s`,
  cancelled: (label: string) => `Connecting to ${label} was cancelled`,
  // Most messages name the machine themselves.
  failed: (label: string, message: string) => (message.includes(label) ? message : `${label}: ${message}`),

  protocol: { ssh: "SSH", rdp: "Remote Desktop" } satisfies Record<Protocol, string>,

  adapted: (change: Adaptation, clock: (time: string) => string): string => {
    switch (change.what) {
      case "duration":
        return `Asked for ${change.asked}; the policy allows ${change.granted}.`;
      case "whole-range":
        return `Access is open for the whole range ${change.range}, as you agreed.`;
      case "already-open":
        return `Access was open already, until ${clock(change.until)}.`;
    }
  },

  detail: {
    request: "Request",
    status: "HTTP status",
    azure_code: "Azure's code",
    azure_message: "Azure says",
    correlation_id: "Correlation id",
    known_key: "Host key known from before",
    known_key_place: "Kept in",
    shown_key: "Host key shown now",
    time: "Time (UTC)",
  } satisfies Record<keyof Details, string>,
  kind: "Kind",
  error: "Error",
  step: "Step",
  stage: {
    address: "your address",
    look: "the machine and its policies",
    request: "asking for access",
    start: "starting the machine",
    reach: "waiting for an answer",
    launch: "opening the client",
  } satisfies Record<Stage, string>,
};

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function socket(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
