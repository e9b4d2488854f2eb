// The settings as the page shows them: what they hold, and what came of the last change.
import { getContext, setContext } from "svelte";

import type { SettingsField, SettingsValue, View } from "../bindings";
import { dispatch } from "../bridge";

const KEY = Symbol("preferences");

export class Preferences {
  view = $state.raw() as View;
  /** A setting that is to be brought into sight. */
  sought = $state<SettingsField>();

  constructor(view: View) {
    this.view = view;
  }

  /** What a setting holds; nothing where nothing is set. */
  value(field: SettingsField): SettingsValue | undefined {
    return this.shown(field)?.value;
  }

  /** Whether it differs from what counts when nobody says anything. */
  isCustom(field: SettingsField): boolean {
    return this.shown(field)?.custom ?? false;
  }

  /** What came of the last change, where it was this setting's. */
  answer(field: SettingsField): View["settings"]["answer"] {
    const { answer } = this.view.settings;
    return answer?.field === field ? answer : null;
  }

  waitsForRestart(field: SettingsField): boolean {
    return this.view.settings.restart.includes(field);
  }

  change(field: SettingsField, value: SettingsValue | null): void {
    dispatch({ intent: "change-settings", change: { field, value } });
  }

  private shown(field: SettingsField): View["settings"]["values"][number] | undefined {
    return this.view.settings.values.find((value) => value.field === field);
  }
}

export function setPreferences(preferences: Preferences): Preferences {
  return setContext(KEY, preferences);
}

export function getPreferences(): Preferences {
  return getContext<Preferences>(KEY);
}
