import { NOT_MEASURED } from '../numbers';

/** Milliseconds as they are measured, with up to two decimals: '12.34 ms'. */
export const showMilliseconds = (ms: number | null) =>
  ms === null ? NOT_MEASURED : `${Number(ms.toFixed(2)).toString()} ms`;
