// The scripted page's clock: it stands still, so that a scene looks the same whenever it is looked at.

let now = 0;

/** `?now=real` leaves the browser's own clock, which a test may drive. */
const wanted = new URLSearchParams(location.search).get("now");

export const standStill = {
  /** Sets the clock to the scene's time, unless the address says another. */
  at(time: string): void {
    if (wanted === "real") return;
    now = Date.parse(wanted ?? time);
    if (Number.isNaN(now))
      throw new Error(`"${wanted}" is no time; say now=2026-02-01T09:00:00Z or now=real`);
    Date.now = () => now;
  },
  pass(ms: number): void {
    now += ms;
  },
};
