import { z } from 'zod';
import type { TaskForm } from './form';
import { countFindings, isComplete, SecurityScan } from './scan';
import { compareScans } from './scan-changes';
import { scanOf, VulnerabilityList } from './vulnerabilities';

/** As it is kept, or as a list of vulnerabilities, which is made into one. */
export const SecurityPayload = z.union([SecurityScan, VulnerabilityList.transform(scanOf)]);
export type SecurityPayload = SecurityScan;

/**
 * What an incomplete scan found is no measure of what there is. Where findings are active and no tool rates any of
 * them, nobody knows how many are critical.
 */
function measureScan(scan: SecurityScan): Record<string, number | null> {
  if (!isComplete(scan)) return { findings: null, critical: null, high: null };
  const { active, unrated, by_band: band } = countFindings(scan);
  const rated = active === 0 || unrated < active;
  return { findings: active, critical: rated ? band.critical : null, high: rated ? band.high : null };
}

export const securityForm: TaskForm<SecurityPayload> = {
  type: 'scan-security',
  payload: SecurityPayload,
  summarise: (scan) => {
    const { findings, active, unrated, suppressed, by_band } = countFindings(scan);
    const { critical, high } = measureScan(scan);
    return {
      ...{ vulnerabilities: active, critical: critical ?? null, high: high ?? null },
      ...{ medium: by_band.medium, low: by_band.low, unrated, all_findings: findings, suppressed },
      complete: isComplete(scan),
      tools: [...new Set(scan.analyses.map(({ tool }) => tool))].slice(0, 20),
    };
  },
  measure: measureScan,
  compare: compareScans,
};
