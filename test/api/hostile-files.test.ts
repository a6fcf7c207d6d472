import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { CiFile } from '../../src/domain/ci-run/file';
import type { CiRun } from '../../src/domain/ci-run/view';
import { isFault } from '../../src/domain/fault';
import { receiveFile } from '../../src/runs/ci/intake';
import { MOST_FILE_BYTES, plainPieces } from '../../src/runs/ci/pieces';
import { expectProblem } from '../worker/problems';
import { newProject, type Project } from '../worker/project';

const MIB = 1024 * 1024;
const encoder = new TextEncoder();

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
type Headers = Record<string, string>;

const GZIP = { 'content-encoding': 'gzip' };

async function open(project: Project): Promise<CiRun> {
  const { status, body } = await project.request<CiRun>('POST', '/v1/ci-runs', {});
  expect(status).toBe(201);
  return body;
}

const upload = (project: Project, run: CiRun, body: Body, { name = 'report', ...headers }: Headers = {}) =>
  project.request<{ files: CiFile[] }>('POST', `/v1/runs/${run.id}/files?job=unit&name=${name}`, body, {
    'content-type': 'application/octet-stream',
    ...headers,
  });

const filesOf = async (project: Project, run: CiRun) =>
  (await project.request<{ files: CiFile[] }>('GET', `/v1/runs/${run.id}/files`)).body.files;

async function finish(project: Project, run: CiRun): Promise<CiRun> {
  const { body } = await project.request<CiRun>('POST', `/v1/runs/${run.id}/finish`, undefined, { prefer: 'wait=30' });
  expect(body.status).toBe('finished');
  return body;
}

/** A text that is made while it is sent: `head`, then `unit` so many times, then `tail`. */
function streamed(head: string, unit: string, times: number, tail = ''): ReadableStream<Uint8Array> {
  const atOnce = Math.max(1, Math.floor((256 * 1024) / unit.length));
  const block = encoder.encode(unit.repeat(atOnce));
  let left = times;
  let begun = false;
  return new ReadableStream({
    pull(controller) {
      if (!begun) {
        begun = true;
        controller.enqueue(encoder.encode(head));
      } else if (left >= atOnce) {
        left -= atOnce;
        controller.enqueue(block.slice());
      } else {
        controller.enqueue(encoder.encode(unit.repeat(left) + tail));
        controller.close();
      }
    },
  });
}

async function compressed(format: 'gzip', body: BodyInit): Promise<Uint8Array<ArrayBuffer>> {
  const plain = new Response(body).body;
  if (!plain) throw new Error('a body was given');
  return new Uint8Array(await new Response(plain.pipeThrough(new CompressionStream(format))).arrayBuffer());
}

const junit = (inside: string, attributes = '') =>
  `<testsuites><testsuite name="s" ${attributes}>${inside}</testsuite></testsuites>`;
const CASE = '<testcase classname="c" name="t"/>';
const GOOD = junit(CASE);
const sarif = (runs: string) => `{"version":"2.1.0","runs":${runs}}`;
const A_RUN = '{"tool":{"driver":{"name":"lint"}},"results":[]}';
const lcov = (path: string) => `SF:${path}\nDA:1,1\nend_of_record\n`;
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...encoder.encode(part)] : part)));

const LAUGHS = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
const ATTRIBUTES = (count: number) => Array.from({ length: count }, (_, i) => `a${i}="x"`).join(' ');

type Hostile = [name: string, body: () => Body | Promise<Body>, refusal: object, headers?: Headers];

