import type { Latencies, LoadSummary, SteadyStateCondition } from '../../../domain/quality/chaos';

/** What a load tool's summary tells, before it is held against the schema. */
export interface LoadFacts {
  tool: { name: string; version: string | null };
  target: string | null;
  load: Partial<Omit<LoadSummary, 'latency_ms'>> & { latency_ms: Partial<Latencies> };
  steady_state: SteadyStateCondition[];
  checks: { name: string; passes: number | null; fails: number | null }[];
}
