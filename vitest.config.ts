import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const tests = ['test/**/*.test.ts']

/** Files that need a process of their own: starting one for each of the others takes half of the time of all tests. */
const alone = [
  // Give the schemas of support/crew.ts classes of their own, which MikroORM keeps for ever.
  'test/access/member-programs.test.ts',
  'test/access/members-compiled.test.ts',
  'test/access/members-copied.test.ts',
  'test/access/members-handed-on.test.ts',
  'test/access/members-lost-before.test.ts',
  'test/access/members-making-objects.test.ts',
  'test/access/members-wrong-before.test.ts',
  'test/access/more-members-wrong-before.test.ts',
  'test/access/unseen-reads.test.ts',
  'test/orm/members-of-wrappers.test.ts',
  // Load the files of an application, which Node loads once.
  'test/cli/**/*.test.ts',
  'test/demo/**/*.test.ts',
  // Look at all scripts, or all memory, of their process.
  'test/template/source-maps.test.ts',
  'test/streaming/memory.test.ts',
]

// Half of what starting Node costs is to compile the same files again, in workers and in the processes that tests start.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node')

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'together', include: tests, exclude: alone, isolate: false, setupFiles: ['test/support/leaves-nothing.ts'] },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
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
