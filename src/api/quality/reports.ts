import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { QualityReport, ReportRequest } from '../../domain/quality/report';
import { REPORT_CSP } from '../../pages/policy';
import { qualityReportHtml } from '../../pages/quality-report/html';
import { qualityReportMarkdown } from '../../pages/quality-report/markdown';
import { gatherReport } from '../../runs/quality/report';
import type { App } from '../app';
import { allow } from '../auth';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problem, problems } from '../problem';
import { respond } from '../respond';
import { negotiateForm, REPORT_TYPES } from '../runs/report-file';

const Report = QualityReport.openapi('QualityReport');

const createReport = createRoute({
  operationId: 'createQualityReport',
  method: 'post',
  path: '/v1/reports',
  tags: ['results'],
  summary: 'A report over quality results, in the form that Accept asks for',
  description:
    'By task the newest result in the range, its trend, its worst offenders, and what is missing or stale. It is made ' +
    'for this answer; nothing is stored.',
  middleware: [allow('read'), jsonWithin(1)] as const,
  request: { body: jsonBody(ReportRequest.openapi('QualityReportRequest')) },
  responses: {
    200: {
      description: 'The report',
      content: {
        'application/json': { schema: Report },
        'text/html': { schema: z.string() },
        'text/markdown': { schema: z.string() },
      },
    },
    ...problems(...BODY_FAULTS, 'not_acceptable'),
  },
});

export function registerQualityReports(app: App): void {
  app.openapi(createReport, async (c) => {
    const form = negotiateForm(c, 'json');
    if (form === null) {
      return problem(c, fault('not_acceptable', 'A report comes as application/json, text/html or text/markdown'));
    }
    const { projectId } = c.var.caller;
    const report = await gatherReport(c.env, projectId, { request: c.req.valid('json'), now: Date.now() });
    if (form === 'json') return respond(c, Report, report);
    const [text, csp] =
      form === 'html'
        ? [qualityReportHtml(report), REPORT_CSP]
        : [qualityReportMarkdown(report), "default-src 'none'; sandbox"];
    return c.body(text, 200, {
      'content-type': `${REPORT_TYPES[form]}; charset=utf-8`,
      'content-security-policy': csp,
      vary: 'Accept, Authorization',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    });
  });
}
