// What a key does in the popover, and to which row.
import { hideWindow } from "../bridge";
import { commandOf, holdsForNumbers, numberOf, writes, type CommandId } from "../keys";
import { texts } from "../texts";
import { move, unstar } from "./actions";
import { enter, first, last, nextPart, rowOf, step } from "./focus";
import type { Popover } from "./popover.svelte";
import { target, type Target } from "./target";

export class Keyboard {
  constructor(
    private readonly it: Popover,
    private readonly field: () => HTMLInputElement | undefined,
  ) {}

  down(event: KeyboardEvent): void {
    const { it } = this;
    if (it.menu || it.asking || event.defaultPrevented || event.isComposing) return;
    it.numbered = holdsForNumbers(event, it.commands);
    const number = numberOf(event, it.commands);
    if (number !== undefined) {
      event.preventDefault();
      this.#connectNth(number);
    } else if (this.#go(event)) event.preventDefault();
    else {
      const command = commandOf(event, it.commands);
      if (command && this.#does(command, event)) event.preventDefault();
      else if (!command && writes(event) && !this.#writing(event)) this.field()?.focus();
    }
  }

  up(event: KeyboardEvent): void {
    this.it.numbered &&= holdsForNumbers(event, this.it.commands);
  }

  /** Arrows, Home and End go from row to row; in the search field the latter belong to its text. */
  #go(event: KeyboardEvent): boolean {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    const { key, target } = event;
    const field = this.field();
    const from = target instanceof Element ? target : null;
    if (this.#writing(event) && from !== field) return false;
    const text = from === field && this.it.searching.text !== "";
    if (key === "ArrowDown") step(from, 1);
    else if (key === "ArrowUp" && !step(from, -1)) field?.focus();
    else if (key === "Home" && !text) this.#enter(first());
    else if (key === "End" && !text) this.#enter(last());
    else return key === "ArrowUp";
    return true;
  }

  #enter(row: HTMLElement | undefined): void {
    if (row) enter(row);
  }

  /** Whether a command did anything; what it does not want, the browser may have. */
  #does(command: CommandId, event: KeyboardEvent): boolean {
    const { it } = this;
    const row = rowOf(document.activeElement);
    const inSearch = document.activeElement === this.field();
    const at = target(it, row?.dataset["row"] ?? it.detail ?? (inSearch ? this.#likely() : undefined));
    switch (command) {
      case "connect":
        if (inSearch) return this.#connectLikely();
        // Enter presses what has the focus by itself.
        return event.key !== "Enter" && row?.dataset["row"] !== undefined && press(row.dataset["row"]);
      case "search":
        this.field()?.select();
        this.field()?.focus();
        return true;
      case "next-part":
      case "previous-part":
        nextPart(command === "next-part" ? 1 : -1);
        return true;
      case "refresh":
        it.act({ intent: "refresh" });
        return true;
      case "settings":
        it.act({ intent: "show-settings", section: "general" });
        return true;
      case "shortcuts":
        it.asking = { what: "shortcuts" };
        return true;
      case "back":
        this.#back();
        return true;
      case "actions":
        // In the search the arrow belongs to its text.
        if (event.key === "ArrowRight" && (inSearch || !row)) return false;
        row?.querySelector<HTMLElement>("[data-more]")?.click();
        return row !== null;
      case "copy-address":
        return String(getSelection()) === "" && !inSearch && this.#toRow(command, at);
      default:
        return this.#toRow(command, at);
    }
  }

  #toRow(command: CommandId, at: Target | undefined): boolean {
    const { it } = this;
    const { favourite, window, attempt } = at ?? {};
    if (command === "extend") {
      const extend = (window ?? only(it.view.windows))?.extend;
      if (extend) it.act(extend.intent);
      return true;
    }
    if (command === "cancel") {
      const running = it.view.attempts.filter(({ outcome }) => outcome === null);
      const one = attempt?.outcome === null ? attempt : only(running);
      if (one) it.act({ intent: "cancel", attempt: one.id });
      return true;
    }
    if (!at) return false;
    if (command === "copy-address") {
      if (window?.address) it.act({ intent: "copy-address", window: window.id });
      else it.say(texts.noAddress(at.label));
    } else if (command === "connect-with") {
      it.asking = { what: "connect-with", wanted: { vm: at.vm, label: at.label, favourite } };
    } else if (command === "star") {
      if (favourite) unstar(it, favourite.id);
      else it.star(at.vm, at.label);
    } else if (command === "details") it.toggleDetail(at.row);
    else if (!favourite) return false;
    else if (command === "rename") it.renaming = favourite.id;
    else if (command === "move-up" || command === "move-down")
      move(it, favourite.id, command === "move-up" ? -1 : 1);
    else return false;
    return true;
  }

  /** The favourite whose number was pressed. */
  #connectNth(number: number): void {
    const favourite = this.it.rows[number - 1];
    if (favourite && !favourite.missing) {
      this.it.numbered = false;
      press(favourite.id);
    }
  }

  #likely(): string | undefined {
    const row = first();
    return this.it.likely === undefined ? undefined : row?.dataset["row"];
  }

  #connectLikely(): boolean {
    const { likely } = this.it;
    if (likely !== undefined && !press(likely)) press(`machine ${likely}`);
    return true;
  }

  /** One step back: out of the search, out of the details, out of the window. */
  #back(): void {
    const { it } = this;
    if (it.searching.active || it.searching.browsing) {
      it.searching.clear();
      this.field()?.focus();
    } else if (it.detail !== null) it.detail = null;
    else hideWindow();
  }

  #writing({ target }: KeyboardEvent): boolean {
    return target instanceof Element && target.matches("input, select, textarea");
  }
}

/** Presses the main button of a row, with all that keeps it from doing so. */
function press(row: string): boolean {
  const at = [...document.querySelectorAll<HTMLElement>("[data-row]")].find(
    (it) => it.dataset["row"] === row,
  );
  const button = at?.querySelector<HTMLElement>("[data-main]");
  if (at && button) {
    enter(at);
    button.click();
  }
  return button !== undefined && button !== null;
}

function only<T>(all: T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}
