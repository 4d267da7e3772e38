import { DjustError } from '../error.ts'
import type { EntityClass } from '../schema/schema.ts'
import type { QueryState } from './query-state.ts'

/** What runs the queries of an ORM's entities. States it is given ask for rows; `get`, `first` and `none` are settled before. */
export interface QueryRunner {
  /** Whether an em, transaction or client given by `.using()` is of this runner's ORM. */
  owns(handle: unknown): boolean
  /** The same for all runners of one ORM. */
  readonly ormInstance: object
  /** Whether its ORM was closed: queries that don't say where they run are not for it. */
  isClosed(): boolean
  /** The ORM's own entities, in the query's order. */
  entities(state: QueryState): Promise<readonly object[]>
  /** Plain objects with just the named paths. */
  plain(state: QueryState, paths: readonly string[]): Promise<readonly object[]>
  count(state: QueryState): Promise<number>
  exists(state: QueryState): Promise<boolean>
  /** What `values()` gives, or the one row of `aggregate()`. */
  values(state: QueryState): Promise<readonly unknown[]>
}

/** Kept on the class and not in a module, so that two copies of djust, or two applications in one process, find their own. */
const runnersKey: unique symbol = Symbol.for('djust.runners')

type BoundClass = EntityClass & { [runnersKey]?: readonly QueryRunner[] }

/** Lets queries of these classes find their ORM when they are awaited. The result takes it back. */
export function bindEntities(classes: Iterable<EntityClass>, runner: QueryRunner): () => void {
  const bound = [...classes] as BoundClass[]
  for (const one of bound) setRunners(one, [...runnersOf(one), runner])
  return () => {
    for (const one of bound)
      setRunners(
        one,
        runnersOf(one).filter((other) => other !== runner),
      )
  }
}

/** The runner for a query: the one its handle belongs to, else the only one there is. */
export function runnerOf(state: QueryState): QueryRunner {
  const { entity, handle } = state
  const runners = runnersOf(entity)
  if (runners.length === 0) {
    throw new DjustError('query/no-connection', `A query of ${entity.name} has no database: no ORM was given to djust yet.`, {
      hint: `Write this where the application starts, with ${entity.name} among the ORM's entities:\n\n  const djust = createDjust({ orm: mikroOrm(orm) })`,
    })
  }
  const owners = handle === undefined ? runners : runners.filter((runner) => runner.owns(handle))
  if (owners.length === 0) {
    throw new DjustError(
      'query/foreign-handle',
      `${entity.name}: the object given by .using() is no connection of the ORM that djust was given.`,
      {
        hint: 'Give the em (transaction, client) of that ORM: query.using(em).',
      },
    )
  }
  const open = handle === undefined && owners.length > 1 ? openOf(owners) : owners
  const instances = new Set(open.map((runner) => runner.ormInstance))
  if (instances.size > 1) {
    throw new DjustError(
      'query/ambiguous-connection',
      `${entity.name} belongs to ${instances.size} ORM instances, so that a query must say which.`,
      {
        hint: `Write ${entity.name}.objects.using(em), or close the instance that is no longer used: await orm.close().`,
      },
    )
  }
  // Two runners of one ORM do the same; the later one has the later settings. Where all are closed, the ORM connects again.
  return open.at(-1) ?? owners.at(-1)!
}

/** What queries of a class may run on where they don't say it. */
export function openRunnersOf(entity: EntityClass): readonly QueryRunner[] {
  return openOf(runnersOf(entity))
}

/** Those whose ORM is not known to be closed: one of several runners may have seen it open. */
function openOf(runners: readonly QueryRunner[]): readonly QueryRunner[] {
  const closed = new Set(runners.filter((runner) => runner.isClosed()).map((runner) => runner.ormInstance))
  return runners.filter((runner) => !closed.has(runner.ormInstance))
}

function runnersOf(entity: BoundClass): readonly QueryRunner[] {
  return Object.hasOwn(entity, runnersKey) ? (entity[runnersKey] ?? []) : []
}

function setRunners(entity: BoundClass, runners: readonly QueryRunner[]): void {
  Object.defineProperty(entity, runnersKey, { value: runners, configurable: true })
}