const HOSTILE: Hostile[] = [
  [
    'a billion laughs',
    () => `<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "ha">${LAUGHS}]>${junit('<system-out>&l9;</system-out>')}`,
    { code: 'entities', offset: null },
  ],
  [
    'an external entity',
    () => `<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]>${junit('<system-out>&e;</system-out>')}`,
    { code: 'entities', offset: null },
  ],
  ['an entity that nobody declared', () => junit('<system-out>&e;</system-out>'), { code: 'entities', offset: 47 }],
  [
    'ten million elements, one in the other',
    () => streamed('<testsuites>', '<a>', 10_000_000),
    // The root is the first of 256.
    { code: 'too_deep', offset: 12 + 255 * 3 },
  ],
  [
    'ten million lists, one in the other',
    () => streamed('{"version":"2.1.0","runs":', '[', 10_000_000),
    { code: 'too_deep', offset: 26 + 127 },
  ],
  ['a line of 64 MiB', () => streamed('SF:', 'a', 64 * MIB, '\n'), { code: 'too_long', offset: 0 }],
  [
    'an attribute of 32 MiB',
    () => streamed('<testsuites name="', 'a', 32 * MIB, '"/>'),
    // Where a tag does not end within its first 64 KiB, nobody can say what it is.
    { code: expect.stringMatching(/^(?:too_long|unrecognised)$/) },
  ],
  [
    'a JSON string of 32 MiB',
    () => streamed(`{"version":"2.1.0","runs":[],"x":"`, 'a', 32 * MIB, '"}'),
    { code: 'too_long', offset: 32 },
  ],
  ['a zip archive', () => bytes([0x50, 0x4b, 0x03, 0x04], '\0'.repeat(100)), { code: 'archive' }],
  ['gzip that nobody announced', () => compressed('gzip', GOOD), { code: 'archive' }],
  ['gzip in gzip', async () => compressed('gzip', await compressed('gzip', GOOD)), { code: 'archive' }, GZIP],
  [
    'two gzip members',
    async () => new Uint8Array([...(await compressed('gzip', GOOD)), ...(await compressed('gzip', GOOD))]),
    { code: 'truncated' },
    GZIP,
  ],
  ['gzip that is cut', async () => (await compressed('gzip', GOOD)).slice(0, -9), { code: 'truncated' }, GZIP],
  ['no gzip where gzip is announced', () => GOOD, { code: 'truncated', offset: 0 }, GZIP],
  [
    '64 MiB of NUL in 64 KiB of gzip',
    () => compressed('gzip', streamed('', '\0', 64 * MIB)),
    { code: 'unrecognised' },
    GZIP,
  ],
  [
    'bytes that are no UTF-8 in XML',
    () => bytes('<testsuites>', [0xc3, 0x28], '</testsuites>'),
    // At the byte that shows it.
    { code: 'encoding', offset: 13 },
  ],
  [
    'bytes that are no UTF-8 in JSON',
    () => bytes('{"version":"2.1.0","runs":["', [0xff], '"]}'),
    { code: 'encoding', offset: 28 },
  ],
  [
    'bytes that are no UTF-8 in LCOV',
    () => bytes('SF:', [0xed, 0xa0, 0x80], '\nend_of_record\n'),
    { code: 'encoding' },
  ],
  ['a NUL in XML', () => junit('<system-out>\0</system-out>'), { code: 'nul', offset: 45 }],
  ['a NUL in JSON', () => sarif('["\0"]'), { code: 'nul', offset: 28 }],
  ['a NUL in LCOV', () => lcov('a\0b'), { code: 'nul', offset: 4 }],
  ['1,025 attributes', () => junit(CASE, ATTRIBUTES(1024)), { code: 'too_many', offset: 12 }],
  ['1,001 analyses in a log', () => sarif(`[${Array(1001).fill(A_RUN).join()}]`), { code: 'too_many' }],
  ['nothing', () => ' \n', { code: 'empty' }],
  ['a report that ends early', () => GOOD.slice(0, -20), { code: 'truncated' }],
];

describe('a hostile file is refused for what it is, nothing of it counts, and the next one is taken', () => {
  test.each(HOSTILE)('%s', async (_, body, refusal, headers) => {
    const project = await newProject();
    const run = await open(project);
    const sent = await upload(project, run, await body(), headers);
    const { errors } = expectProblem(sent, 422, 'file_refused');
    const [file] = await filesOf(project, run);
    expect(file).toMatchObject({ state: 'refused', content: null, refusal });
    expect(errors).toEqual([{ pointer: '/files/0', code: file?.refusal?.code, detail: expect.any(String) }]);

    expect((await upload(project, run, GOOD, { name: 'good' })).status).toBe(201);
    const { verdict, tests, findings, coverage } = await finish(project, run);
    expect({ verdict, tests: tests?.tests, findings, coverage }).toEqual({
      verdict: 'inconclusive',
      tests: 1,
      findings: null,
      coverage: null,
    });
  });
});

