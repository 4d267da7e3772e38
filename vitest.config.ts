import { defineConfig } from 'vitest/config'

// `djust`, `djust/express`, … mean the source, here as in tsconfig.json: tests need no build.
const conditions = ['djust-source', 'node', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    expect: { requireAssertions: true },
    env: { TZ: 'UTC' },
    coverage: { include: ['src/**'] },
  },
})
