// Every text the page adds to what the view says, in one table.
import type { AccountView, Adaptation, Connected, Details, Protocol, StageState } from "./bindings";

export const texts = {
  app: "JIT Tray",
  loading: "Reading your favourites…",
  yourAddress: (address: string) => `You: ${address}`,

  banners: "Needs attention",
  connecting: "Connections",
  openNow: "Open now",
  favourites: "Favourites",

  connect: "Connect",
  connectTo: (label: string) => `Connect to ${label}`,
  cancel: "Cancel",
  cancelConnect: (label: string) => `Cancel connecting to ${label}`,
  tryAgain: "Try again",
  tryAgainWith: (label: string) => `Try again to connect to ${label}`,
  goOn: "Go on",
  goOnWith: (label: string) => `Go on connecting to ${label}`,
  dismiss: "Dismiss",
  dismissResult: (label: string) => `Dismiss the result for ${label}`,
  openAgain: "Open again",
  openAgainFor: (label: string) => `Open ${label} again`,
  copyAddress: "Copy address",
  copyAddressOf: (label: string) => `Copy the address of ${label}`,
  details: "Details",
  detailsOf: (label: string) => `Details for ${label}`,
  copyDetails: "Copy details",
  copied: "Copied",
  notCopied: "Select the text and copy it by hand",
  quit: "Quit",

  noFavourites: "No favourites yet",
  noFavouritesHint:
    "Write the machines you use into favourites.json to get a one-click button here. “jit doctor” says where the file lies.",

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
  copyRequest: "Copy request for your admin",
  notNow: "Not now",

  signedInAs: (accounts: AccountView[]) =>
    accounts.length === 1
      ? `Signed in as ${accounts[0]?.name}`
      : `Signed in with ${accounts.length} accounts`,
  tenantsWait: (count: number) => (count === 1 ? "1 tenant waits for you" : `${count} tenants wait for you`),
  tenantsSeen: (count: number) => (count === 1 ? "Sees 1 tenant" : `Sees ${count} tenants`),
  way: (way: string) => `Signed in with: ${way}`,
  signOutOf: (what: string, name: string) => `${what}: ${name}`,
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
    time: "Time (UTC)",
  } satisfies Record<keyof Details, string>,
  kind: "Kind",
};

function socket(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
