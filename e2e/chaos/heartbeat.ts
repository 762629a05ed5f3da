const BEAT_MS = 250;

/** How long the page that this runs in was kept from running, by a machine that had other things to do. */
export function startHeartbeat() {
  let lastMs = performance.now();
  let worstMs = 0;
  const beat = () => {
    const nowMs = performance.now();
    worstMs = Math.max(worstMs, nowMs - lastMs - BEAT_MS);
    lastMs = nowMs;
  };
  setInterval(beat, BEAT_MS);
  return {
    reset(): void {
      beat();
      worstMs = 0;
    },
    /** The longest time since the last reset. */
    starvedMs(): number {
      beat();
      return worstMs;
    },
  };
}
