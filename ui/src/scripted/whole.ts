// The compiler says here when the scripted bridge lacks something that the real one offers.
import type * as real from "../bridge";
import * as scripted from "./bridge";

export const bridge: typeof real = scripted;
