import { channel, tracingChannel, type TracingChannel } from 'node:diagnostics_channel'
import { openTelemetry } from './open-telemetry.ts'
import type { CacheEvent, Stage, StageEvents } from './stage-events.ts'

// Channels are the process's own, by name: what is kept here is how to get at them.
const channels: { readonly [Name in Stage]: TracingChannel } = {
  'djust:page': tracingChannel('djust:page'),
  'djust:template': tracingChannel('djust:template'),
  'djust:analyze': tracingChannel('djust:analyze'),
  'djust:plan': tracingChannel('djust:plan'),
  'djust:query': tracingChannel('djust:query'),
  'djust:serialize': tracingChannel('djust:serialize'),
  'djust:render': tracingChannel('djust:render'),
}
const cacheChannel = channel('djust:cache')

/** Whether anybody hears of a stage; where nobody does it is to cost nothing. */
export function isTraced(stage: Stage): boolean {
  return channels[stage].hasSubscribers || openTelemetry() !== null
}

/** Runs a stage that gives a promise, and tells of it. */
export function traceAsync<Name extends Stage, T>(stage: Name, event: StageEvents[Name], body: () => Promise<T>): Promise<T> {
  const traced = channels[stage]
  const run = spanned(stage, event, body)
  return traced.hasSubscribers ? traced.tracePromise(run, event) : run()
}

/** Runs a stage that is done when it returns, and tells of it. */
export function traceSync<Name extends Stage, T>(stage: Name, event: StageEvents[Name], body: () => T): T {
  const traced = channels[stage]
  const run = spanned(stage, event, body)
  return traced.hasSubscribers ? traced.traceSync(run, event) : run()
}

/** A plan was asked for in the caches; `event` is only called where somebody hears of it. */
export function tellCache(event: () => CacheEvent): void {
  if (cacheChannel.hasSubscribers) cacheChannel.publish(event())
}

function spanned<Name extends Stage, T>(stage: Name, event: StageEvents[Name], body: () => T): () => T {
  const telemetry = openTelemetry()
  return telemetry ? () => telemetry.span(stage, event, body) : body
}
