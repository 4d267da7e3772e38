import { type RawBuilder, sql } from 'kysely'
import type { Model, Relation } from '../schema/schema.ts'
import type { SelectContext } from './select-context.ts'
import { targetOf } from './target-of.ts'

/** The rows of one model inside a statement. */
export interface TableRef {
  readonly model: Model
  /** Whether no row of the statement lacks one of these. */
  readonly required: boolean
  /** The alias and the column that hold a column of the model. */
  locate(column: string): readonly [alias: string, column: string]
}

/** The to-one joins of one FROM. Each path has one alias, whoever asks for it. */
export class Joins {
  readonly root: TableRef
  readonly #context: SelectContext
  readonly #parts: RawBuilder<unknown>[] = []
  readonly #joined = new Map<string, TableRef>()

  /** `used` gets each column of the root's rows that is asked for; the empty name where any may be read. */
  constructor(context: SelectContext, model: Model, alias: string, used?: Set<string>) {
    this.#context = context
    const locate = (column: string): readonly [string, string] => {
      used?.add(column)
      return [alias, column]
    }
    this.root = { model, required: true, locate }
  }

  /**
   * The target's rows of a to-one relation. INNER only where every link up to it is there in each row and nothing hides
   * its target: else a row would be lost for want of a relative.
   */
  to(from: TableRef, relation: Relation): TableRef {
    if (relation.embedded) return embeddedRef(from, relation, targetOf(this.#context.schema, relation))
    const on = relation.local.map((column) => from.locate(column))
    const path = JSON.stringify([on, relation.model, relation.foreign])
    const known = this.#joined.get(path)
    if (known) return known
    const model = targetOf(this.#context.schema, relation)
    const alias = this.#context.alias()
    const required = from.required && relation.owner && !relation.nullable && !this.#context.restricted(model)
    const equal = on.map((key, i) => sql`${sql.id(...key)} = ${sql.id(alias, relation.foreign[i] ?? '')}`)
    const kind = sql.raw(required ? 'inner join' : 'left join')
    this.#parts.push(sql` ${kind} ${this.#context.from(model, alias)} on ${sql.join(equal, sql.raw(' and '))}`)
    const ref: TableRef = { model, required, locate: (column) => [alias, column] }
    this.#joined.set(path, ref)
    return ref
  }

  /** How many tables were joined. */
  get size(): number {
    return this.#parts.length
  }

  sql(): RawBuilder<unknown> {
    return this.#parts.length === 0 ? sql.raw('') : sql.join(this.#parts, sql.raw(''))
  }
}

/** That columns of a relation's rows, or of its links, equal the key of the owner's row. */
export function ownedBy(owner: TableRef, relation: Relation, columns: readonly RawBuilder<unknown>[]): RawBuilder<unknown>[] {
  return columns.map((column, i) => sql`${column} = ${sql.id(...owner.locate(relation.local[i] ?? ''))}`)
}

/** The target of a to-one relation as far as the owner's key columns tell it, without a join. */
export function keyRef(owner: TableRef, relation: Relation, model: Model): TableRef {
  return {
    model,
    required: owner.required && !relation.nullable,
    locate: (column) => owner.locate(relation.local[relation.foreign.indexOf(column)] ?? column),
  }
}

/** An embedded object: its columns are the owner's. */
export function embeddedRef(owner: TableRef, relation: Relation, model: Model): TableRef {
  return { model, required: owner.required && !relation.nullable, locate: (column) => owner.locate(column) }
}
