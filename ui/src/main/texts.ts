// The texts of the settings: what they are called, and what an administrator wants to know of them.
import type { SettingsField, SettingsSection, System } from "../bindings";
import { sortBy } from "../sorting";
import { words as shared } from "../words";

export const words = {
  settings: shared.settings,
  title: "JIT Tray settings",
  search: "Search settings",
  sections: {
    welcome: "First steps",
    general: "General",
    accounts: "Accounts",
    connect: "Connect",
    favourites: "Favourites",
    network: "Network",
    apps: "Apps",
    keyboard: "Keyboard",
    about: "About",
  } satisfies Record<SettingsSection, string>,
  found: (count: number) => (count === 1 ? "1 setting found" : `${count} settings found`),
  nothing: (text: string) => `No setting matches “${text}”.`,
  clearSearch: "Clear the search",

  saved: "Saved",
  savedOf: (label: string) => `${label}: saved`,
  custom: "Custom",
  reset: "Reset",
  resetOf: (label: string) => `Reset ${label}`,
  restart: (labels: string[]) =>
    `${labels.join(", ")}: what you changed counts when JIT Tray is started the next time.`,
  afterRestart: "Counts from the next start on.",
  quit: shared.quit,
  add: "Add",
  addTo: (label: string) => `Add to ${label}`,
  remove: (name: string) => (name === "" ? "Remove this line" : `Remove ${name}`),
  onePerLine: "One per line.",
  oneArgument: "One argument per line, the program first. Nothing goes through a shell.",

  again: "Go through the first steps again",
  accountsAbout: "Who is signed in, and what is looked at with their rights.",
  lookAt: "Where to look",
  notifications: "Notifications",
  advanced: "Advanced",
  connectAbout: "What a connect asks for where a favourite does not say otherwise.",
  favouritesAbout:
    "Star machines in the search of the popover. There they are also named, ordered and grouped.",
  groups: "Groups",
  ungrouped: "Without a group",
  machines: (count: number) => (count === 1 ? "1 favourite" : `${count} favourites`),
  defaults: "All favourites",
  defaultsAbout: "What every favourite does unless its group or it says otherwise.",
  networkAddress: "Your public address",
  networkAzure: "The way to Azure",
  placeholders: "What a command may mention",
  placeholder: {
    "{host}": "the machine’s address",
    "{port}": "the port",
    "{user}": "the user name",
    "{key}": "the key file for SSH",
    "{alias}": "a name that stays the same when the address changes, for the host key",
    "{known_hosts}": "the file with the host keys of your machines",
    "{title}": "the machine’s name, for a title",
    "{file}":
      "for Remote Desktop: a file with the favourite’s options, which the command does not get without it",
    "{command}":
      "in the terminal’s list: the command to run, as an item of its own. It begins with JIT Tray, which runs ssh",
    "{url}": "in the browser’s list: the page to open",
  },

  shortcuts: "Shortcuts",
  inRow: "On a machine",
  anywhere: "Anywhere",
  wayland: "On a Wayland desktop, bind “jit-tray toggle” in the desktop’s own settings instead.",

  version: (version: string) => `Version ${version}`,
  files: "Files",
  filesAbout:
    "All of them are yours to read. Settings and favourites may be edited by hand; changes are noticed.",
  licences: "Licences",
  licence: "JIT Tray is free software under the MIT licence or the Apache licence 2.0, as you prefer.",
  partsAbout: "It is built on the work of others:",
  help: "The command line with the same abilities is jit; “jit doctor” says what was found on this computer.",

  system: { windows: "Windows", mac: "macOS", linux: "Linux" } satisfies Record<System, string>,
};

/** Software that ships with the program, and its licence. */
export const PARTS: [string, string][] = [
  ["Tauri", "MIT or Apache-2.0"],
  ["Tokio, reqwest, hyper", "MIT or Apache-2.0"],
  ["rustls, ring", "Apache-2.0, ISC or MIT"],
  ["Azure SDK for Rust", "MIT"],
  ["russh (sample data)", "Apache-2.0"],
  ["Svelte", "MIT"],
  ["Lucide icons", "ISC"],
];

/** What a setting is called, and more about it. */
export const settings: Record<SettingsField, { label: string; about?: string }> = {
  theme: { label: "Appearance" },
  "sort-favourites": {
    label: sortBy,
    about: "Inside each group. Favourites are moved up and down in your own order only.",
  },
  "start-at-sign-in": {
    label: "Start when you sign in to this computer",
    about: "Sits in the tray and opens no window.",
  },
  notifications: {
    label: "Show notifications",
    about: "Before access closes, and when a connect you no longer watch is ready or failed.",
  },
  "warn-early": {
    label: "First warning that access closes",
    about: "For access of half an hour or more.",
  },
  "warn-late": {
    label: "Last warning that access closes",
    about: "Access of less than ten minutes is warned about one minute before.",
  },
  "hide-names": {
    label: "Hide names in notifications",
    about: "Leaves out machines, users and addresses, for a screen that others see.",
  },
  hotkey: {
    label: "Shortcut that shows JIT Tray from everywhere",
    about: "For example Ctrl+Alt+J. Without one, no key is taken from other programs.",
  },
  keys: { label: "Shortcuts of your own" },
  duration: {
    label: "How long to ask for",
    about: "From 5 minutes to 24 hours: 90m, 2h or 1h30m. Where a policy allows less, that is asked for.",
  },
  "ssh-user": {
    label: "User for SSH",
    about: "Without one, the administrator the machine was made with.",
  },
  "ssh-key": {
    label: "Key file for SSH",
    about: "Its path. Without one, ssh chooses. The key itself is never read.",
  },
  "rdp-user": { label: "User for Remote Desktop", about: "Such as CONTOSO\\barbara." },
  "fixed-address": {
    label: "Always use this address",
    about: "The public IPv4 address Azure sees you come from. Without one it is found before each connect.",
  },
  networks: {
    label: "Networks you know",
    about: "Shown beside your address, such as Office for 203.0.113.0/24.",
  },
  "address-services": {
    label: "Services that tell your address",
    about: "Of at least two operators: an address counts when two agree. Without any, the built-in ones.",
  },
  proxy: {
    label: "Proxy",
    about: "“system” goes by the system’s settings, “none” goes directly; or http://proxy.contoso.com:8080.",
  },
  "proxy-exceptions": {
    label: "Reached without that proxy",
    about: "Names with everything below them, addresses or ranges such as 10.0.0.0/8. One per line.",
  },
  "ca-file": {
    label: "Further certificate authorities",
    about: "A file in PEM form, for networks that inspect encrypted traffic.",
  },
  "ssh-command": { label: "Command for SSH", about: "Without one, ssh in your terminal." },
  "rdp-command": { label: "Command for Remote Desktop", about: "Without one, the client that is found." },
  terminal: { label: "Terminal", about: "Opens SSH. Without one, the system’s terminal." },
  browser: { label: "Browser", about: "Opens sign-in pages. Without one, the system’s browser." },
  cloud: { label: "Cloud", about: "public, usgov, china, or the path of a cloud file." },
  "client-id": {
    label: "Application id to sign in as",
    about: "Your organisation’s own registration. Without one, Azure CLI’s.",
  },
  tenants: { label: "Only these tenants", about: "Names, domains or ids. One per line; none for all." },
  "not-tenants": { label: "All but these tenants", about: "Names, domains or ids. One per line." },
  subscriptions: { label: "Only these subscriptions", about: "Names or ids. One per line; none for all." },
  "not-subscriptions": { label: "All but these subscriptions", about: "Names or ids. One per line." },
};
