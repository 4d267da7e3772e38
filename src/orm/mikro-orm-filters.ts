import { type EntityMetadata, raw, type RawQueryFragment } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import type { SqlQuery } from '../query/orm-adapter.ts'
import { dialectOf } from './mikro-orm-dialect.ts'
import { isBareGlobal } from './mikro-orm-flush.ts'
import { literalParameter } from './mikro-orm-parameter.ts'
import { tableSchemaOf } from './mikro-orm-table-schema.ts'

/** What `find` takes as its option `filters`. */
type FilterOptions = Parameters<SqlEntityManager['applyFilters']>[2]

/** Of an em that is one call's: the em that it was called on, and the filters that the call names. */
const calls = new WeakMap<SqlEntityManager, { readonly em: SqlEntityManager; readonly filters: FilterOptions }>()

/** An em that reads what one call with a schema and filters of its own would read, in the transaction of the em it was called on. */
export function emOf(em: SqlEntityManager, { schema, filters }: Readonly<Record<string, unknown>>): SqlEntityManager {
  if (schema === undefined && filters === undefined) return em
  const own = em.fork({ keepTransactionContext: true, ...(typeof schema === 'string' ? { schema } : {}) })
  calls.set(own, { em, filters: filters as FilterOptions })
  return own
}

/** The em that holds what is not flushed yet. */
export function flushedBy(em: SqlEntityManager): SqlEntityManager {
  return calls.get(em)?.em ?? em
}

/** What an em's filters say of an entity; undefined where none applies. */
export function filterOf(meta: EntityMetadata, em: SqlEntityManager): Promise<unknown> {
  return em.applyFilters(meta.class, undefined, calls.get(em)?.filters, 'read')
}

/**
 * The rows of tables that MikroORM itself would give: its filters, with the parameters of this moment, and the
 * discriminator of a subclass in a shared table. null where that is every row.
 */
export async function filteredRows(metas: readonly EntityMetadata[], handle: SqlEntityManager): Promise<readonly (SqlQuery | null)[]> {
  const { em, filters } = await filtersOf(metas, handle)
  const isWhole = (meta: EntityMetadata, i: number): boolean => filters[i] === undefined && !isSubclass(meta)
  if (metas.every(isWhole)) return metas.map(() => null)
  return await Promise.all(metas.map(async (meta, i) => (isWhole(meta, i) ? null : await rowsOf(meta, em))))
}

/** Whether MikroORM would filter any of these. */
export async function anyFilters(metas: readonly EntityMetadata[], handle: SqlEntityManager): Promise<boolean> {
  const { filters } = await filtersOf(metas, handle)
  return filters.some((filter) => filter !== undefined)
}

/**
 * Asked for together, as each answer is a promise in any case. em.addFilter keeps what it is told private: asking the em is the
 * only way to see that there is nothing to apply.
 */
async function filtersOf(
  metas: readonly EntityMetadata[],
  handle: SqlEntityManager,
): Promise<{ em: SqlEntityManager; filters: readonly unknown[] }> {
  const ask = (em: SqlEntityManager): Promise<readonly unknown[]> => Promise.all(metas.map((meta) => filterOf(meta, em)))
  try {
    return { em: handle, filters: await ask(handle) }
  } catch (error) {
    // Outside a request the ORM's own em refuses to look up the parameters of a filter; a fork of it has copies of them.
    if (!isBareGlobal(handle)) throw error
    const em = handle.fork()
    return { em, filters: await ask(em) }
  }
}

async function rowsOf(meta: EntityMetadata, em: SqlEntityManager): Promise<SqlQuery> {
  // Not '*', for which MikroORM also names columns of what it does not keep.
  const rows = await select(meta, em, raw('f.*'))
  if (!/\bjoin\b/i.test(rows.sql)) return rows
  // A filter through a to-many relation joins it, and would repeat rows; the ORM drops repeats in its identity map.
  const keys = meta.getPrimaryProps(true).flatMap((prop) => prop.fieldNames)
  const columns = keys.map((column) => quote(em, column)).join(', ')
  const matching = await select(meta, em, meta.primaryKeys)
  const schema = meta.schema && meta.schema !== '*' ? meta.schema : tableSchemaOf(em)
  const table = schema ? `${quote(em, schema)}.${quote(em, meta.tableName)}` : quote(em, meta.tableName)
  return { sql: `select * from ${table} where (${columns}) in (${matching.sql})`, parameters: matching.parameters }
}

function isSubclass(meta: EntityMetadata): boolean {
  return meta.root.inheritanceType === 'sti' && !!meta.discriminatorValue
}

async function select(meta: EntityMetadata, em: SqlEntityManager, columns: RawQueryFragment | readonly string[]): Promise<SqlQuery> {
  const builder = em.createQueryBuilder(meta.class, 'f')
  await builder.applyFilters(calls.get(em)?.filters)
  // Last: a condition on the other side of a one-to-one selects a column of its own. A selection by name is typed by the
  // entity, which is not known here.
  builder.select(columns as unknown as '*')
  const { sql, params } = builder.toQuery()
  return inDialect(sql, params, em)
}

/** MikroORM writes `?` for every database (`??` for an identifier, a backslash before one that is meant): as the driver takes it. */
export function inDialect(text: string, params: readonly unknown[], em: SqlEntityManager): SqlQuery {
  const platform = em.getPlatform()
  const numbered = dialectOf(platform) === 'postgres'
  const parameters: unknown[] = []
  let next = 0
  const sql = text.replace(/\\\?|\?\??/g, (sign) => {
    if (sign === String.raw`\?`) return '?'
    const value = params[next++]
    if (sign === '??') return platform.quoteIdentifier(String(value))
    const { parameter, type } = literalParameter(value, platform)
    parameters.push(parameter)
    const place = numbered ? `$${parameters.length}` : '?'
    return type ? `cast(${place} as ${type})` : place
  })
  if (next !== params.length) throw new TypeError(`${next} of ${params.length} parameters stand in ${text}`)
  return { sql, parameters }
}

function quote(em: SqlEntityManager, name: string): string {
  return em.getPlatform().quoteIdentifier(name)
}
