// What is written into the form of a connect, checked as core will read it.
import { texts } from "../texts";

const DAY_MIN = 24 * 60;
const LEAST_MIN = 5;

export function portFault(text: string): string | null {
  const port = text.trim();
  if (port === "") return null;
  return /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535 ? null : texts.portRange;
}

/** `90m`, `2h`, `1h30m`. */
export function durationFault(text: string): string | null {
  const written = text.replace(/\s+/g, "");
  if (written === "") return null;
  const found = /^(?:(\d{1,4})h)?(?:(\d{1,4})m)?$/i.exec(written);
  const minutes = found ? Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0) : 0;
  return minutes >= LEAST_MIN && minutes <= DAY_MIN ? null : texts.durationRange;
}
