import { createRequire } from 'node:module'
import type * as Api from '@opentelemetry/api'
import type { PlanEvent, QueryEvent, SerializeEvent, Stage, StageEvents } from './stage-events.ts'

/** Makes spans of stages. */
export interface Telemetry {
  /** Runs `body` in a span of its own, below the one that is active; it ends with the promise that `body` gives. */
  span<Name extends Stage, T>(stage: Name, event: StageEvents[Name], body: () => T): T
}

/** Where every copy of the API, of whatever 1.x, keeps what an application registered. */
const registered = Symbol.for('opentelemetry.js.api.1')

// As an import would be: loaded once, but only in an application that uses it.
let telemetry: Telemetry | null | undefined

/** null where the application registered no tracer provider, which takes no more than a look. */
export function openTelemetry(): Telemetry | null {
  const globals = (globalThis as { [registered]?: { readonly trace?: unknown } })[registered]
  if (globals?.trace === undefined) return null
  if (telemetry === undefined) telemetry = load()
  return telemetry
}

function load(): Telemetry | null {
  try {
    return new ApiTelemetry(createRequire(import.meta.url)('@opentelemetry/api') as typeof Api)
  } catch {
    // Registered by a copy that only another package sees.
    return null
  }
}

class ApiTelemetry implements Telemetry {
  readonly #api: typeof Api

  constructor(api: typeof Api) {
    this.#api = api
  }

  span<Name extends Stage, T>(stage: Name, event: StageEvents[Name], body: () => T): T {
    const { trace, context, SpanKind } = this.#api
    const { name, attributes } = describe(stage, event)
    const span = trace.getTracer('djust').startSpan(name, {
      kind: stage === 'djust:query' ? SpanKind.CLIENT : SpanKind.INTERNAL,
      attributes,
    })
    // Not sampled: neither would be what is below.
    if (!span.isRecording()) return body()
    const done = (): void => {
      span.setAttributes(later(stage, event))
      span.end()
    }
    const failed = (error: unknown): never => {
      this.#fail(span, error)
      span.end()
      throw error
    }
    let result: T
    try {
      result = context.with(trace.setSpan(context.active(), span), body)
    } catch (error) {
      return failed(error)
    }
    if (result instanceof Promise) {
      return result.then((value: unknown) => {
        done()
        return value
      }, failed) as T
    }
    done()
    return result
  }

  #fail(span: Api.Span, error: unknown): void {
    const { SpanStatusCode } = this.#api
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
    span.recordException(error instanceof Error ? error : String(error))
    span.setAttribute('error.type', typeof code === 'string' ? code : error instanceof Error ? error.name : '_OTHER')
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) })
  }
}

const systems = { sqlite: 'sqlite', postgres: 'postgresql', mysql: 'mysql' } as const

/** The names of spans have no values in them; what a statement is called follows the semantic conventions of databases. */
function describe(stage: Stage, event: StageEvents[Stage]): { name: string; attributes: Record<string, string | number> } {
  if (stage === 'djust:query') {
    const { table, dialect, sql, model } = event as QueryEvent
    return {
      name: `SELECT ${table}`,
      attributes: {
        'db.system.name': systems[dialect],
        'db.operation.name': 'SELECT',
        'db.collection.name': table,
        'db.query.summary': `SELECT ${table}`,
        'db.query.text': sql,
        'djust.model': model,
      },
    }
  }
  const name = stage.replace(':', '.')
  if (stage === 'djust:serialize') {
    const { model, rows } = event as SerializeEvent
    return { name, attributes: { 'djust.model': model, 'djust.rows': rows } }
  }
  if (stage === 'djust:template') return { name, attributes: { 'djust.template': (event as StageEvents['djust:template']).name } }
  const { template, variable, model } = event as PlanEvent
  return {
    name,
    attributes: { 'djust.template': template, ...(variable === undefined ? {} : { 'djust.variable': variable, 'djust.model': model }) },
  }
}

/** What is known only when the stage is done. */
function later(stage: Stage, event: StageEvents[Stage]): Record<string, string | number> {
  if (stage === 'djust:query') {
    const { rows } = event as QueryEvent
    return rows === undefined ? {} : { 'db.response.returned_rows': rows }
  }
  const { key, from } = event as Partial<PlanEvent>
  return key === undefined ? {} : { 'djust.cache.key': key, 'djust.cache.source': from ?? 'none' }
}
