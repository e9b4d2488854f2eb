// Which settings there are in which section, and how each is filled in.
import type { OptionField, OptionView, SettingsField, SettingsSection } from "../bindings";
import { SORTS } from "../sorting";
import { settings, words } from "./texts";

export type Kind =
  | { kind: "switch" }
  | { kind: "choice"; choices: [string, string][] }
  | { kind: "line"; placeholder?: string }
  | { kind: "lines"; placeholder?: string; command?: boolean }
  | { kind: "named"; name: string; value: string };

export interface Setting {
  field: SettingsField;
  section: SettingsSection;
  /** The heading it stands under, where its section has several. */
  part?: string;
  kind: Kind;
}

const choice = (...choices: [string, string][]): Kind => ({ kind: "choice", choices });
const line = (placeholder?: string): Kind => ({ kind: "line", ...(placeholder && { placeholder }) });
const lines: Kind = { kind: "lines" };
const command = (placeholder: string): Kind => ({ kind: "lines", placeholder, command: true });

export const SECTIONS: SettingsSection[] = [
  "general",
  "accounts",
  "connect",
  "favourites",
  "network",
  "apps",
  "keyboard",
  "about",
];

export const SETTINGS: Setting[] = [
  {
    field: "theme",
    section: "general",
    kind: choice(["system", "As the system"], ["light", "Light"], ["dark", "Dark"]),
  },
  { field: "start-at-sign-in", section: "general", kind: { kind: "switch" } },
  { field: "notifications", section: "general", part: words.notifications, kind: { kind: "switch" } },
  {
    field: "warn-early",
    section: "general",
    part: words.notifications,
    kind: choice(
      ["0", "Not at all"],
      ["5", "5 minutes before"],
      ["10", "10 minutes before"],
      ["15", "15 minutes before"],
      ["30", "30 minutes before"],
    ),
  },
  {
    field: "warn-late",
    section: "general",
    part: words.notifications,
    kind: choice(["1", "1 minute before"], ["2", "2 minutes before"], ["5", "5 minutes before"]),
  },
  { field: "hide-names", section: "general", part: words.notifications, kind: { kind: "switch" } },
  { field: "tenants", section: "accounts", part: words.lookAt, kind: lines },
  { field: "not-tenants", section: "accounts", part: words.lookAt, kind: lines },
  { field: "subscriptions", section: "accounts", part: words.lookAt, kind: lines },
  { field: "not-subscriptions", section: "accounts", part: words.lookAt, kind: lines },
  { field: "cloud", section: "accounts", part: words.advanced, kind: line("public") },
  { field: "client-id", section: "accounts", part: words.advanced, kind: line() },
  { field: "duration", section: "connect", kind: line("3h") },
  { field: "ssh-user", section: "connect", kind: line() },
  { field: "ssh-key", section: "connect", kind: line("~/.ssh/id_ed25519") },
  { field: "rdp-user", section: "connect", kind: line() },
  { field: "sort-favourites", section: "favourites", kind: choice(...SORTS) },
  { field: "fixed-address", section: "network", part: words.networkAddress, kind: line("203.0.113.7") },
  {
    field: "networks",
    section: "network",
    part: words.networkAddress,
    kind: { kind: "named", name: "Name", value: "Range" },
  },
  {
    field: "address-services",
    section: "network",
    part: words.networkAddress,
    kind: { kind: "named", name: "Operator", value: "Address, https://" },
  },
  { field: "proxy", section: "network", part: words.networkAzure, kind: line("system") },
  { field: "proxy-exceptions", section: "network", part: words.networkAzure, kind: lines },
  { field: "ca-file", section: "network", part: words.networkAzure, kind: line() },
  { field: "ssh-command", section: "apps", kind: command("ssh\n-p\n{port}\n{user}@{host}") },
  { field: "rdp-command", section: "apps", kind: command("xfreerdp\n/v:{host}:{port}\n/u:{user}") },
  { field: "terminal", section: "apps", kind: command("kitty\n--title\nAzure\n{command}") },
  { field: "browser", section: "apps", kind: command("firefox\n{url}") },
  { field: "hotkey", section: "keyboard", kind: line("Ctrl+Alt+J") },
];

/** What the settings say as well: an option of all favourites only where their file overrules them. */
const ABOVE: OptionField[] = ["duration", "ssh-user", "ssh-key", "rdp-user"];

/** The options of all favourites that have a place of their own. */
export function ownOptions(options: OptionView[]): OptionView[] {
  return options.filter(({ field, custom }) => custom || !ABOVE.includes(field));
}

/** The settings that hold every word of what is looked for, in what people read of them. */
export function matching(text: string): Setting[] {
  return SETTINGS.filter(({ field, section, part }) => {
    const { label, about = "" } = settings[field];
    return holds([label, about, words.sections[section], part ?? "", field].join(" "), text);
  });
}

/** Likewise of the options of all favourites. */
export function matchingOptions(options: OptionView[], text: string): OptionView[] {
  return ownOptions(options).filter(({ field, label, choices }) => {
    const values = choices.map((choice) => choice.label);
    return holds([label, words.defaults, words.sections.connect, field, ...values].join(" "), text);
  });
}

function holds(read: string, text: string): boolean {
  const wanted = folded(text).split(/\s+/).filter(Boolean);
  return wanted.every((word) => folded(read).includes(word));
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
