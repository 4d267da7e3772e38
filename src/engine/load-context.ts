import type { AccessNode } from '../access/access-node.ts'
import { annotatedNames, annotatedRelations } from '../query/annotated-relations.ts'
import { DjustError } from '../error.ts'
import type { Database } from '../load/database.ts'
import type { StatementReport } from '../load/load-run.ts'
import type { LoadPlan } from '../plan/load-plan.ts'
import { queryState } from '../query/lazy-query.ts'
import type { QueryState } from '../query/query-state.ts'
import { isPlainObject } from '../util/plain-object.ts'
import { isIterable } from '../value/kinds.ts'
import { readsAllEntries, readsOfElements, readsOfEntry, readsOfMember, rowsRead, type Reads } from './context-access.ts'
import { InstanceBatches } from './load-instances.ts'
import { type JitLog, loadOptions } from './jit-log.ts'
import { loadEntities } from './load-entities.ts'
import { loadNative } from './load-native.ts'
import { loadValues } from './load-values.ts'
import { MixedLists } from './mixed-lists.ts'
import { copyWith, likewise, withParts } from './object-parts.ts'
import { templateFields } from '../util/template-fields.ts'
import { asyncRows } from '../render/row-feed.ts'
import { isPlain, type Page, type PagePlanner } from './page.ts'
import type { PageStream } from './page-stream.ts'
import type { PlanSource } from './plan-cache.ts'
import { planQuery } from './plan-query.ts'
import { setValue } from '../util/set-value.ts'

/** One rendering of a page: where its queries run and who hears of it. */
export interface LoadSession {
  readonly database: Database | null
  /** null without an ORM. */
  readonly planner: PagePlanner | null
  page: Page
  /** The em or transaction that queries without `.using()` run on; undefined for the ORM's own choice. */
  readonly handle: unknown
  readonly onUnknown: (error: DjustError) => void
  /** Hears the names of a query's annotations, which templates may have to see as dates or decimals. */
  readonly onAnnotations: (names: Iterable<string>) => void
  /** undefined where nobody asks. */
  readonly onStatement: ((statement: StatementReport) => void) | undefined
  /** Hears of each plan before it is loaded. */
  readonly onPlan?: (planned: PlannedQuery) => void
  /** Where `jitDebug` is on. */
  readonly log?: JitLog | null
  /** Whether only plans are made and no statement runs. */
  readonly dryRun?: boolean
  /** Set where the page is sent while it is rendered. */
  stream?: PageStream
  /** Time spent on plans so far. */
  planMs: number
  /** How many plans are being looked for, and since when there are any. */
  planning: number
  planningSince: number
  /** Objects that are being looked through, with what is read of them. */
  holding?: Map<object, ReadonlySet<AccessNode>>
  /** Lists of the context. */
  lists?: MixedLists
  /** Entities of the page that wait to be loaded together. */
  instances?: InstanceBatches | undefined
  /** What generators and asynchronous iterables of the context gave so far: they give it once, and a page may have to begin again. */
  generated?: WeakMap<object, GivenValues>
}

interface GivenValues {
  readonly values: unknown[]
  readonly iterator: Generated
}

/** A query of the context with its plan. `path` is where it stands, such as `dashboard.recent`. */
export interface PlannedQuery {
  readonly path: string
  readonly state: QueryState
  /** null for a query of values, a count or `exists()`. */
  readonly plan: LoadPlan | null
  /** The plan's key in the caches, and which of them had it: null for a plan made now. */
  readonly cache?: { readonly key: string; readonly from: PlanSource }
  /** The values that are read; null for all. */
  readonly needed?: ReadonlySet<string> | null
}

/**
 * The context as the render function needs it: names that the template reads, with queries and promises replaced by
 * what they give. Queries run concurrently; one that is not read never runs, and neither does a getter.
 */
export async function loadContext(context: Readonly<Record<string, unknown>>, session: LoadSession): Promise<Record<string, unknown>> {
  const { reads } = session.page
  const loaded: Record<string, unknown> = {}
  const pending: Promise<void>[] = []
  for (const [name, use] of reads) {
    if (!Object.hasOwn(context, name)) continue
    const value = loadValue(context[name], use, name, session)
    if (isPromise(value)) pending.push(value.then((result) => define(loaded, name, result)))
    else define(loaded, name, value)
  }
  if (pending.length === 1) await pending[0]
  else await settle(pending)
  if (session.stream) await openStreams(loaded, session.stream)
  return loaded
}

/** After all else is loaded: a page that waits for a connection holds none. */
async function openStreams(loaded: Record<string, unknown>, stream: PageStream): Promise<void> {
  for (const [name, value] of Object.entries(loaded)) {
    if (!(value instanceof Streamed)) continue
    stream.took(name)
    define(loaded, name, await value.open())
  }
}

/** A value whose rows come while the page is sent. */
class Streamed {
  readonly open: () => Promise<unknown>

  constructor(open: () => Promise<unknown>) {
    this.open = open
  }
}

