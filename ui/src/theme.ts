// Light or dark, as the person chose.

export type Theme = "system" | "light" | "dark";

/** Puts the theme on. The system's is followed as long as none is chosen. */
export function wear(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