/** `nested(n)` is n deep. */
const nestedXml = (depth: number) => `<testsuites>${'<a>'.repeat(depth - 1)}${'</a>'.repeat(depth - 1)}</testsuites>`;
const nestedJson = (depth: number) =>
  `{"version":"2.1.0","runs":[],"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

describe('a limit takes what is at it and refuses what is beyond', () => {
  test.each<[string, (n: number) => Body, number, string]>([
    ['elements in each other', nestedXml, 256, 'too_deep'],
    ['lists in each other', nestedJson, 128, 'too_deep'],
    ['attributes', (n) => `<testsuites ${ATTRIBUTES(n)}>${CASE}</testsuites>`, 1024, 'too_many'],
    ['bytes of an attribute', (n) => junit(`<testcase name="t" x="${'a'.repeat(n)}"/>`), MIB, 'too_long'],
    ['bytes of a line', (n) => `SF:a\n${'#'.padEnd(n, 'x')}\nDA:1,1\nend_of_record\n`, MIB, 'too_long'],
    ['bytes of a key', (n) => `{"version":"2.1.0","runs":[],"${'k'.repeat(n)}":1}`, 1024, 'too_long'],
    ['bytes of a string', (n) => streamed('{"version":"2.1.0","runs":[],"x":"', 's', n, '"}'), 16 * MIB, 'too_long'],
    ['analyses of a log', (n) => sarif(`[${Array(n).fill(A_RUN).join()}]`), 1000, 'too_many'],
  ])('%s', async (_, body, limit, code) => {
    const project = await newProject();
    const run = await open(project);
    for (const n of [limit - 1, limit]) {
      const { status, text } = await upload(project, run, body(n));
      expect({ n, status }, text).toEqual({ n, status: 201 });
    }
    const { errors } = expectProblem(await upload(project, run, body(limit + 1)), 422, 'file_refused');
    expect(errors).toMatchObject([{ code }]);
  });

  /** Reads to the end as the intake does. @returns bytes that were given, and why they ended */
  async function read(body: ReadableStream<Uint8Array>, gzip: boolean) {
    const pieces = plainPieces({ body, gzip });
    let size = 0;
    for (let next = await pieces.next(); ; next = await pieces.next()) {
      if (next.done) return { size, fault: next.value?.fault ?? null };
      size += next.value.byteLength;
    }
  }

  test('bytes of a file: 1 GiB', async () => {
    const spaces = (count: number) => streamed('', ' ', count);
    for (const size of [MOST_FILE_BYTES - 1, MOST_FILE_BYTES]) {
      expect(await read(spaces(size), false)).toEqual({ size, fault: null });
    }
    const { size, fault } = await read(spaces(MOST_FILE_BYTES + 1), false);
    expect(fault).toBe('too_large');
    expect(size).toBeLessThanOrEqual(MOST_FILE_BYTES);
  });

  test('bytes of a file that a gzip bomb would go on with', async () => {
    const bomb = streamed('', ' ', MOST_FILE_BYTES + MIB).pipeThrough(new CompressionStream('gzip'));
    const { size, fault } = await read(bomb, true);
    expect(fault).toBe('too_large');
    expect(size).toBeLessThanOrEqual(MOST_FILE_BYTES);
  });
});

describe('odd names and texts are data', () => {
  const ctrf = (test: object) =>
    JSON.stringify({
      reportFormat: 'CTRF',
      specVersion: '1.0.0',
      results: { tool: { name: 'x' }, summary: {}, tests: [{ status: 'failed', duration: 1, ...test }] },
    });
  const odd = ['\ud800', `${'a'.repeat(983)}😀${'b'.repeat(50)}`, '__proto__', 'constructor', '\u0000', ' ', '‮evil'];

  test.each(odd)('%j in a CTRF report and a SARIF log', async (text) => {
    const project = await newProject();
    const run = await open(project);
    // A key has 1 KiB at most.
    const key = text.slice(0, 300);
    const test = { name: text, suite: [text], message: text, parameters: { [key]: text }, labels: { [key]: text } };
    expect((await upload(project, run, ctrf({ ...test, filePath: text }), { name: 'ctrf' })).status).toBe(201);
    const result = {
      ruleId: text,
      message: { text },
      locations: [{ physicalLocation: { artifactLocation: { uri: text } }, logicalLocations: [{ name: text }] }],
      partialFingerprints: { [key]: text },
      properties: { tags: [text] },
    };
    const log = sarif(JSON.stringify([{ tool: { driver: { name: text, rules: [{ id: text }] } }, results: [result] }]));
    expect((await upload(project, run, log, { name: 'sarif' })).status).toBe(201);
    const { verdict, tests, findings } = await finish(project, run);
    expect({ verdict, failed: tests?.failed, findings: findings?.findings }).toEqual({
      verdict: 'failed',
      failed: 1,
      findings: 1,
    });
    for (const path of ['tests', 'findings', 'evidence', 'report.json', 'report.html', 'report.md']) {
      expect((await project.request('GET', `/v1/runs/${run.id}/${path}`)).status).toBe(200);
    }
  });
});

describe('what breaks off', () => {
  const ORIGIN = { part: 'unit', attempt: 1, name: 'report', suite: null, runner: null, rerun: 0 };

  /** Receives as the route does, past which a test can put what breaks. */
  const receive = (project: Project, run: CiRun, body: ReadableStream<Uint8Array>, bucket = env.ARTIFACTS) =>
    receiveFile({ ...env, ARTIFACTS: bucket }, { projectId: project.id, runId: run.id }, ORIGIN, { body, gzip: false });

  /** A whole section of LCOV, then the connection is gone: what came would be a file of its own. */
  function brokenOff() {
    const pieces = [encoder.encode(lcov('a.ts'))];
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces.shift();
        if (piece) controller.enqueue(piece);
        else controller.error(new Error('the connection is gone'));
      },
    });
  }

  test('an upload whose sender goes away is no file, its part is not complete, and the next try takes its place', async () => {
    const project = await newProject();
    const run = await open(project);
    await expect(receive(project, run, brokenOff())).rejects.toThrow('the connection is gone');
    const [file] = await filesOf(project, run);
    expect(file).toMatchObject({ state: 'receiving', sha256: null, content: null, raw_url: null });
    const { parts } = (await project.request<CiRun>('GET', `/v1/runs/${run.id}`)).body;
    expect(parts).toMatchObject([{ name: 'unit', complete: false, files: 0 }]);

    expect((await upload(project, run, GOOD)).status).toBe(201);
    expect((await filesOf(project, run)).map(({ state }) => state)).toEqual(['replaced', 'kept']);
    expect(await finish(project, run)).toMatchObject({ verdict: 'passed', tests: { tests: 1 }, coverage: null });
  });

  test('a run that ends while an upload has broken off does not pass', async () => {
    const project = await newProject();
    const run = await open(project);
    expect((await upload(project, run, GOOD, { name: 'other' })).status).toBe(201);
    await expect(receive(project, run, brokenOff())).rejects.toThrow('the connection is gone');
    expect((await finish(project, run)).verdict).toBe('inconclusive');
  });

  /** The bucket, whose writing operation number `fails` is refused by R2. */
  function failing(fails: number) {
    let operations = 0;
    const writing = new Set<PropertyKey>(['put', 'createMultipartUpload']);
    const bucket = new Proxy(env.ARTIFACTS, {
      get(target, property) {
        const method: unknown = Reflect.get(target, property);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]): unknown => {
          if (writing.has(property) && ++operations === fails) return Promise.reject(new Error('R2 is away'));
          return Reflect.apply(method, target, args);
        };
      },
    });
    return { bucket, met: () => operations >= fails };
  }

  test('whichever write R2 refuses, the file is not taken, and sent again it counts once', async () => {
    const project = await newProject();
    const report = junit('<testcase name="a"/><testcase name="b"><failure message="no"/></testcase>');
    let writes = 0;
    for (let fails = 1; ; fails++) {
      const run = await open(project);
      const { bucket, met } = failing(fails);
      const received = receive(project, run, new Response(report).body ?? new ReadableStream(), bucket);
      const outcome = await received.then((file) => (isFault(file) ? 'fault' : file.state)).catch(() => 'thrown');
      const [file] = await filesOf(project, run);
      if (!met()) {
        expect([outcome, file?.state]).toEqual(['kept', 'kept']);
        break;
      }
      writes = fails;
      expect([fails, outcome, file?.state]).toEqual([fails, 'thrown', 'receiving']);
      expect((await upload(project, run, report)).status).toBe(201);
      expect(await finish(project, run)).toMatchObject({ verdict: 'failed', tests: { tests: 2, failed: 1 } });
    }
    // The file itself, its tests, and the two extracts.
    expect(writes).toBe(4);
  });

  test('a D1 that is away when a run ends does not keep its verdict, and has its record later', async () => {
    const project = await newProject();
    const run = await open(project);
    expect((await upload(project, run, GOOD)).status).toBe(201);
    const records = () =>
      env.DB.prepare('SELECT count(*) AS n FROM record WHERE run_id = ?').bind(run.id).first<{ n: number }>();
    await env.DB.exec('ALTER TABLE record_tag RENAME TO record_tag_away');
    try {
      expect((await finish(project, run)).verdict).toBe('passed');
      expect(await records()).toEqual({ n: 0 });
    } finally {
      await env.DB.exec('ALTER TABLE record_tag_away RENAME TO record_tag');
    }
    await expect.poll(records, { timeout: 30_000, interval: 250 }).toEqual({ n: 1 });
  });
});
