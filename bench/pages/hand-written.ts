import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { CompiledQuery } from 'kysely'
import type { SqlEntityManager } from '@mikro-orm/sql'

/** Runs a statement of the floor that was prepared once: rows are arrays, which node:sqlite makes faster than objects. */
export type Query<Row> = (...parameters: SQLInputValue[]) => Row[]

export function prepared<Row extends readonly (string | number)[]>(connection: DatabaseSync, sql: string): Query<Row> {
  const statement = connection.prepare(sql)
  statement.setReturnArrays(true)
  return (...parameters) => statement.all(...parameters) as unknown as Row[]
}

/** The same statement on MikroORM's connection, as its documentation shows it: objects by column name. */
export async function viaKysely<Row>(
  orm: { readonly em: Pick<SqlEntityManager, 'fork'> },
  sql: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await orm.em
    .fork()
    .getKysely()
    .executeQuery(CompiledQuery.raw(sql, [...parameters]))
  return rows as Row[]
}

const special = /[&<>"']/g
const anySpecial = /[&<>"']/
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' }

export function escape(text: string): string {
  return anySpecial.test(text) ? text.replace(special, (character) => entities[character]!) : text
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A column of type date, which is ISO text, like the filter `date:"M d, Y"`. */
export function shortDate(iso: string): string {
  return `${months[Number(iso.slice(5, 7)) - 1]} ${iso.slice(8, 10)}, ${iso.slice(0, 4)}`
}
