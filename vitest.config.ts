import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/**
 * Three projects. `pure`: what knows no Worker, in plain Node. `worker`: the real Worker in workerd with real D1, R2,
 * Queues and Durable Objects. `e2e`: black boxes, real processes that are started and killed.
 */
export default defineConfig({
  test: {
    // Two cores: more files at once only wait for each other.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/{domain,formats,testgen,pages,cli,house}/**/*.test.{ts,tsx}'],
          environment: 'node',
          // A test that is slow on a busy machine is not wrong.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest(async ({ inject }) => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations('./migrations'),
                ASSAY_ENV: 'local',
                ASSAY_SECRET: 'a-secret-that-only-the-tests-know-0123456789',
                ASSAY_OPERATOR_TOKEN: 'operator-token-of-the-tests-0123456789',
                ANTHROPIC_API_KEY: 'key-of-the-provider-double',
                ANTHROPIC_BASE_URL: inject('providerUrl'),
                PROVIDER_TIMEOUT_SECONDS: '2',
                RETRY_BASE_MS: '20',
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/{api,runs,store,targets,judge,effects,schedule}/**/*.test.{ts,tsx}'],
          setupFiles: ['test/worker/migrate.ts'],
          globalSetup: ['test/provider/global-setup.ts', 'test/worker/test-run-hashes.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
