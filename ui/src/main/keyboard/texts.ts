// The texts of the settings for keys.

export const words = {
  about: "Press “Change”, then the new keys. Tab, Esc, Enter and the arrows alone stay as they are.",
  change: "Change",
  changeOf: (command: string) => `Change the keys for: ${command}`,
  capture: "Press the new keys…",
  captureOf: (command: string) => `Press the new keys… for: ${command}`,
  leave: "Esc leaves them as they are.",
  resetOf: (command: string) => `Reset the keys for: ${command}`,
  resetAll: "Reset all shortcuts",
  none: "No keys",
  fixed: "Stays as it is",
  taken: (keys: string, command: string) =>
    `${keys} is “${command}”. Press it again to use it here instead, or press others.`,
  take: "Use it here",
  takeOf: (command: string) => `Use it here: ${command}`,
  needsHeld: (keys: string) =>
    `${keys} alone moves, presses or writes. Hold Ctrl or Alt (Cmd or Option on a Mac), or press a key such as F8.`,
  reserved: (keys: string) => `${keys} is needed for writing or for the system. Press others.`,
  belongs: (keys: string, command: string) => `${keys} stays “${command}”. Press others.`,
};
