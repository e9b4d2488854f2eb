// The five steps people see, made of the plan's six stages.
import type { Stage, StageState, StageView } from "../bindings";

export interface Step {
  stage: Stage;
  state: StageState;
  label: string;
  ms: number;
  note: string | null;
}

const ORDER: Stage[] = ["address", "request", "start", "reach", "launch"];

/** In their fixed order, without those that are not needed at all. */
export function steps(stages: StageView[]): Step[] {
  const of = (stage: Stage) => stages.find((it) => it.stage === stage);
  const look = of("look");
  return ORDER.flatMap((stage) => {
    const step = of(stage);
    // A machine that runs is not started, and without a client nothing is opened.
    if (!step || (step.state === "skipped" && (stage === "start" || stage === "launch"))) return [];
    return [stage === "request" && look ? withLook(step, look) : step];
  });
}

/** The one step a reader is at: several may go on side by side, and between two of them none does. */
export function current(steps: Step[]): Stage | undefined {
  const at = steps.find(({ state }) => state === "running") ?? steps.find(({ state }) => state === "waiting");
  return at?.stage;
}

/** Looking at machine and policy is the beginning of asking. */
function withLook(request: Step, look: StageView): Step {
  if (request.state !== "waiting" || look.state === "done" || look.state === "skipped") return request;
  const { state, ms, note } = look;
  return { ...request, state, ms, note: note ?? request.note };
}
