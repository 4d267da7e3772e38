import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { isTraced } from '../../src/trace/trace.ts'
import { House, Lease, openRentals, type Rentals } from '../engine/support/rentals.ts'
import { StorageContextManager } from './support/context-manager.ts'

let rentals: Rentals
beforeAll(async () => {
  rentals = await openRentals()
})
afterAll(() => rentals.close())
afterEach(() => {
  trace.disable()
  context.disable()
})

function register(sampled = true): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    ...(sampled ? {} : { sampler: new AlwaysOffSampler() }),
  })
  context.setGlobalContextManager(new StorageContextManager())
  trace.setGlobalTracerProvider(provider)
  return exporter
}

/** Runs it as the handler of a request would be. */
async function inSpan<T>(name: string, body: () => Promise<T>): Promise<T> {
  return trace.getTracer('test').startActiveSpan(name, async (span: Span) => {
    try {
      return await body()
    } finally {
      span.end()
    }
  })
}

const template =
  '{% for lease in leases %}{{ lease.house.name }}{% for payment in lease.payments %}{{ payment.amount }}{% endfor %}{% endfor %}{{ house.name }}'
const values = () => ({ leases: Lease.objects.filter({ id: { gt: 0 } }), house: House.objects.get({ id: 1 }) })

/** `parent > child` for each span. */
function tree(spans: readonly ReadableSpan[]): string[] {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]))
  return spans
    .map(({ name, parentSpanContext }) => `${parentSpanContext ? (names.get(parentSpanContext.spanId) ?? '?') : ''} > ${name}`)
    .toSorted()
}

test('a page is a span of the request, and its stages are spans of the page', async () => {
  const exporter = register()
  const djust = rentals.djust(template, { jitCacheBackend: 'memory' })
  await inSpan('GET /', () => djust.render('page.html', values()))
  const spans = exporter.getFinishedSpans()
  expect(tree(spans)).toEqual(
    [
      ' > GET /',
      'GET / > djust.page',
      'djust.page > djust.analyze',
      'djust.analyze > djust.template',
      'djust.page > djust.plan',
      'djust.page > djust.plan',
      'djust.page > SELECT lease',
      'djust.page > SELECT house',
      'djust.page > SELECT payment',
      'djust.page > djust.serialize',
      'djust.page > djust.serialize',
      'djust.page > djust.serialize',
      'djust.page > djust.render',
    ].toSorted(),
  )
  const query = spans.find(({ name }) => name === 'SELECT lease')!
  expect(query.kind).toBe(SpanKind.CLIENT)
  expect(query.attributes).toEqual({
    'db.system.name': 'sqlite',
    'db.operation.name': 'SELECT',
    'db.collection.name': 'lease',
    'db.query.summary': 'SELECT lease',
    'db.query.text': expect.stringMatching(/where "t0"."id" > \?/),
    'db.response.returned_rows': 3,
    'djust.model': 'Lease',
  })
  const plan = spans.find(({ name }) => name === 'djust.plan')!
  expect(plan.attributes).toMatchObject({
    'djust.template': 'page.html',
    'djust.cache.source': 'none',
    'djust.cache.key': expect.any(String),
  })
  expect(spans.every(({ status }) => status.code === SpanStatusCode.UNSET)).toBe(true)
})

test('two requests at the same time keep their spans apart', async () => {
  const exporter = register()
  const djust = rentals.djust(template)
  await Promise.all([inSpan('one', () => djust.render('page.html', values())), inSpan('two', () => djust.render('page.html', values()))])
  const spans = exporter.getFinishedSpans()
  const roots = new Map(spans.filter(({ parentSpanContext }) => !parentSpanContext).map((span) => [span.spanContext().traceId, span.name]))
  const counts = Map.groupBy(spans, (span) => roots.get(span.spanContext().traceId))
  for (const name of ['one', 'two']) {
    expect(
      counts
        .get(name)!
        .filter((span) => span.name.startsWith('SELECT'))
        .map((span) => span.name)
        .toSorted(),
    ).toEqual(['SELECT house', 'SELECT lease', 'SELECT payment'])
  }
})

test('a query that a view awaits by itself is a span of what is active', async () => {
  const exporter = register()
  await inSpan('view', () => rentals.djust('').inRequestContext(async () => Lease.objects.all().using(rentals.orm.em.fork())))
  expect(tree(exporter.getFinishedSpans())).toEqual([' > view', 'view > SELECT lease', 'view > djust.serialize'])
})

test('what fails is an error with its code', async () => {
  const exporter = register()
  await expect(rentals.djust('{{ house.nmae }}').render('page.html', { house: House.objects.get({ id: 1 }) })).rejects.toThrow('nmae')
  const spans = exporter.getFinishedSpans()
  const failed = spans.filter(({ status }) => status.code === SpanStatusCode.ERROR)
  expect(failed.map(({ name }) => name)).toEqual(['djust.plan', 'djust.page'])
  expect(failed[0]!.attributes['error.type']).toBe('plan/unknown-name')
  expect(failed[0]!.events[0]!.name).toBe('exception')
})

test('a trace that is not sampled costs no spans', async () => {
  const exporter = register(false)
  await rentals.djust(template).render('page.html', values())
  expect(exporter.getFinishedSpans()).toEqual([])
})

test('without a tracer provider nothing is traced', () => {
  expect(isTraced('djust:page')).toBe(false)
  register()
  expect(isTraced('djust:page')).toBe(true)
})