/** The value itself where nothing has to be waited for. */
function loadValue(value: unknown, reads: Reads, path: string, session: LoadSession): unknown {
  if (typeof value !== 'object' || value === null) return value
  const state = queryState(value)
  const log = session.dryRun ? null : session.log
  if (state) return log ? log.around(path, reads, () => loadQuery(state, reads, path, session)) : loadQuery(state, reads, path, session)
  const adapter = session.database?.adapter
  const call = adapter?.recognise?.(value)
  if (call) return log ? log.around(path, reads, () => loadNative(call, reads, path, session)) : loadNative(call, reads, path, session)
  if (isPromise(value)) return value.then((result) => loadValue(result, reads, path, session))
  if (reads.length === 0) return value
  if (Array.isArray(value)) return loadItems(value, readsOfElements(reads), path, session)
  // An object written out can be an iterable, too: its properties are none of what a template iterates.
  if (isPlainObject(value) && !isIterator(value)) return loadParts(value, reads, path, session)
  if (value instanceof Map) return loadMap(value, reads, path, session)
  if (value instanceof Set) return loadSet(value, reads, path, session)
  if (session.stream?.has(path) && isIterator(value)) return new Streamed(() => streamItems(value, reads, path, session))
  if (isIterator(value)) return loadGenerated(value, reads, path, session)
  if (!adapter) return value
  const instance = adapter.instance?.(value)
  const list = instance ? undefined : adapter.instanceList?.(value)
  if (!instance && !list) return loadProperties(value, reads, path, session)
  if (session.dryRun) return value
  const batches = (session.instances ??= new InstanceBatches(session))
  if (instance) return log ? log.around(path, reads, () => batches.load(instance, reads, path), true) : batches.load(instance, reads, path)
  return list!.items ? loadItems(list!.items, readsOfElements(reads), path, session) : batches.loadList(list!, reads, path)
}

async function loadQuery(state: QueryState, reads: Reads, path: string, session: LoadSession): Promise<unknown> {
  const { database, planner } = session
  if (!database || !planner) {
    throw new DjustError('engine/no-orm', `"${path}" is a query, but this djust has no ORM`, {
      hint: "Give it one: createDjust({ orm: mikroOrm(orm) }), with mikroOrm from 'djust/mikro-orm'.",
    })
  }
  const own = state.handle === undefined && session.handle !== undefined ? { ...state, handle: session.handle } : state
  if (own.result === 'count' || own.result === 'exists') {
    session.onPlan?.({ path, state: own, plan: null })
    return session.dryRun ? null : await database.loader.scalar(own, session)
  }
  if (own.values) return await loadValues(own, reads, path, session)
  const model = database.adapter.schema.modelOf(own.entity)
  if (!model) {
    throw new DjustError('query/unknown-entity', `"${path}" queries ${own.entity.name}, which is no entity of this djust's ORM`, {
      hint: `Add ${own.entity.name} to the entities of the ORM.`,
    })
  }
  if (!isPlain(own)) session.onAnnotations([...own.annotations.keys(), ...annotatedNames(annotatedRelations(own))])
  const planned = planQuery(path, model, own, reads, planner, session)
  const { plan } = planned instanceof Promise ? await planned : planned
  if (session.dryRun) return null
  const { stream } = session
  if (planner.throughOrm) return await loadEntities(plan, own, database.loader, loadOptions(session, path))
  if (!stream?.has(path) || !stream.takes(plan, own)) return await database.loader.load(plan, own, loadOptions(session, path))
  return new Streamed(async () => (await stream.rows(database, plan, own, session)) ?? database.loader.load(plan, own, session))
}

/** Lists of the application's own may hold queries: `sections = [{ title, leases }]`. What promises give is loaded together. */
function loadItems(items: readonly unknown[], reads: Reads, path: string, session: LoadSession): unknown {
  if (reads.length === 0) return items
  const promises = items.filter(isPromise)
  if (promises.length > 0 && !promises.some((item) => isQuery(item, session)))
    return Promise.all(items).then((given) => loadItems(likewise(given, items), reads, path, session))
  noteList(items, `${path}[]`, session)
  const loaded = items.map((item) => loadValue(item, reads, `${path}[]`, session))
  if (loaded.every((item, index) => item === items[index])) return items
  return Promise.all(loaded).then((made) => likewise(made, items))
}

function loadSet(set: ReadonlySet<unknown>, reads: Reads, path: string, session: LoadSession): unknown {
  const items = [...set]
  const loaded = loadItems(items, readsOfElements(reads), path, session)
  return isPromise(loaded) ? loaded.then((made) => likewise(new Set(made as readonly unknown[]), set)) : set
}

function isQuery(value: object, session: LoadSession): boolean {
  return (queryState(value) ?? session.database?.adapter.recognise?.(value)) !== undefined
}

function noteList(items: readonly unknown[], path: string, session: LoadSession): void {
  const adapter = session.database?.adapter
  if (adapter) (session.lists ??= new MixedLists(adapter)).add(path, items)
}

