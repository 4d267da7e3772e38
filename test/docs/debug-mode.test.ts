import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import * as diagnostics from 'node:diagnostics_channel'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { Lease, openRentals, type Rentals } from '../engine/support/rentals.ts'
import { root } from '../support/source-files.ts'

const text = readFileSync(`${root}docs/debug-mode.md`, 'utf8')
const examples = Array.from(text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm), ([, language, code]) => ({ language, code: code! }))
const template =
  '{% for lease in expiringSoon %}{{ lease.house.name }} {{ lease.tenant.email }} {{ lease.startDate|date:"M d, Y" }}{% endfor %}'

let rentals: Rentals
beforeAll(async () => {
  rentals = await openRentals()
})
afterAll(() => rentals.close())

const values = () => ({ expiringSoon: Lease.objects.orderBy('id').slice(0, 5) })
/** Lines without what an application or a run of it has of its own. */
const shape = (lines: string) =>
  lines
    .replaceAll(/\[('.*?')\]/g, '[…]')
    .replaceAll(/[0-9a-f]{16}/g, 'KEY')
    .replaceAll(/\d+(?:\.\d)?/g, 'N')

test('the log is what the guide shows', async () => {
  const lines: string[] = []
  const logger = { warn() {}, error() {}, info: (line: string) => void lines.push(line) }
  const djust = createDjust({
    orm: rentals.database,
    templates: memoryLoader({ 'rentals/dashboard.html': template }),
    jitDebug: true,
    jitCacheBackend: 'memory',
    logger,
  })
  for (const { code } of examples.filter((example) => example.code.startsWith('[djust:jit]'))) {
    lines.length = 0
    await djust.render('rentals/dashboard.html', values())
    expect(shape(`${lines.join('\n')}\n`)).toBe(shape(code))
  }
})

test('loggers and subscribers are set up as the guide says', async () => {
  const [logging, events] = examples.filter(({ language }) => language === 'ts')
  const djust = run(logging!.code, ['createDjust', 'pino'], 'djust')({ createDjust, pino: () => pino({ level: 'silent' }) }) as Djust
  expect(djust.settings.jitDebug).toBe(true)
  const slow: unknown[][] = []
  run(
    events!.code,
    ['tracingChannel', 'slow'],
    'null',
  )({ tracingChannel: diagnostics.tracingChannel, slow: (...all: unknown[]) => slow.push(all) })
  await rentals.djust(template, { jitCacheBackend: 'memory' }).render('page.html', values())
  expect(slow).toEqual([[expect.stringMatching(/^select/), expect.any(Number), 3]])
})

test('every channel and field of the guide is there, and none besides', () => {
  const types = readFileSync(`${root}src/trace/stage-events.ts`, 'utf8')
  const named = Array.from(text.matchAll(/^\| `(djust:\w+)` \|/gm), ([, name]) => name)
  expect(named).toEqual(Array.from(types.matchAll(/readonly '(djust:\w+)'/g), ([, name]) => name))
})

function run(code: string, names: readonly string[], result: string): (values: Readonly<Record<string, unknown>>) => unknown {
  const source = stripTypeScriptTypes(code.replaceAll(/^import .*$/gm, ''))
  return (values) => new Function(...names, `${source}; return ${result}`)(...names.map((name) => values[name])) as unknown
}
