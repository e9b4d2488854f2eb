import { describe, expect, test, vi } from "vitest";

import { Announcer } from "../../src/announce";
import type { StageState, StageView, View, WindowView } from "../../src/bindings";
import { bound, COMMANDS, ofSettings, readable, toSettings } from "../../src/keys";
import { place } from "../../src/base/menu";
import { Closed, left } from "../../src/popover/closing";
import { durationFault, portFault } from "../../src/popover/connecting";
import { current, steps } from "../../src/popover/steps";
import { texts } from "../../src/texts";

const UNTIL = Date.parse("2026-02-01T12:00:00Z");

/** What the announcer looks at. */
function view(more: object): View {
  const accounts = [{ name: "Barbara" }];
  const quiet = { ready: true, attempts: [], accounts, undo: null, machines: { offline: null } };
  return { ...quiet, sign_in: { state: "signed-in", problem: null }, ...more } as unknown as View;
}

function window(id = "w", until = UNTIL): WindowView {
  const from = new Date(UNTIL - 3 * 3_600_000).toISOString();
  const vm = { id: "/vm" };
  const times = { from, until: new Date(until).toISOString() };
  return {
    id,
    vm,
    label: id,
    favourite: null,
    state: "",
    ...times,
    extend: null,
    about: "",
    address: null,
    trouble: null,
  };
}

test.for([
  [3 * 3600, "3 h", false],
  [2.5 * 3600, "2 h 30 min", false],
  [47 * 60 + 30, "47 min", false],
  [10 * 60, "10 min", true],
  [2 * 60, "2 min", true],
  [119, "1:59", true],
  [0.4, "0:01", true],
] as const)("A18 %d s before its end a window has %s left", ([seconds, words, near]) => {
  const found = left(window(), UNTIL - seconds * 1000);
  expect([found.words, found.near, found.closed]).toEqual([words, near, false]);
});

test("A18 a window that is over has no time left, however long ago", () => {
  expect(left(window(), UNTIL + 5000)).toMatchObject({ ms: 0, share: 0, closed: true });
});

describe("windows that closed", () => {
  test("stay for five minutes, unless they are put away or opened anew", () => {
    const closed = new Closed();
    closed.show([window("a"), window("b")], UNTIL - 1000);
    const ids = (open: WindowView[], now: number) => closed.show(open, now).map(({ id }) => id);
    expect(ids([], UNTIL)).toEqual(["a", "b"]);
    closed.forget(window("b"));
    expect(ids([], UNTIL + 1000)).toEqual(["a"]);
    const anew = window("b", UNTIL + 3_600_000);
    expect(ids([anew], UNTIL + 2000)).toEqual(["b", "a"]);
    expect(ids([anew], UNTIL + 301_000)).toEqual(["b"]);
  });

  test("are not those that were closed before their time", () => {
    const closed = new Closed();
    closed.show([window("a")], UNTIL - 600_000);
    expect(closed.show([], UNTIL - 599_000)).toEqual([]);
  });
});

describe("steps", () => {
  const stages = (states: Partial<Record<StageView["stage"], StageState>>): StageView[] =>
    (["address", "look", "request", "start", "reach", "launch"] as const).map((stage) => ({
      stage,
      state: states[stage] ?? "waiting",
      label: stage,
      ms: 0,
      note: null,
    }));

  test.for([
    [{ address: "running", look: "running" }, "address"],
    [{ address: "done", look: "running" }, "request"],
    [{ address: "done", look: "done" }, "request"],
    [{ address: "done", look: "done", request: "running", start: "running" }, "request"],
    [{ address: "done", look: "done", request: "done", start: "skipped", reach: "running" }, "reach"],
  ] as const)("of %j are at %s", ([states, wanted]) => {
    expect(current(steps(stages(states)))).toBe(wanted);
  });

  test("leave out what is not needed, and a look that failed shows where it stands", () => {
    const shown = steps(stages({ address: "done", look: "failed", start: "skipped", launch: "skipped" }));
    expect(shown.map(({ stage, state }) => `${stage} ${state}`)).toEqual([
      "address done",
      "request failed",
      "reach waiting",
    ]);
  });
});

test("A12 no two commands have the same keys", () => {
  const chords = COMMANDS.flatMap((command) => command.chords);
  expect(new Set(chords).size).toBe(chords.length);
});

test("a chord that a person gave to one command is no other's any more", () => {
  const commands = bound([{ name: "star", value: "Ctrl+E" }]);
  expect(commands.find(({ id }) => id === "star")?.chords).toEqual(["Mod+E"]);
  expect(commands.find(({ id }) => id === "extend")?.chords).toEqual([]);
  expect(readable("Mod+Shift+/")).toBe("Ctrl+Shift+/");
});

test("keys are written down as the settings hold them, and read in whatever order", () => {
  for (const chord of ["Mod+Shift+E", "Alt+ArrowUp", "Shift+F10", "Mod+.", "Mod+Alt+Plus"]) {
    expect(ofSettings(toSettings(chord)), chord).toBe(chord);
  }
  expect(toSettings("Mod+Alt+ArrowUp")).toBe("Ctrl+Alt+Up");
  expect(ofSettings("Alt+Shift+Cmd+K"), "as on a Mac").toBe("Mod+Alt+Shift+K");
});

test.for(["", "1", "22", "65535", " 3389 "])("%j is a port or none", (text) => {
  expect(portFault(text)).toBeNull();
});

test.for(["0", "65536", "-1", "22a", "1e3", "0x16"])("%j is no port", (text) => {
  expect(portFault(text)).not.toBeNull();
});

test.for(["", "5m", "90m", "2h", "1h30m", "24H", "1h 5m"])("%j is a duration Azure takes", (text) => {
  expect(durationFault(text)).toBeNull();
});

test.for(["4m", "25h", "24h1m", "2", "h", "2d", "-1h", "1.5h"])("%j is no duration Azure takes", (text) => {
  expect(durationFault(text)).not.toBeNull();
});

test("sample data are forgotten aloud when they are left, and what was there before is not told as new", () => {
  vi.useFakeTimers();
  const said: string[] = [];
  const announcer = new Announcer(
    (words) => said.push(words),
    (words) => said.push(words),
  );
  const own = view({ can_leave: false, undo: { text: "Removed web-01" } });
  announcer.show(own);
  announcer.show(view({ can_leave: true }));
  expect(said.splice(0)).toEqual(["", "", texts.sampleData]);
  announcer.show(view({ can_leave: true, undo: { text: "Removed db-02" } }));
  announcer.show(own);
  expect(said.splice(0)).toEqual(["", ""]);
  vi.advanceTimersByTime(10_000);
  expect(said).toEqual([texts.nowSignedIn("Barbara")]);
  vi.useRealTimers();
});

describe("a menu", () => {
  const room = { width: 360, height: 560 };
  const anchor = (top: number, right = 350) => ({ top, bottom: top + 32, right }) as DOMRect;

  test("stands below what it hangs on, above it where there is more room, and never outside", () => {
    const menu = { width: 220, height: 300 };
    expect(place(anchor(100), menu, room)).toEqual({ left: 130, top: 136, height: 300 });
    expect(place(anchor(500), menu, room)).toEqual({ left: 130, top: 196, height: 300 });
    expect(place(anchor(100, 100), menu, room).left).toBe(4);
    const tall = place(anchor(200), { width: 220, height: 900 }, room);
    expect(tall.top + tall.height).toBeLessThanOrEqual(560);
  });
});
