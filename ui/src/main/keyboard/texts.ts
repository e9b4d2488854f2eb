// The texts of the settings for keys.

export const words = {
  about: "Press “Change”, then the new keys. Tab, Esc, Enter and the arrows keep what they do.",
  change: "Change",
  changeOf: (command: string) => `Change the keys for: ${command}`,
  capture: "Press the new keys…",
  captureOf: (command: string) => `Press the new keys… for: ${command}`,
  leave: "Esc leaves them as they are.",
  resetOf: (command: string) => `Reset the keys for: ${command}`,
  resetAll: "Reset all shortcuts",
  none: "No keys",
  taken: (keys: string, command: string) =>
    `${keys} is “${command}”. Press it again to use it here instead, or press others.`,
  take: "Use it here",
  takeOf: (command: string) => `Use it here: ${command}`,
  needsHeld: (keys: string) =>
    `${keys} alone moves, presses or writes. Hold Ctrl or Alt (Cmd or Option on a Mac), or press a key such as F8.`,
  reserved: (keys: string) => `${keys} is needed for writing or for the system. Press others.`,
  needsNumber: (keys: string) =>
    `${keys} is no number. Hold Ctrl or Alt (Cmd or Option on a Mac) and press a number from 1 to 9.`,
  belongs: (keys: string, command: string) =>
    `${keys} is one of “${command}”. Give that other keys first, or press others here.`,
};
