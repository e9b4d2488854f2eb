// The texts of the first steps.
import type { System } from "../../bindings";

export const words = {
  step: (number: number, of: number) => `Step ${number} of ${of}`,
  titles: {
    "sign-in": "Welcome to JIT Tray",
    where: "Where to look",
    favourites: "Pick favourites",
    handy: "Make it handy",
  },
  leads: {
    "sign-in":
      "One click asks Azure for just-in-time access to a machine, starts it if need be, and opens SSH or Remote Desktop.",
    where: "We read machine names, states and JIT policies of what is ticked here, with the rights you have.",
    favourites: "A star gives a machine a button of its own in the tray. Up to five are a good start.",
    handy: "The last step. Everything here can be changed later in the settings.",
  },
  back: "Back",
  skip: "Skip",
  next: "Next",
  finish: "Finish",
  signedInAs: (name: string) => `You are signed in as ${name}.`,

  findPlace: "Find a tenant or subscription",
  machines: (count: number) => (count === 1 ? "1 machine" : `${count} machines`),
  chosen: (count: number, of: number) => `${count} of ${of} machines`,
  reading: "Still reading. More may come.",
  nothingRead: "Reading your tenants and subscriptions…",
  nothingThere:
    "No machine is to be seen with this account. You can go on, or sign in with another one later.",
  noPlace: (text: string) => `Nothing here is called “${text}”.`,

  star: (name: string) => `Add ${name} to favourites`,
  unstar: (name: string) => `Remove ${name} from favourites`,
  starred: (count: number) => (count === 1 ? "1 favourite" : `${count} favourites`),
  noSuggestions: "No machine that JIT protects was found. Star machines in the search of the popover later.",

  tray: {
    windows:
      "Windows hides new icons. Drag the icon out of the overflow onto the taskbar, or switch it on in the taskbar settings under “Other system tray icons”.",
    mac: "The icon is in the menu bar. Hold Cmd and drag it to where you want it.",
    linux:
      "The icon is in the tray of your panel. Where the desktop has none, bind “jit-tray toggle” to a key; GNOME needs its AppIndicator extension.",
  } satisfies Record<System, string>,
  picture: "The icon of JIT Tray is dragged from the overflow to the taskbar.",
  openTaskbarSettings: "Open taskbar settings",
  reach: "The icon",
  always: "Always there",
};