function loadParts(object: Readonly<Record<string, unknown>>, reads: Reads, path: string, session: LoadSession): unknown {
  if (readsAllEntries(reads)) noteList(Object.values(object), `${path}[]`, session)
  const names = readsAllEntries(reads) ? Object.keys(object) : new Set(reads.flatMap((node) => [...node.members.keys()]))
  const parts = new Map<PropertyKey, unknown>()
  for (const name of names) {
    if (!Object.hasOwn(object, name)) continue
    const value = object[name]
    const loaded = loadValue(value, readsOfEntry(reads, name), entryPath(reads, path, name), session)
    if (loaded !== value) parts.set(name, loaded)
  }
  if (parts.size === 0) return object
  return settled(parts).then(() => copyWith(object, parts))
}

/** What an object of a class of the application's own holds in properties, or gives to loops; what its getters and methods give is its own affair. */
function loadProperties(object: object, reads: Reads, path: string, session: LoadSession): unknown {
  if (templateFields in object) return object
  const holding = (session.holding ??= new Map())
  const known = holding.get(object) ?? new Set()
  // Objects that lead back to themselves, and templates that do.
  if (reads.every((node) => known.has(node))) return object
  holding.set(object, new Set([...known, ...reads]))
  const parts = new Map<PropertyKey, unknown>()
  for (const name of new Set(reads.flatMap((node) => [...node.members.keys()]))) {
    const own = Object.getOwnPropertyDescriptor(object, name)
    if (!own?.enumerable || !('value' in own)) continue
    const loaded = loadValue(own.value, readsOfMember(reads, name), `${path}.${name}`, session)
    if (loaded !== own.value) parts.set(name, loaded)
  }
  const elements = readsOfElements(reads)
  if (elements.length > 0 && isIterable(object)) parts.set(Symbol.iterator, iterated(loadItems([...object], elements, path, session)))
  holding.set(object, known)
  if (parts.size === 0) return object
  return settled(parts).then(() => withParts(object, parts))
}

/** What an object that gives these items iterates by. */
async function iterated(items: unknown): Promise<() => Iterator<unknown>> {
  const loaded = (await items) as readonly unknown[]
  return () => loaded.values()
}

/** Each part once it is loaded. */
function settled(parts: Map<PropertyKey, unknown>): Promise<void> {
  return settle(Array.from(parts, async ([name, value]) => void parts.set(name, await value)))
}

function loadMap(map: ReadonlyMap<unknown, unknown>, reads: Reads, path: string, session: LoadSession): unknown {
  noteList(map.values().toArray(), `${path}[]`, session)
  const loaded = Array.from(map, ([key, value]): [unknown, unknown] => {
    const of = readsOfEntry(reads, String(key))
    return [key, of.length === 0 ? value : loadValue(value, of, entryPath(reads, path, String(key)), session)]
  })
  if (loaded.every(([key, value]) => map.get(key) === value)) return map
  return Promise.all(loaded.map(async ([key, value]) => [key, await value] as const)).then((entries) => likewise(new Map(entries), map))
}

/** Entries of a dictionary that are read alike stand in one place, so that they are loaded together. */
function entryPath(reads: Reads, path: string, name: string): string {
  return reads.some((node) => node.members.has(name)) ? `${path}.${name}` : `${path}[]`
}

/** As many of its values as are read: there may be no end to them. One that is used up gives no more. */
async function loadGenerated(source: Iterated, reads: Reads, path: string, session: LoadSession): Promise<unknown> {
  const most = rowsRead(reads)
  const { values, iterator } = generatedBy(source, session)
  while (values.length < most) {
    const { done, value } = await iterator.next()
    if (done) break
    values.push(value)
  }
  return loadItems(values.slice(0, most), readsOfElements(reads), path, session)
}

function generatedBy(source: Iterated, session: LoadSession): GivenValues {
  const generated = (session.generated ??= new WeakMap())
  let known = generated.get(source)
  if (!known) generated.set(source, (known = { values: [], iterator: isGenerator(source) ? source : source[Symbol.asyncIterator]() }))
  return known
}

/** The same while the page is sent. */
async function streamItems(
  values: Iterable<unknown> | AsyncIterable<unknown>,
  reads: Reads,
  path: string,
  session: LoadSession,
): Promise<unknown> {
  const source = asyncRows(values)
  const elements = readsOfElements(reads)
  return await session.stream!.feed({
    async next() {
      const { rows, done } = await source.next()
      return { rows: (await loadItems(rows, elements, path, session)) as readonly unknown[], done }
    },
    close: () => source.close(),
  })
}

type Iterated = Generated | AsyncIterable<unknown>

function isIterator(value: object): value is (Generated & Iterable<unknown>) | AsyncIterable<unknown> {
  return Symbol.asyncIterator in value || isGenerator(value)
}

interface Generated {
  next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>>
}

function isGenerator(value: object): value is Generated {
  const iterates = Symbol.iterator in value || Symbol.asyncIterator in value
  return iterates && 'next' in value && typeof value.next === 'function'
}

/** Waits for all, also where one fails: nothing may still be running when the page's error is reported. */
async function settle(pending: readonly Promise<void>[]): Promise<void> {
  if (pending.length === 0) return
  for (const result of await Promise.allSettled(pending)) if (result.status === 'rejected') throw result.reason
}

function define(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') target[name] = value
  else setValue(target, name, value)
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
