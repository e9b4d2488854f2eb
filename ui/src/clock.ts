// Times as people read them.

const short = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** `15:42`, in the person's own time zone. */
export function clock(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : short.format(date);
}

/** `0:24`; nothing before ten seconds, when a running number only makes restless. */
export function elapsed(ms: number): string {
  const whole = Math.floor(ms / 1000);
  return whole < 10 ? "" : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** `3.4` */
export function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
