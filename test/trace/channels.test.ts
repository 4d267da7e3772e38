import { channel, tracingChannel } from 'node:diagnostics_channel'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { CacheEvent, Stage, StageEvents } from '../../src/index.ts'
import { isTraced } from '../../src/trace/trace.ts'
import { House, Lease, openRentals, type Rentals } from '../engine/support/rentals.ts'

let rentals: Rentals
beforeAll(async () => {
  rentals = await openRentals()
})
afterAll(() => rentals.close())

const stages: readonly Stage[] = [
  'djust:page',
  'djust:template',
  'djust:analyze',
  'djust:plan',
  'djust:query',
  'djust:serialize',
  'djust:render',
]
const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** What is said of the stages, in order. */
function subscribe(): { readonly phase: string; readonly stage: Stage; readonly event: any }[] {
  const heard: { phase: string; stage: Stage; event: any }[] = []
  for (const stage of stages) {
    const tracing = tracingChannel<StageEvents[Stage]>(stage)
    const subscribers = Object.fromEntries(
      ['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((phase) => [
        phase,
        (event: object) => void heard.push({ phase, stage, event }),
      ]),
    )
    tracing.subscribe(subscribers as never)
    stops.push(() => tracing.unsubscribe(subscribers as never))
  }
  return heard
}

const template =
  '{% for lease in leases %}{{ lease.house.name }}{% for payment in lease.payments %}{{ payment.amount }}{% endfor %}{% endfor %}'

test('every stage says when it begins and ends, and with what', async () => {
  const heard = subscribe()
  const cached: CacheEvent[] = []
  const onCache = (event: unknown) => void cached.push(event as CacheEvent)
  channel('djust:cache').subscribe(onCache)
  stops.push(() => channel('djust:cache').unsubscribe(onCache))
  const djust = rentals.djust(template, { jitCacheBackend: 'memory' })
  const leases = () => Lease.objects.filter({ id: { gt: 0 } })
  await djust.render('page.html', { leases: leases() })
  const starts = heard.filter(({ phase }) => phase === 'start').map(({ stage }) => stage)
  expect(starts).toEqual([
    'djust:page',
    'djust:analyze',
    'djust:template',
    'djust:plan',
    'djust:query',
    'djust:serialize',
    'djust:query',
    'djust:serialize',
    'djust:render',
  ])
  const last = (stage: Stage) => heard.findLast((each) => each.stage === stage)!.event as Record<string, unknown>
  const first = (stage: Stage) => heard.find((each) => each.stage === stage)!.event as Record<string, unknown>
  const { key } = first('djust:plan') as unknown as { key: string }
  expect(first('djust:template')).toMatchObject({ name: 'page.html', origin: 'memory:page.html' })
  expect(first('djust:plan')).toMatchObject({ template: 'page.html', variable: 'leases', model: 'Lease', from: null })
  expect(first('djust:query')).toMatchObject({ model: 'Lease', table: 'lease', dialect: 'sqlite', parameters: [0], rows: 3 })
  expect(first('djust:query')['sql']).toMatch(/^select .* from "lease"/)
  expect(last('djust:serialize')).toMatchObject({ model: 'Payment', rows: 2 })
  expect(last('djust:page')).toMatchObject({ template: 'page.html', result: expect.stringContaining('Alder Court') })
  expect(heard.at(-1)).toMatchObject({ phase: 'asyncEnd', stage: 'djust:page' })

  heard.length = 0
  await djust.render('page.html', { leases: leases() })
  expect(heard.filter(({ phase }) => phase === 'start').map(({ stage }) => stage)).not.toContain('djust:analyze')
  expect(cached).toEqual([
    { template: 'page.html', variable: 'leases', key, from: null },
    { template: 'page.html', variable: 'leases', key, from: 'memory' },
  ])
})

test('a stage that fails says with which error', async () => {
  const heard = subscribe()
  const page = rentals.djust('{{ house.nmae }}').render('page.html', { house: House.objects.get({ id: 1 }) })
  await expect(page).rejects.toMatchObject({ code: 'plan/unknown-name' })
  const errors = heard.filter(({ phase }) => phase === 'error')
  expect(errors.map(({ stage }) => stage)).toEqual(['djust:plan', 'djust:page'])
  expect(errors[0]!.event.error).toMatchObject({ code: 'plan/unknown-name' })
  await expect(rentals.djust('{% if %}').render('page.html')).rejects.toMatchObject({ code: 'template/syntax' })
  expect(heard.filter(({ phase }) => phase === 'error').map(({ stage }) => stage)).toContain('djust:template')
})

test('pages in pieces tell of all but the page and its rendering', async () => {
  const heard = subscribe()
  const djust = rentals.djust(template)
  let html = ''
  for await (const piece of djust.renderPieces('page.html', { leases: Lease.objects.all() })) html += piece
  expect(html).toContain('Alder Court')
  expect(new Set(heard.map(({ stage }) => stage))).toEqual(
    new Set(['djust:analyze', 'djust:template', 'djust:plan', 'djust:query', 'djust:serialize']),
  )
})

test('nobody who listens, nothing that is traced', () => {
  expect(stages.filter(isTraced)).toEqual([])
})
