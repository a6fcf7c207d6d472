const LONGEST_WAIT_SECONDS = 60;

/** Seconds of a `wait` preference (RFC 7240), at most the longest; null where there is none that can be read. */
export function waitOf(prefer: string | undefined): number | null {
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?(?:$|[,;\s])/i.exec(prefer ?? '')?.[1];
  return seconds === undefined ? null : Math.min(Number(seconds), LONGEST_WAIT_SECONDS);
}
