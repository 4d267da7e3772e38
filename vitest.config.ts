import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/probe-services.ts'],
    pool: 'threads',
    maxWorkers: '100%',
    // Node itself runs the source, as it runs the demo: class bodies that the analysis reads are not rewritten, and
    // `djust`, `djust/express`, … mean the files under src, so that tests need no build.
    experimental: { viteModuleRunner: false },
    execArgv: ['-C', 'djust-source'],
    // Engines of tests keep nothing beyond themselves, but for those that say so.
    env: { DJUST_JIT_CACHE_BACKEND: 'memory' },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    expect: { requireAssertions: true },
    coverage: { include: ['src/**'] },
  },
})
