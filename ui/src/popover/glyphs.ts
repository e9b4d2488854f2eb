// The shapes of machine states: told apart without colour.
import type { Power } from "../bindings";

export type Shape = "full" | "hollow" | "half" | "dashed" | "open" | "near" | "working" | "error";

export const ofPower: Record<Power, Shape> = {
  running: "full",
  starting: "half",
  stopping: "half",
  deallocating: "half",
  stopped: "hollow",
  deallocated: "hollow",
  unknown: "dashed",
};
