// Rows under the pointer: a click selects one, and a favourite can be dragged to another place. Keys and menus do the same.
import type { FavouriteChange } from "../bindings";
import { rowOf } from "./focus";
import { dropped, regroupedFirst } from "./moving";
import type { Popover } from "./popover.svelte";

/** A hand that shakes while it clicks drags nothing. */
const FAR_PX = 6;
/** This near to the edge the list moves on. */
const EDGE_PX = 32;

type Move = Extract<FavouriteChange, { change: "move" }>;

/** Where the dragged favourite would come to stand. */
export interface Drop {
  /** The row or group it is shown at. */
  at: string;
  after: boolean;
  change: Move;
}

interface Drag {
  favourite: string;
  x: number;
  y: number;
  begun: boolean;
}

/** Listens to the pointer over a list. */
export function pointing(it: Popover): (list: HTMLElement) => () => void {
  return (list) => {
    let drag: Drag | null = null;

    const end = () => {
      drag = null;
      it.dragged = null;
      it.drop = null;
      for (const [name, listener] of moving) window.removeEventListener(name, listener as EventListener);
    };
    const move = (event: PointerEvent) => {
      if (!drag) return;
      drag.begun ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR_PX;
      if (!drag.begun) return;
      it.dragged = drag.favourite;
      it.drop = dropAt(it, drag.favourite, event);
      scroll(list.parentElement, event.clientY);
    };
    const up = () => {
      const change = it.drop?.change;
      if (drag?.begun && change) {
        it.moving = change.favourite;
        it.act({ intent: "favourites", change });
      }
      // The click that ends a drag selects nothing.
      const begun = drag?.begun ?? false;
      end();
      if (begun) window.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener("click", swallow, true));
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      end();
    };
    const moving = [
      ["pointermove", move],
      ["pointerup", up],
      ["pointercancel", end],
      ["keydown", escape],
    ] as const;

    const down = (event: PointerEvent) => {
      const favourite = rowOf(target(event))?.dataset["favourite"];
      // A finger scrolls; it moves favourites by the menu.
      if (!favourite || event.button !== 0 || event.pointerType === "touch" || isControl(event)) return;
      drag = { favourite, x: event.clientX, y: event.clientY, begun: false };
      for (const [name, listener] of moving) window.addEventListener(name, listener as EventListener);
    };
    const click = (event: MouseEvent) => {
      const row = rowOf(target(event))?.dataset["favourite"];
      if (row && !isControl(event) && String(getSelection()) === "") it.toggleDetail(row);
    };

    list.addEventListener("pointerdown", down);
    list.addEventListener("click", click);
    return () => {
      end();
      list.removeEventListener("pointerdown", down);
      list.removeEventListener("click", click);
    };
  };
}

function dropAt(it: Popover, favourite: string, { clientX, clientY }: PointerEvent): Drop | null {
  const under = document.elementFromPoint(clientX, clientY);
  const row = under?.closest<HTMLElement>("[data-favourite]");
  const over = row?.dataset["favourite"];
  if (row && over && it.ordered) {
    const { top, height } = row.getBoundingClientRect();
    const after = clientY > top + height / 2;
    const change = dropped(it.view, favourite, over, after);
    return change ? { at: over, after, change } : null;
  }
  const group = under?.closest<HTMLElement>("[data-group]")?.dataset["group"];
  if (group === undefined) return null;
  // Among sorted ones it can come to another group, but to no place of its own.
  if (!it.ordered && it.favourite(favourite)?.group === (group || null)) return null;
  return { at: `group-${group}`, after: true, change: regroupedFirst(it.view, favourite, group || null) };
}

function scroll(area: HTMLElement | null, y: number): void {
  if (!area) return;
  const { top, bottom } = area.getBoundingClientRect();
  if (y < top + EDGE_PX) area.scrollBy(0, -EDGE_PX / 4);
  else if (y > bottom - EDGE_PX) area.scrollBy(0, EDGE_PX / 4);
}

function swallow(event: MouseEvent): void {
  event.stopPropagation();
}

function target(event: Event): Element | null {
  return event.target instanceof Element ? event.target : null;
}

/** Whether it was pressed on something that does something of its own. */
function isControl(event: Event): boolean {
  return target(event)?.closest("button, input, select, textarea, summary, a, .own") !== null;
}
