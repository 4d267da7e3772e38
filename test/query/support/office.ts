import { defineEntity, type MikroORM, p, type SqliteDriver } from '@mikro-orm/sql'
import { type DatabaseName, testDatabase } from '../../../conformance/databases.ts'
import { openOrm } from '../../../conformance/open-orm.ts'
import { type RawBuilder, sql } from 'kysely'
import { mikroOrm } from '../../../src/orm/mikro-orm.ts'
import { compileSql } from '../../../src/query/compile-sql.ts'
import { queryState } from '../../../src/query/lazy-query.ts'
import { manager } from '../../../src/query/manager.ts'
import { orderClause, orderingExpressions, resolveOrdering } from '../../../src/query/ordering.ts'
import type { Dialect, OrmAdapter, SqlQuery } from '../../../src/query/orm-adapter.ts'
import { annotationColumn, annotationDecoder } from '../../../src/query/annotation-expression.ts'
import { annotationsOf, conditionValues, resolveQuery, type ResolvedQuery, whereExpression } from '../../../src/query/resolve-query.ts'
import { SelectContext } from '../../../src/query/select-context.ts'
import { Joins } from '../../../src/query/select-joins.ts'
import type { Slot } from '../../../src/query/statement.ts'
import type { Model, Schema } from '../../../src/schema/schema.ts'

const TeamSchema = defineEntity({
  name: 'Team',
  orderBy: { name: 'asc' },
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    budget: p.decimal().precision(12).scale(2),
    lead: () => p.oneToOne(Person).nullable().inversedBy('leads'),
    people: () => p.oneToMany(Person).mappedBy('team'),
  },
})
export class Team extends TeamSchema.class {
  static objects = manager(Team)
}
TeamSchema.setClass(Team)

const PersonSchema = defineEntity({
  name: 'Person',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    nick: p.string().nullable(),
    level: p.integer(),
    score: p.double().nullable(),
    pay: p.decimal().precision(12).scale(2).nullable(),
    account: p.bigint().nullable(),
    hired: p.date().nullable(),
    seenAt: p.datetime(),
    active: p.boolean().nullable(),
    notes: p.json().nullable(),
    boss: () => p.manyToOne(Person).nullable(),
    team: () => p.manyToOne(Team).nullable(),
    home: () => p.manyToOne(Team),
    reports: () => p.oneToMany(Person).mappedBy('boss'),
    leads: () => p.oneToOne(Team).mappedBy('lead'),
    skills: () => p.manyToMany(Skill),
  },
})
export class Person extends PersonSchema.class {
  static objects = manager(Person)
  get shout(): string {
    return this.name.toUpperCase()
  }
}
PersonSchema.setClass(Person)

const SkillSchema = defineEntity({
  name: 'Skill',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    weight: p.integer().nullable(),
    people: () => p.manyToMany(Person).mappedBy('skills'),
  },
})
export class Skill extends SkillSchema.class {
  static objects = manager(Skill)
}
SkillSchema.setClass(Skill)

const SeatSchema = defineEntity({
  name: 'Seat',
  primaryKeys: ['floor', 'desk'],
  properties: { floor: p.integer().primary(), desk: p.integer().primary(), chairs: () => p.oneToMany(Chair).mappedBy('seat') },
})
export class Seat extends SeatSchema.class {
  static objects = manager(Seat)
}
SeatSchema.setClass(Seat)

const ChairSchema = defineEntity({
  name: 'Chair',
  properties: { id: p.integer().primary(), seat: () => p.manyToOne(Seat).nullable() },
})
export class Chair extends ChairSchema.class {
  static objects = manager(Chair)
}
ChairSchema.setClass(Chair)

export interface Office {
  readonly orm: MikroORM<SqliteDriver>
  readonly adapter: OrmAdapter
  readonly schema: Schema
  close(): Promise<void>
}

/** On the database of that name; without one on that of DJUST_TEST_DATABASE, else on SQLite. */
export async function openOffice(name: DatabaseName = testDatabase()): Promise<Office> {
  const opened = await openOrm(name, { entities: [Team, Person, Skill, Seat, Chair], timezone: 'UTC' })
  await opened.createTables()
  // Whatever the database is, tests use what all drivers of SQL have.
  const orm = opened.orm as unknown as MikroORM<SqliteDriver>
  const database = mikroOrm(orm as never)
  const close = async (): Promise<void> => {
    database.release()
    await opened.close()
  }
  return { orm, adapter: database.adapter, schema: database.adapter.schema, close }
}

/** The SELECT of a query's keys and annotations, built from conditions, orderings and annotations alone. */
export function selectOf(
  query: object,
  schema: Schema,
  dialect: Dialect,
  restrictions: ReadonlyMap<Model, SqlQuery> = new Map(),
): { sql: string; slots: readonly Slot[]; resolved: ResolvedQuery } {
  const state = queryState(query)!
  const resolved = resolveQuery(state, schema)
  const orderBy = state.orderBy.length > 0 ? state.orderBy : resolved.model.ordering
  const context = new SelectContext({ adapter: { schema, dialect }, restrictions })
  const alias = context.alias()
  const joins = new Joins(context, resolved.model, alias)
  const where = whereExpression(resolved, alias, context)
  const order = orderingExpressions(
    orderBy.length > 0 ? resolveOrdering(orderBy, resolved.model, schema, resolved.annotations) : [],
    context,
    (path) => path.reduce((ref, relation) => joins.to(ref, relation), joins.root).locate('')[0],
    annotationsOf(resolved, { alias, context }),
  )
  const columns: RawBuilder<unknown>[] = resolved.model.primaryKey.map((name) =>
    context.column(alias, resolved.model.fields.get(name)!.column),
  )
  for (const [name, annotation] of resolved.annotations) {
    const column = annotationColumn(annotation, { model: resolved.model, alias, context })
    // Drivers that give objects need names to tell columns apart.
    columns.push(dialect === 'sqlite' ? column : sql`${column} as ${sql.id(name)}`)
  }
  const from = context.from(resolved.model, alias)
  const compiled = compileSql(
    sql`select ${sql.join(columns)} from ${from}${joins.sql()}${where ? sql` where ${where}` : sql``}${orderClause(order)}`,
    dialect,
  )
  return { sql: compiled.sql, slots: compiled.parameters as readonly Slot[], resolved }
}

/** Keys (then decoded annotations) of the rows that a query's conditions, order and annotations give. */
export async function rowsOf(query: object, { adapter, schema, orm }: Office): Promise<unknown[][]> {
  const { sql: text, slots, resolved } = selectOf(query, schema, adapter.dialect)
  const values = conditionValues(resolved, adapter)
  const parameters = slots.map((slot) => (slot.kind === 'condition' ? values[slot.index] : undefined))
  const rows = await adapter.execute({ sql: text, parameters }, orm.em)
  const decoders = [...resolved.annotations.values()].map((one) => annotationDecoder(one, adapter))
  const keys = resolved.model.primaryKey.length
  return rows.map((row) => row.map((value, i) => (i < keys ? value : decoders[i - keys]!(value))))
}

export async function idsOf(query: object, office: Office): Promise<unknown[]> {
  return (await rowsOf(query, office)).map((row) => row[0])
}
